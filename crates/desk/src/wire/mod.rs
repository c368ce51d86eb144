//! The questions and answers that cross to the window, where a type of the model does not serve as it is.

mod desk;
mod mailbox;
mod people;
mod pieces;
mod sending;

pub use desk::*;
pub use mailbox::*;
pub use people::*;
pub use pieces::*;
pub use sending::*;
