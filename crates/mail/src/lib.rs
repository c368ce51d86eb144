//! Mail: messages as bytes (RFC 5322), the outbox folder, and the rep's own mail servers (SMTP, IMAP).
//!
//! This is the only room that opens sockets. It reads no settings and no clock, keeps no state between two calls but
//! an open connection, and writes nothing down: what became of a message is handed back to whoever asked.

pub mod connection;
pub mod domain;
pub mod imap;
pub mod incoming;
pub mod mbox;
pub mod message;
pub mod oauth;
pub mod outbox;
pub mod smtp;
