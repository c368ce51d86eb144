//! Settings of a mailbox with which no mail could come or go are refused before they are kept.

use std::path::Path;

use byline_mail::connection::{check_ca, is_host};
use byline_model::{Mailbox, Security, ServerAddress};

use crate::{Error, error::Context};

/// # Errors
/// What is wrong with the settings, and what to enter instead.
pub(super) fn check(mailbox: &Mailbox) -> Result<(), Error> {
    if mailbox.from_name.chars().any(char::is_control) {
        return Err(Error::bad_input(
            "The name that your mail comes from has more than one line, or a character that cannot be seen.",
            "Enter it on one line, such as Dana Reyes.",
        ));
    }
    for (server, usual) in [(&mailbox.smtp, "587"), (&mailbox.imap, "993")] {
        if let Some(server) = server {
            check_server(server, usual)?;
        }
    }
    if mailbox.daily_limit == Some(0) || mailbox.per_minute == Some(0) {
        return Err(Error::bad_input(
            "A limit of 0 would let nothing out.",
            "Enter how many messages may go out, or leave it empty for no limit.",
        ));
    }
    if let Some(folder) = &mailbox.notices_folder {
        check_folder(folder)?;
    }
    if let Some(file) = &mailbox.ca_file {
        let path = Path::new(file);
        let pem = std::fs::read(path).doing("read", path)?;
        // Its words say what to choose.
        check_ca(&pem).map_err(|error| Error::bad_input(error.to_string(), ""))?;
    }
    Ok(())
}

fn check_server(server: &ServerAddress, usual: &str) -> Result<(), Error> {
    let ServerAddress {
        host,
        port,
        security,
    } = server;
    if !is_host(host) {
        return Err(Error::bad_input(
            format!("No server can be called \"{}\".", host.escape_debug()),
            "Enter only its name, such as mail.example.com, or its IP address: without https:// before it, and without spaces. The port stands by itself.",
        ));
    }
    if *port == 0 {
        return Err(Error::bad_input(
            format!("No server answers on port 0, so {host} would not either."),
            format!("Enter the port that your provider names, such as {usual}."),
        ));
    }
    if *security == Security::None && !server.is_loopback() {
        return Err(Error::bad_input(
            format!(
                "A connection to {host} without TLS would show your password to everybody on the way."
            ),
            "Choose tls or starttls.",
        ));
    }
    Ok(())
}

/// What has been read is moved to that folder: in the inbox it would stay where it is.
fn check_folder(folder: &str) -> Result<(), Error> {
    let wrong = |what: String| {
        Error::bad_input(
            what,
            "Enter the name of another folder, such as Bounces, or leave it out to leave them in the inbox.",
        )
    };
    if folder.trim().eq_ignore_ascii_case("inbox") {
        return Err(wrong(
            "Bounces and automatic answers are in the inbox already.".to_owned(),
        ));
    }
    if folder.trim().is_empty() || folder.chars().any(char::is_control) {
        return Err(wrong(format!(
            "No folder can be called \"{}\".",
            folder.escape_debug()
        )));
    }
    Ok(())
}
