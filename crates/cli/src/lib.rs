//! The command line of Byline.
