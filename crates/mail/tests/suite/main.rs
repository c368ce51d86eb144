//! The room as the others see it: against servers that do as a test tells them, and read back by another library.

mod certificates;
mod connecting;
mod domains;
mod imap;
mod messages;
mod oauth;
mod sending;
mod server;
mod signing_in;
mod verdicts;
