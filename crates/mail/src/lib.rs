//! Messages, the outbox folder and SMTP.
