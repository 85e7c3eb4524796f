//! The camera of the page that scans: off, asked for, looking. One turn of it ends before the next begins.
//!
//! Always true here: the camera is on only while the page is seen. Whatever ends a turn (leaving, another tab, a code that
//! was found) drops the camera, and what is still on its way for an older turn finds that it is over.

use leptos::{html::Video, prelude::*};

#[cfg(feature = "hydrate")]
use super::camera::Camera;

/// What the camera does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being opened; the person may be asked.
    Asking,
    /// It looks for a code.
    Looking,
    /// It found a label of ours.
    Found,
    /// It cannot be used.
    Stopped(Trouble),
}

/// Why there is no camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The person, or who looks after the device, said no.
    NoPermission,
    /// There is none.
    NoCamera,
    /// Browsers open cameras over TLS only.
    NotSecure,
    /// Another app has it.
    InUse,
}

impl State {
    /// For styles and tests.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            State::Asking => "asking",
            State::Looking => "looking",
            State::Found => "found",
            State::Stopped(Trouble::NoPermission) => "no-permission",
            State::Stopped(Trouble::NoCamera) => "no-camera",
            State::Stopped(Trouble::NotSecure) => "not-secure",
            State::Stopped(Trouble::InUse) => "in-use",
        }
    }
}

impl Trouble {
    /// What the exception `name` of getUserMedia (Media Capture and Streams, 9.2) means to a person.
    #[must_use]
    pub fn of(name: &str) -> Trouble {
        match name {
            "NotAllowedError" | "SecurityError" => Trouble::NoPermission,
            "NotReadableError" | "AbortError" => Trouble::InUse,
            _ => Trouble::NoCamera,
        }
    }

    /// Whether asking again may help.
    #[must_use]
    pub fn may_pass(self) -> bool {
        self != Trouble::NotSecure
    }
}

