//! A photo on the person's device: picked, looked at, made small, sent. Nothing here on the server.

use leptos::ev;
use model::ids::{IssueId, MutationId};
#[cfg(any(feature = "hydrate", test))]
use model::purchase_order::PHOTO_SIDE_MAX;

use crate::live::mutation::new_mutation_id;

/// The path of the door that takes a photo.
pub const DOOR: &str = "/api/add_issue_photo";

/// A picked photo. Copies share it, and with the last one its preview goes.
#[derive(Clone)]
pub struct PhotoFile {
    /// The mutation that adds it, and so the id of the photo that it becomes.
    pub id: MutationId,
    // Made, looked at and dropped in the one thread of a browser; signals want to be told so.
    #[cfg(feature = "hydrate")]
    local: std::sync::Arc<send_wrapper::SendWrapper<browser::Local>>,
}

impl PartialEq for PhotoFile {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl PhotoFile {
    /// The files that were put into a file input. The input is emptied, so that the same file can be picked again.
    #[must_use]
    pub fn from_input(event: &ev::Event) -> Vec<PhotoFile> {
        #[cfg(feature = "hydrate")]
        {
            browser::picked(event)
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = event;
            Vec::new()
        }
    }

    /// The address of what it looks like, for this page only.
    #[must_use]
    pub fn preview(&self) -> String {
        #[cfg(feature = "hydrate")]
        {
            self.local.url().to_owned()
        }
        #[cfg(not(feature = "hydrate"))]
        {
            String::new()
        }
    }

    /// The same picture as another photo: under a mutation of its own.
    #[must_use]
    pub fn renewed(&self) -> PhotoFile {
        let mut photo = self.clone();
        photo.id = new_mutation_id();
        photo
    }

    /// A photo that was written down on this device under `id`.
    #[cfg(feature = "hydrate")]
    #[must_use]
    pub fn written(id: MutationId, file: web_sys::Blob) -> Option<PhotoFile> {
        browser::written(id, file)
    }

    /// What is sent: the picture made small. One that this browser cannot draw goes as it is: the server says what is wrong
    /// with it.
    #[cfg(feature = "hydrate")]
    pub async fn small(&self) -> web_sys::Blob {
        self.local.small().await
    }

    /// The address that adds it to `issue`.
    #[must_use]
    pub fn door(&self, factory: &str, issue: IssueId) -> String {
        format!("{DOOR}?factory={factory}&mutation_id={}&issue_id={issue}", self.id)
    }
}

/// How large a picture of `width` × `height` pixels is drawn: its longer side at most what is kept, never larger than it
/// is, and never less than a pixel.
#[cfg(any(feature = "hydrate", test))]
fn drawn_size(width: u32, height: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    let side = longer.min(PHOTO_SIDE_MAX);
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    (scaled(width), scaled(height))
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::RefCell;

    use js_sys::{Function, Promise, futures::JsFuture};
    use leptos::prelude::{document, event_target};
    use model::ids::MutationId;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlInputElement, Url};

    use super::{PhotoFile, drawn_size};
    use crate::live::mutation::new_mutation_id;

    /// Of what a canvas makes of it; the server draws it anew once more.
    const QUALITY: f64 = 0.85;

    pub(super) struct Local {
        file: Blob,
        url: String,
        /// What is sent, once it is made.
        small: RefCell<Option<Blob>>,
    }

    impl Drop for Local {
        fn drop(&mut self) {
            // It fails only for what is no address of ours.
            let _ = Url::revoke_object_url(&self.url);
        }
    }

    pub(super) fn picked(event: &leptos::ev::Event) -> Vec<PhotoFile> {
        let input: HtmlInputElement = event_target(event);
        let Some(files) = input.files() else { return Vec::new() };
        let photos =
            (0..files.length()).filter_map(|place| photo(new_mutation_id(), files.get(place)?.into(), None)).collect();
        input.set_value("");
        photos
    }

    /// What was written down was made small before.
    pub(super) fn written(id: MutationId, file: Blob) -> Option<PhotoFile> {
        photo(id, file.clone(), Some(file))
    }

    fn photo(id: MutationId, file: Blob, small: Option<Blob>) -> Option<PhotoFile> {
        let url = Url::create_object_url_with_blob(&file).ok()?;
        Some(PhotoFile { id, local: SendWrapper::new(Local { file, url, small: RefCell::new(small) }).into() })
    }

    impl Local {
        pub(super) fn url(&self) -> &str {
            &self.url
        }

        pub(super) async fn small(&self) -> Blob {
            if let Some(small) = self.small.borrow().clone() {
                return small;
            }
            let small = self.draw().await.unwrap_or_else(|_| self.file.clone());
            *self.small.borrow_mut() = Some(small.clone());
            small
        }

        async fn draw(&self) -> Result<Blob, JsValue> {
            let image = HtmlImageElement::new()?;
            image.set_src(&self.url);
            JsFuture::from(image.decode()).await?;
            let (width, height) = drawn_size(image.natural_width(), image.natural_height());
            let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
            canvas.set_width(width);
            canvas.set_height(height);
            let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into::<CanvasRenderingContext2d>()?;
            let (width, height) = (f64::from(width), f64::from(height));
            // A JPEG has no transparency: what is behind it is paper.
            context.set_fill_style_str("#fff");
            context.fill_rect(0.0, 0.0, width, height);
            context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
            let blob = Promise::new(&mut |done: Function, failed: Function| {
                let asked = canvas.to_blob_with_type_and_encoder_options(&done, "image/jpeg", &QUALITY.into());
                if let Err(error) = asked {
                    let _ = failed.call1(&JsValue::NULL, &error);
                }
            });
            JsFuture::from(blob).await?.dyn_into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_drawn_within_the_bounds_and_never_larger() {
        let table = [
            ((4000, 3000), (1600, 1200)),
            ((3000, 4000), (1200, 1600)),
            ((1600, 1600), (1600, 1600)),
            ((640, 480), (640, 480)),
            ((60_000, 2), (1600, 1)),
            ((0, 0), (1, 1)),
        ];
        for ((width, height), drawn) in table {
            assert_eq!(drawn_size(width, height), drawn, "{width} × {height}");
        }
    }
}
