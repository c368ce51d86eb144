//! The command line of Byline: clap adapters over the desk, JSON and tables, exit statuses.

mod args;
mod contacts;
mod mailbox;
mod mailings;
mod output;
mod pieces;
mod window;

use std::{process::ExitCode, sync::Arc};

use byline_desk::{Code, Desk, Error};
use clap::Parser;

use args::{Cli, Command};
use output::Output;

/// What a command came to, when nothing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Done.
    Done,
    /// Done, and the answer is no: a check blocks, or some deliveries failed.
    No,
    /// The work was done but for some of the input, which could not be read.
    PartlyRead,
}

/// Runs the command line and gives the exit status: 0 done, 1 the answer is no, 2 wrong usage, 3 bad input, 4 the
/// outside failed.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, and go to standard output.
            let status = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    match run(cli) {
        Ok(Verdict::Done) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Ok(Verdict::PartlyRead) => ExitCode::from(3),
        Err(error) => {
            eprintln!("{}", error.message);
            if !error.hint.is_empty() {
                eprintln!("{}", error.hint);
            }
            if error.code == Code::NeedsPassword {
                eprintln!(
                    "Here it is `byline mailbox sign-in` for a sign-in in the browser; a password is handed in as BYLINE_MAILBOX_PASSWORD."
                );
            }
            ExitCode::from(match error.code {
                Code::No => 1,
                Code::BadInput | Code::NoDesk | Code::ChangedOutside => 3,
                Code::Outside | Code::NeedsPassword => 4,
            })
        }
    }
}

fn run(cli: Cli) -> Result<Verdict, Error> {
    let out = Output { json: cli.json };
    let folder = cli.desk.unwrap_or_else(byline_desk::default_folder);
    let Some(command) = cli.command else {
        return window::open(&folder);
    };
    if let Command::Init { dir, sample } = command {
        let folder = dir.unwrap_or(folder);
        let desk = if sample {
            Desk::create_sample(&folder)?
        } else {
            Desk::create(&folder)?
        };
        let answer = serde_json::json!({ "desk": desk.root() });
        out.answer(&answer, |_| {
            format!("There is a desk in {}.", desk.root().display())
        })?;
        return Ok(Verdict::Done);
    }
    let desk = Arc::new(Desk::open(&folder)?);
    match command {
        Command::Init { .. } => Ok(Verdict::Done),
        Command::Contact(command) => contacts::contact(&desk, out, command),
        Command::Audience(command) => contacts::audience(&desk, out, command),
        Command::Suppress {
            command,
            addresses,
            reason,
        } => contacts::suppress(&desk, out, command.is_some(), &addresses, reason),
        Command::Today { on } => contacts::today(&desk, out, on),
        Command::Template(command) => pieces::template(&desk, out, command),
        Command::Piece(command) => pieces::piece(&desk, out, command),
        Command::Render(render) => pieces::render(&desk, out, &render),
        Command::Check { piece, audience } => {
            pieces::check(&desk, out, &piece, audience.as_deref())
        }
        Command::Give {
            piece,
            who,
            how,
            on,
        } => pieces::give(&desk, out, &piece, &who, how, on),
        Command::Ledger {
            contact,
            piece,
            missing,
            audience,
        } => pieces::ledger(
            &desk,
            out,
            contact.as_deref(),
            piece.as_deref(),
            missing,
            audience.as_deref(),
        ),
        Command::Mailbox(command) => mailbox::mailbox(&desk, out, command),
        Command::Send(send) => mailings::send(&desk, out, send),
        Command::Mailing(command) => mailings::mailing(&desk, out, command),
    }
}
