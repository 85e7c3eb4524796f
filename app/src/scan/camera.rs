//! The camera of this device, from the permission to its light. Browsers only.

use js_sys::{Array, Function, Object, Promise, Reflect, futures::JsFuture};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlVideoElement, MediaStream, MediaStreamConstraints, MediaStreamTrack};

use super::scanner::Trouble;

/// What is asked of the camera: more than is read, because a sharp picture is made small better than a small one sharp.
const WIDTH: f64 = 1280.0;

/// An open camera. Dropped, it is off.
pub(super) struct Camera {
    stream: MediaStream,
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.turn_off();
    }
}

impl Camera {
    /// Opens the one at the back, where there are several; asks the person first, where that was not done.
    pub(super) async fn open() -> Result<Camera, Trouble> {
        let navigator = window().navigator();
        // Not there at all over plain HTTP.
        let present = Reflect::get(&navigator, &"mediaDevices".into()).is_ok_and(|devices| devices.is_object());
        if !present || !window().is_secure_context() {
            return Err(Trouble::NotSecure);
        }
        let devices = navigator.media_devices().map_err(|_| Trouble::NoCamera)?;
        let wanted = MediaStreamConstraints::new();
        wanted.set_video(&object(&[("facingMode", "environment".into()), ("width", ideal(WIDTH))]));
        let opening = devices.get_user_media_with_constraints(&wanted).map_err(|why| trouble(&why))?;
        let stream = JsFuture::from(opening).await.map_err(|why| trouble(&why))?;
        Ok(Camera { stream: stream.unchecked_into() })
    }

    /// Shows what it sees.
    pub(super) async fn show_in(&self, video: &HtmlVideoElement) {
        video.set_src_object(Some(&self.stream));
        // Without sound it may play by itself; a browser that thinks otherwise shows its own button.
        if let Ok(playing) = video.play() {
            let _ = JsFuture::from(playing).await;
        }
    }

    /// Turns it off for good.
    pub(super) fn turn_off(&self) {
        for track in self.tracks() {
            track.stop();
        }
    }

    /// Whether it has a light. Called by name, because web-sys counts capabilities as unstable.
    pub(super) fn has_light(&self) -> bool {
        self.tracks().any(|track| {
            let ask = method(&track, "getCapabilities");
            let said = ask.and_then(|ask| ask.call0(&track).ok()).unwrap_or(JsValue::UNDEFINED);
            Reflect::get(&said, &"torch".into()).is_ok_and(|light| light.is_truthy())
        })
    }

    /// Turns its light on or off; whether that worked.
    pub(super) async fn light(&self, on: bool) -> bool {
        let Some(track) = self.tracks().next() else { return false };
        let wanted = object(&[("advanced", Array::of1(&object(&[("torch", on.into())])).into())]);
        let applying = method(&track, "applyConstraints").and_then(|apply| apply.call1(&track, &wanted).ok());
        match applying.and_then(|applying| applying.dyn_into::<Promise>().ok()) {
            Some(applying) => JsFuture::from(applying).await.is_ok(),
            None => false,
        }
    }

    fn tracks(&self) -> impl Iterator<Item = MediaStreamTrack> + use<> {
        self.stream.get_video_tracks().into_iter().filter_map(|track| track.dyn_into().ok())
    }
}

/// A value that would be best, and not one that must be.
fn ideal(value: f64) -> JsValue {
    object(&[("ideal", value.into())])
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Fails only for what is no object.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

/// What an exception of getUserMedia (Media Capture and Streams, 9.2) means to a person.
fn trouble(why: &JsValue) -> Trouble {
    let name = Reflect::get(why, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    Trouble::of(&name)
}
