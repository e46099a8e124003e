//! The policies of a small house: requests for output and the people around them.

mod deciding;
mod house;
mod loading;
mod matrix;
