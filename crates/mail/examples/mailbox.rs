//! A mailbox at the other end of a pipe, for the tests with a real mail server and for measuring.
//!
//! It is started with a server's host, port, security, a name and, if need be, a file of certificates; the password is in
//! `BYLINE_MAILBOX_PASSWORD`. Each line of its input is a command in words parted by tabs, each line of its output the
//! answer as JSON with how long it took:
//!
//! ```sh
//! printf 'examine\tINBOX\n' | cargo run --example mailbox -- localhost 10993 tls dana@lab.test ca.pem
//! # {"exists":100000,"seconds":0.05,"uid_next":100001,"uid_validity":1}
//! ```

use std::{
    error::Error,
    io::{BufRead, Write},
    ops::ControlFlow,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use byline_mail::imap::{Login, Secret, Session, Settings, Timeouts, Wait, probe};
use byline_model::{Security, ServerAddress};
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let arguments = std::env::args().skip(1).collect::<Vec<_>>();
    let [host, port, security, user, ca @ ..] = arguments.as_slice() else {
        return Err("usage: mailbox HOST PORT none|starttls|tls USER [CA-FILE]".into());
    };
    let server = ServerAddress {
        host: host.clone(),
        port: port.parse()?,
        security: match security.as_str() {
            "none" => Security::None,
            "starttls" => Security::StartTls,
            "tls" => Security::Tls,
            other => return Err(format!("no such security: {other}").into()),
        },
    };
    let password = std::env::var("BYLINE_MAILBOX_PASSWORD")?;
    let ca = ca.first().map(std::fs::read).transpose()?;
    let settings = Settings {
        server: &server,
        login: Some(Login {
            user,
            secret: Secret::Password(&password),
        }),
        ca_pem: ca.as_deref(),
        timeouts: Timeouts::default(),
    };

    let mut session = None;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words = line.split('\t').collect::<Vec<_>>();
        let begun = Instant::now();
        let mut answer = match obey(&mut session, &settings, &words) {
            Ok(answer) => answer,
            Err(error) => json!({ "error": error.to_string() }),
        };
        answer["seconds"] = json!(begun.elapsed().as_secs_f64());
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    if let Some(session) = session {
        session.logout();
    }
    Ok(())
}

fn obey(
    session: &mut Option<Session>,
    settings: &Settings<'_>,
    words: &[&str],
) -> Result<Value, Failure> {
    if *words == ["probe"] {
        let steps = probe(settings).into_iter();
        return Ok(json!({
            "steps": steps
                .map(|step| json!([step.name.word(), step.ok, step.words]))
                .collect::<Vec<_>>(),
        }));
    }
    let session = match session {
        Some(session) => session,
        None => session.insert(Session::connect(settings)?),
    };
    Ok(match *words {
        ["folders"] => json!({
            "folders": session
                .folders()?
                .into_iter()
                .map(|folder| json!([folder.name, folder.raw, folder.role.map(|role| format!("{role:?}"))]))
                .collect::<Vec<_>>(),
        }),
        ["examine", folder] => {
            let state = session.examine(folder)?;
            json!({ "uid_validity": state.uid_validity, "uid_next": state.uid_next, "exists": state.exists })
        }
        ["after", uid] => json!({ "uids": session.after(uid.parse()?)? }),
        ["since", date] => json!({ "uids": session.since(date.parse()?)? }),
        ["find", id] => json!({ "uids": session.find(id)? }),
        ["heads", uids] => {
            let mut heads = Vec::new();
            let unreadable = session.heads(&numbers(uids)?, &mut |head| {
                heads.push(json!([
                    head.uid,
                    head.size,
                    head.received.map(|received| received.to_string()),
                    String::from_utf8_lossy(&head.header),
                ]));
                ControlFlow::Continue(())
            })?;
            json!({ "heads": heads, "unreadable": unreadable })
        }
        ["message", uid, at_most] => json!({
            "message": session
                .message(uid.parse()?, at_most.parse()?)?
                .map(|message| String::from_utf8_lossy(&message).into_owned()),
        }),
        ["wait", seconds] => {
            let at_most = Duration::from_secs(seconds.parse()?);
            let wait = session.wait(at_most, &AtomicBool::new(false))?;
            json!({ "wait": match wait {
                Wait::Changed => "changed",
                Wait::TimedOut => "timed out",
                Wait::Stopped => "stopped",
            } })
        }
        ["move", uids, folder] => {
            session.move_to(&numbers(uids)?, folder)?;
            json!({})
        }
        _ => return Err(format!("no such command: {words:?}").into()),
    })
}

fn numbers(list: &str) -> Result<Vec<u32>, Failure> {
    list.split(',')
        .map(|number| number.parse().map_err(Into::into))
        .collect()
}
