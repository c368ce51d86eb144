//! Commands over the rep's mailbox.

use std::{io::IsTerminal, path::PathBuf};

use byline_desk::{
    Desk, Error,
    wire::{DomainVerdict, MailboxInput, StepAbout},
};
use byline_model::{Mailbox, OAuthClient, Preset, Provider, Security, ServerAddress, SignIn};

use crate::{
    Verdict,
    args::{self, MailboxSet},
    output::{Output, cell, table},
};

pub fn mailbox(desk: &Desk, out: Output, command: args::Mailbox) -> Result<Verdict, Error> {
    match command {
        args::Mailbox::Set(settings) => {
            let password = ask_password(&settings)?;
            let state = desk.save_mailbox(&MailboxInput {
                mailbox: read_settings(&settings)?,
                password,
                client_secret: None,
            })?;
            out.answer(&state, |_| {
                "The mailbox is set. Try it with `byline mailbox test`.".into()
            })?;
        }
        args::Mailbox::Show => {
            let state = desk.mailbox_state()?;
            out.answer(&state, |state| match &state.mailbox {
                None => "No mailbox is set up. Set one with `byline mailbox set`.".into(),
                Some(mailbox) => {
                    let server = mailbox
                        .smtp
                        .as_ref()
                        .map_or("no server".to_owned(), |server| {
                            format!("{}:{} ({})", server.host, server.port, server.security)
                        });
                    let password = if state.has_password {
                        "the password is known"
                    } else {
                        "the password is not known"
                    };
                    format!(
                        "{} <{}> by {server}, {password}, {} sent in 24 hours.",
                        mailbox.from_name, mailbox.from_address, state.sent_today
                    )
                }
            })?;
        }
        args::Mailbox::Test => {
            let steps = desk.test_mailbox()?;
            out.answer(&steps, |steps| {
                steps
                    .iter()
                    .map(|step| {
                        let about = match step.about {
                            StepAbout::Sending => "sending",
                            StepAbout::Reading => "reading",
                        };
                        format!(
                            "{} {about}, {}: {}",
                            if step.ok { "ok  " } else { "FAIL" },
                            step.name,
                            step.words
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("\n")
            })?;
            if steps.iter().any(|step| !step.ok) {
                return Err(Error::outside("The mailbox does not work yet.", ""));
            }
        }
        args::Mailbox::SignIn => {
            let page = desk.begin_consent()?;
            eprintln!(
                "Open this address in your browser and say yes there:\n{}",
                page.address
            );
            let state = desk.finish_consent()?;
            out.answer(&state, |state| {
                if state.has_keychain {
                    "You are signed in.".into()
                } else {
                    "You are signed in, for this command only: this computer has no keychain."
                        .to_owned()
                }
            })?;
        }
        args::Mailbox::Sync => {
            let report = desk.sync_mailbox()?;
            out.answer(&report, |report| {
                format!(
                    "{} new messages: {} came back, {} still being tried, {} replies, {} automatic answers, {} ask to stop, {} complaints, {} belong to no delivery, {} cannot be read.",
                    report.read, report.bounces, report.delayed, report.replies, report.auto_replies, report.opt_outs, report.complaints, report.unmatched, report.unreadable
                )
            })?;
        }
        args::Mailbox::Read { files, dry_run } => return read(desk, out, &files, dry_run),
        args::Mailbox::Domain => {
            let report = desk.look_at_domain()?;
            out.answer(&report, |report| {
                report
                    .records
                    .iter()
                    .map(|record| {
                        let mark = match record.verdict {
                            DomainVerdict::Good => "ok  ",
                            DomainVerdict::Warn | DomainVerdict::Missing => "LOOK",
                            DomainVerdict::Unknown => "?   ",
                        };
                        format!("{mark} {}: {}", record.name, record.words)
                    })
                    .collect::<Vec<_>>()
                    .join("\n")
            })?;
        }
    }
    Ok(Verdict::Done)
}

/// Reads message files; those that cannot be read do not stop the others.
fn read(desk: &Desk, out: Output, files: &[PathBuf], dry_run: bool) -> Result<Verdict, Error> {
    let mut messages = Vec::new();
    let mut failed: Option<Error> = None;
    for file in files {
        match desk.read_messages(file, dry_run) {
            Ok(read) => messages.extend(read),
            Err(error) => {
                // The last one is told at the end.
                if let Some(earlier) = failed.replace(error) {
                    eprintln!("{earlier}");
                }
            }
        }
    }
    if let Some(error) = &failed {
        if messages.is_empty() {
            return Err(error.clone());
        }
        eprintln!("{error}");
    }
    out.answer(&messages, |messages| {
        table(
            ["FILE", "KIND", "WHO", "SUBJECT", "DELIVERY"],
            messages.iter().map(|message| {
                let who = match message.recipients.first() {
                    Some(recipient) => recipient.address.clone(),
                    None => message.from.clone().unwrap_or_default(),
                };
                [
                    message.file.clone(),
                    message.kind.to_string(),
                    who,
                    message.subject.clone(),
                    cell(&message.delivery),
                ]
            }),
        )
    })?;
    Ok(match failed {
        Some(_) => Verdict::PartlyRead,
        None => Verdict::Done,
    })
}

/// Asks for the password on a terminal; elsewhere it comes from the environment or is known already.
fn ask_password(settings: &MailboxSet) -> Result<Option<String>, Error> {
    let given = std::env::var_os("BYLINE_MAILBOX_PASSWORD").is_some();
    if settings.user.is_empty()
        || settings.client_id.is_some()
        || given
        || !std::io::stdin().is_terminal()
    {
        return Ok(None);
    }
    rpassword::prompt_password(format!("Password of {}: ", settings.user))
        .map(Some)
        .map_err(|error| {
            Error::outside(
                format!("The password could not be read: {error}."),
                "Try again.",
            )
        })
}

fn read_settings(settings: &MailboxSet) -> Result<Mailbox, Error> {
    let wrong_from = |why: String| {
        Error::bad_input(
            format!("--from: {why}."),
            "Write it as \"Dana Reyes <dana@example.com>\".",
        )
    };
    let (name, address) = match settings
        .from
        .trim()
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim().trim_matches('"').to_owned(), address),
        None => (String::new(), settings.from.as_str()),
    };
    let from_address = byline_model::EmailAddress::parse(address)
        .map_err(|error| wrong_from(error.to_string()))?;
    // What is known of a great provider need not be typed; of anybody else's server nothing is guessed here.
    let smtp = settings
        .smtp
        .as_deref()
        .map(|text| read_server(text, settings.smtp_security))
        .transpose()?;
    let provider = match &smtp {
        Some(server) if server.is_loopback() => Provider::Other,
        Some(server) => Provider::of_host(&server.host, &from_address),
        None => Provider::of(&from_address),
    };
    let known = Some(provider.preset(&from_address)).filter(|_| provider != Provider::Other);
    let usual = |pick: fn(&Preset) -> Option<u32>| known.as_ref().and_then(pick);
    let imap = settings
        .imap
        .as_deref()
        .map(|text| read_server(text, settings.imap_security))
        .transpose()?;
    // Another folder may be the present one when it is read.
    let ca_file = settings.ca.as_ref().map(|path| {
        std::path::absolute(path)
            .unwrap_or_else(|_| path.clone())
            .display()
            .to_string()
    });
    let user = match (settings.user.is_empty(), &known) {
        (true, Some(_)) => from_address.to_string(),
        _ => settings.user.clone(),
    };
    Ok(Mailbox {
        smtp: smtp.or_else(|| known.as_ref()?.smtp.clone()),
        imap: imap.or_else(|| known.as_ref()?.imap.clone()),
        from_name: name,
        from_address,
        user,
        ca_file,
        daily_limit: settings.daily_limit.or(usual(|preset| preset.daily_limit)),
        per_minute: settings.per_minute.or(usual(|preset| preset.per_minute)),
        domain_gap: settings.domain_gap.or(usual(|preset| preset.domain_gap)),
        provider,
        sign_in: if settings.client_id.is_some() {
            SignIn::OAuth2
        } else {
            SignIn::Password
        },
        oauth: read_client(settings, known.as_ref())?,
        notices_folder: settings.notices_folder.clone(),
        plus_addressing: settings.plus_addressing
            || known.as_ref().is_some_and(|preset| preset.plus_addressing),
    })
}

/// The rep's own OAuth 2 client: its id, and the provider's addresses where none are given.
fn read_client(
    settings: &MailboxSet,
    known: Option<&Preset>,
) -> Result<Option<OAuthClient>, Error> {
    let Some(client_id) = settings.client_id.clone() else {
        return Ok(None);
    };
    let usual = known.and_then(|preset| preset.oauth.as_ref());
    let given = |given: &Option<String>, usual: Option<&String>, option: &str| {
        given.as_ref().or(usual).cloned().ok_or_else(|| {
            Error::bad_input(
                format!("--{option} is missing, and it is not known for this provider."),
                "Your provider's page about OAuth 2 states it.",
            )
        })
    };
    Ok(Some(OAuthClient {
        client_id,
        authorize_url: given(
            &settings.authorize_url,
            usual.map(|usual| &usual.authorize_url),
            "authorize-url",
        )?,
        token_url: given(
            &settings.token_url,
            usual.map(|usual| &usual.token_url),
            "token-url",
        )?,
        scope: given(&settings.scope, usual.map(|usual| &usual.scope), "scope")?,
    }))
}

fn read_server(text: &str, security: args::Security) -> Result<ServerAddress, Error> {
    let wrong = || {
        Error::bad_input(
            format!("\"{text}\" is no server."),
            "Write it as HOST:PORT, such as smtp.example.com:587.",
        )
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(ServerAddress {
        host: host.to_owned(),
        port: port.parse().map_err(|_| wrong())?,
        security: match security {
            args::Security::Tls => Security::Tls,
            args::Security::Starttls => Security::StartTls,
            args::Security::None => Security::None,
        },
    })
}
