//! Finding the code in what the camera shows, or in a photo: by the browser, where it can, else by our own reader.
//! Browsers only.

use js_sys::{Array, Function, Object, Promise, Reflect, futures::JsFuture};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, HtmlVideoElement, Url};

use super::{
    decode::decode,
    scanner::{drawn_size, photo_sides},
};

/// The longer side of what is read of the camera, in pixels: a label that fills a third of it has three for each square
/// of its code, and a cheap tablet reads it several times a second.
const FRAME_SIDE: u32 = 640;

/// Reads codes.
pub(super) struct Reader {
    /// The browser's own, a `BarcodeDetector` (Accelerated Shape Detection). Called by name, because web-sys counts it as
    /// unstable.
    native: Option<JsValue>,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
}

impl Reader {
    /// The best this browser has.
    pub(super) async fn new() -> Result<Reader, JsValue> {
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
        let often = Object::new();
        // What is drawn is read back each time, so it is not worth keeping where it would be shown.
        Reflect::set(&often, &"willReadFrequently".into(), &true.into())?;
        let context = canvas.get_context_with_context_options("2d", &often)?.ok_or(JsValue::NULL)?.dyn_into()?;
        Ok(Reader { native: native().await, canvas, context })
    }

    /// The code that the camera sees now.
    pub(super) async fn read_frame(&mut self, video: &HtmlVideoElement) -> Option<String> {
        const HAVE_CURRENT_DATA: u16 = 2;
        let (width, height) = (video.video_width(), video.video_height());
        if video.ready_state() < HAVE_CURRENT_DATA || width == 0 {
            return None;
        }
        if self.native.is_some() {
            return self.ask_browser(video).await;
        }
        let (width, height) = drawn_size(width, height, FRAME_SIDE);
        self.resize(width, height);
        let (w, h) = (f64::from(width), f64::from(height));
        self.context.draw_image_with_html_video_element_and_dw_and_dh(video, 0.0, 0.0, w, h).ok()?;
        self.read_canvas(width, height)
    }

    /// The code in a photo.
    ///
    /// # Errors
    /// It is none that this browser can draw.
    pub(super) async fn read_photo(&mut self, file: &Blob) -> Result<Option<String>, JsValue> {
        let url = Url::create_object_url_with_blob(file)?;
        let image = HtmlImageElement::new()?;
        image.set_src(&url);
        let decoded = JsFuture::from(image.decode()).await;
        let read = match decoded {
            Ok(_) => Ok(self.read_image(&image).await),
            Err(why) => Err(why),
        };
        // It fails only for what is no address of ours.
        let _ = Url::revoke_object_url(&url);
        read
    }

    async fn read_image(&mut self, image: &HtmlImageElement) -> Option<String> {
        if let Some(text) = self.ask_browser(image).await {
            return Some(text);
        }
        let (width, height) = (image.natural_width(), image.natural_height());
        for side in photo_sides(width, height) {
            let (width, height) = drawn_size(width, height, side);
            self.resize(width, height);
            let (w, h) = (f64::from(width), f64::from(height));
            // What is see-through lies on paper.
            self.context.set_fill_style_str("#fff");
            self.context.fill_rect(0.0, 0.0, w, h);
            self.context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, w, h).ok()?;
            if let Some(text) = self.read_canvas(width, height) {
                return Some(text);
            }
        }
        None
    }

    /// Asks the browser's own reader; one that fails is not asked again.
    async fn ask_browser(&mut self, source: &JsValue) -> Option<String> {
        let native = self.native.clone()?;
        match detect(&native, source).await {
            Ok(text) => text,
            Err(_) => {
                self.native = None;
                None
            }
        }
    }

    fn resize(&self, width: u32, height: u32) {
        // Even the same size empties a canvas and costs its memory anew.
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
    }

    fn read_canvas(&self, width: u32, height: u32) -> Option<String> {
        let pixels = self.context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height)).ok()?.data();
        decode(&pixels, width, height)
    }
}

/// The browser's own reader, if it has one for these codes: on some systems it has one that can read nothing.
async fn native() -> Option<JsValue> {
    const KIND: &str = "qr_code";
    let class: Function = Reflect::get(&window(), &"BarcodeDetector".into()).ok()?.dyn_into().ok()?;
    let ask: Function = Reflect::get(&class, &"getSupportedFormats".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = ask.call0(&class).ok()?.dyn_into().ok()?;
    let known: Array = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    if !known.includes(&KIND.into(), 0) {
        return None;
    }
    let options = Object::new();
    Reflect::set(&options, &"formats".into(), &Array::of1(&KIND.into())).ok()?;
    Reflect::construct(&class, &Array::of1(&options)).ok()
}

/// The first code that the browser's own reader finds.
async fn detect(native: &JsValue, source: &JsValue) -> Result<Option<String>, JsValue> {
    let detect: Function = Reflect::get(native, &"detect".into())?.dyn_into()?;
    let asked: Promise = detect.call1(native, source)?.dyn_into()?;
    let found: Array = JsFuture::from(asked).await?.dyn_into()?;
    let first = found.get(0);
    if first.is_undefined() {
        return Ok(None);
    }
    Ok(Reflect::get(&first, &"rawValue".into())?.as_string())
}
