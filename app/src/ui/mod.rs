//! Parts of any page: they know no feature.

pub mod clock;
pub mod drawing;
pub mod each;
pub mod empty;
pub mod field;
pub mod format;
pub mod icon;
pub mod leaves;
pub mod leaving;
pub mod near;
pub mod sheet;
pub mod shortcuts;
pub mod skeleton;
mod texts;
pub mod toast;