/// How large a picture of `width` × `height` pixels is drawn for reading: its longer side at most `side`, never larger
/// than it is, and never less than a pixel.
#[must_use]
pub fn drawn_size(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    let side = longer.min(side);
    let scaled = |length: u32| (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32;
    (scaled(width), scaled(height))
}

/// The longer sides that a photo of `width` × `height` pixels is drawn with until it can be read: small first, where the
/// noise of a camera is gone, then larger, where a label far away has enough pixels. Then at some in between: a clean code
/// whose squares are no whole number of pixels can be misread at one size, and is not at the next.
pub fn photo_sides(width: u32, height: u32) -> impl Iterator<Item = u32> {
    const SIDES: [u32; 3] = [640, 1280, 2048];
    const OTHERWISE: [u32; 3] = [960, 480, 320];
    let longer = width.max(height);
    // Each once: a picture is never drawn larger than it is.
    let sides = SIDES.into_iter().enumerate().filter(move |(place, _)| *place == 0 || SIDES[place - 1] < longer);
    sides.map(|(_, side)| side).chain(OTHERWISE.into_iter().filter(move |side| *side < longer))
}

/// The camera of one page. Copies share it.
#[derive(Clone, Copy)]
pub struct Scanner {
    /// What it does.
    pub state: RwSignal<State>,
    /// Whether its light is on; none where it has no light.
    pub light: RwSignal<Option<bool>>,
    /// Where it is shown.
    pub video: NodeRef<Video>,
    #[cfg(feature = "hydrate")]
    read: Callback<String>,
    #[cfg(feature = "hydrate")]
    turn: StoredValue<u32>,
    #[cfg(feature = "hydrate")]
    camera: StoredValue<Option<std::rc::Rc<Camera>>, LocalStorage>,
}

impl Scanner {
    /// A camera that is on while the page being drawn is seen. `read` is told each code, once while it stays in view.
    #[must_use]
    pub fn new(read: Callback<String>) -> Scanner {
        let (state, light, video) = (RwSignal::new(State::Asking), RwSignal::new(None), NodeRef::new());
        #[cfg(feature = "hydrate")]
        {
            let (turn, camera) = (StoredValue::new(0), StoredValue::new_local(None));
            let scanner = Scanner { state, light, video, read, turn, camera };
            scanner.be_on_while_seen();
            scanner
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = read;
            Scanner { state, light, video }
        }
    }

    /// Opens the camera, or asks for it again.
    pub fn start(self) {
        #[cfg(feature = "hydrate")]
        self.begin();
    }

    /// Turns it off because a label was found.
    pub fn found(self) {
        self.state.set(State::Found);
        #[cfg(feature = "hydrate")]
        self.stop();
    }

    /// Turns the light on, or off.
    pub fn turn_light(self) {
        #[cfg(feature = "hydrate")]
        self.set_light();
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::rc::Rc;

    use leptos::{ev, prelude::*, task::spawn_local};
    use web_sys::VisibilityState;

    use super::{
        super::{camera::Camera, picture::Reader},
        Scanner, State, Trouble,
    };
    use crate::live::mutation::pause;

    /// Between two looks: the page must be able to do something else.
    const LOOK_MS: u32 = 120;

    impl Scanner {
        pub(super) fn be_on_while_seen(self) {
            Effect::new(move |_| {
                if self.video.get().is_none() {
                    return;
                }
                self.follow_visibility();
                let seen = window_event_listener_untyped("visibilitychange", move |_| self.follow_visibility());
                let left = window_event_listener(ev::pagehide, move |_| self.stop());
                on_cleanup(move || {
                    seen.remove();
                    left.remove();
                    self.stop();
                });
            });
        }

        fn follow_visibility(self) {
            match (document().visibility_state(), self.state.get_untracked()) {
                (VisibilityState::Visible, State::Asking | State::Looking) => self.begin(),
                (VisibilityState::Hidden, _) => self.stop(),
                _ => {}
            }
        }

        pub(super) fn begin(self) {
            let turn = self.next_turn();
            self.state.set(State::Asking);
            spawn_local(async move {
                if let Err(trouble) = self.take(turn).await
                    && self.is(turn)
                {
                    self.stop();
                    self.state.set(State::Stopped(trouble));
                }
            });
        }

        /// One turn: until it is over, looks again and again.
        async fn take(self, turn: u32) -> Result<(), Trouble> {
            let camera = Rc::new(Camera::open().await?);
            let Some(video) = self.video.try_get_untracked().flatten().filter(|_| self.is(turn)) else { return Ok(()) };
            self.light.set(camera.has_light().then_some(false));
            self.camera.set_value(Some(camera.clone()));
            camera.show_in(&video).await;
            // The page's own; without it there is nothing to read with.
            let mut reader = Reader::new().await.map_err(|_| Trouble::NoCamera)?;
            if self.is(turn) {
                self.state.set(State::Looking);
            }
            let mut last = None;
            while self.is(turn) {
                let text = reader.read_frame(&video).await;
                if !self.is(turn) {
                    break;
                }
                // The same code over and over is said once; between two looks it may be lost for a moment.
                if text.is_some() && text != last {
                    last = text.clone();
                    self.read.run(text.unwrap_or_default());
                }
                pause(LOOK_MS).await;
            }
            Ok(())
        }

        pub(super) fn stop(self) {
            self.next_turn();
            // Its own drop turns it off; the task of its turn still holds it for a moment, so that is not enough.
            if let Some(camera) = self.camera.try_update_value(Option::take).flatten() {
                camera.turn_off();
            }
            self.light.try_set(None);
            if let Some(video) = self.video.try_get_untracked().flatten() {
                video.set_src_object(None);
            }
        }

        pub(super) fn set_light(self) {
            let (Some(camera), Some(on)) = (self.camera.get_value(), self.light.get_untracked()) else { return };
            spawn_local(async move {
                if camera.light(!on).await {
                    self.light.try_set(Some(!on));
                }
            });
        }

        fn next_turn(self) -> u32 {
            let next = self.turn.try_update_value(|turn| {
                *turn = turn.wrapping_add(1);
                *turn
            });
            next.unwrap_or_default()
        }

        /// Whether that turn is not over.
        fn is(self, turn: u32) -> bool {
            self.turn.try_get_value() == Some(turn)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_there_is_no_camera() {
        let table = [
            ("NotAllowedError", Trouble::NoPermission),
            ("SecurityError", Trouble::NoPermission),
            ("NotFoundError", Trouble::NoCamera),
            ("OverconstrainedError", Trouble::NoCamera),
            ("NotReadableError", Trouble::InUse),
            ("AbortError", Trouble::InUse),
            ("", Trouble::NoCamera),
        ];
        for (name, trouble) in table {
            assert_eq!(Trouble::of(name), trouble, "{name}");
        }
    }

    #[test]
    fn is_drawn_within_its_side_and_never_larger() {
        let table = [
            ((1280, 720), 640, (640, 360)),
            ((720, 1280), 640, (360, 640)),
            ((320, 240), 640, (320, 240)),
            ((60_000, 2), 640, (640, 1)),
            ((0, 0), 640, (1, 1)),
        ];
        for ((width, height), side, drawn) in table {
            assert_eq!(drawn_size(width, height, side), drawn, "{width} × {height}");
        }
    }

    #[test]
    fn a_photo_is_tried_at_every_size_that_it_has() {
        let sides = |width, height| photo_sides(width, height).collect::<Vec<u32>>();
        assert_eq!(sides(300, 200), [640]);
        assert_eq!(sides(640, 480), [640, 480, 320]);
        assert_eq!(sides(1000, 800), [640, 1280, 960, 480, 320]);
        assert_eq!(sides(800, 1500), [640, 1280, 2048, 960, 480, 320]);
        assert_eq!(sides(4000, 3000), [640, 1280, 2048, 960, 480, 320]);
    }
}
