//! Print source to PDF and page pictures through Typst.
