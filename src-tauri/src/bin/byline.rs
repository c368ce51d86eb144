//! `byline`, the command line.
fn main() {}
