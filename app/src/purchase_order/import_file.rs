//! A file on the person's device: picked, read into the browser, and the other way, saved. Nothing here on the server.

use leptos::ev;

/// A picked file, not read yet.
#[derive(Clone)]
pub struct Picked {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: f64,
    #[cfg(feature = "hydrate")]
    file: web_sys::File,
}

impl Picked {
    /// The file that was put into a file input. The input is emptied, so that the same file, corrected, can be picked
    /// again.
    #[must_use]
    pub fn from_input(event: &ev::Event) -> Option<Picked> {
        #[cfg(feature = "hydrate")]
        {
            let input: web_sys::HtmlInputElement = leptos::prelude::event_target(event);
            let file = input.files()?.get(0)?;
            input.set_value("");
            Some(Picked { name: file.name(), size: file.size(), file })
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = event;
            None
        }
    }

    /// Its bytes in base64; `None` when it was changed or removed since it was picked.
    pub async fn base64(&self) -> Option<String> {
        #[cfg(feature = "hydrate")]
        {
            let buffer = js_sys::futures::JsFuture::from(self.file.array_buffer()).await.ok()?;
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            // `btoa` takes a text of characters below 256, each a byte.
            let text: String = bytes.into_iter().map(char::from).collect();
            web_sys::window()?.btoa(&text).ok()
        }
        #[cfg(not(feature = "hydrate"))]
        None
    }
}

/// Saves `text` as a file on the device; says whether the browser took it.
pub fn save(name: &str, text: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return try_save(name, text).is_some();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (name, text);
        false
    }
}

#[cfg(feature = "hydrate")]
fn try_save(name: &str, text: &str) -> Option<()> {
    use wasm_bindgen::JsCast;
    let parts = js_sys::Array::of1(&text.into());
    let blob = web_sys::Blob::new_with_str_sequence(&parts).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link = leptos::prelude::document().create_element("a").ok()?.dyn_into::<web_sys::HtmlElement>().ok()?;
    link.set_attribute("href", &url).ok()?;
    link.set_attribute("download", name).ok()?;
    link.click();
    // The browser reads it after this turn; revoked at once it would find nothing.
    let revoke = move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    };
    leptos::prelude::set_timeout(revoke, std::time::Duration::from_secs(60));
    Some(())
}
