//! Tells the linker to leave strings apart, for the splitter.

/// Strings that share their ends overlap, and what overlaps is kept together: merged, the texts of all pages would
/// travel with the first one.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=-O0");
    }
}
