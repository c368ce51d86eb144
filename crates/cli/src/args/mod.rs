//! The command line as clap reads it: a contract that other tools call.

mod mailbox;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use mailbox::{Mailbox, MailboxSet, Security};

/// A salesperson's own marketing desk.
///
/// Without a command it opens the window.
#[derive(Debug, Parser)]
#[command(name = "byline", version, propagate_version = true)]
pub struct Cli {
    /// The folder of the desk [default: Byline in the home folder].
    #[arg(long, global = true, value_name = "DIR", env = "BYLINE_DESK")]
    pub desk: Option<PathBuf>,

    /// Print one JSON document on standard output, and everything else on standard error.
    #[arg(long, global = true)]
    pub json: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a desk.
    Init {
        /// Where [default: the folder of the desk].
        dir: Option<PathBuf>,
        /// Fill it with an invented rep, people, pieces and a history.
        #[arg(long)]
        sample: bool,
    },
    /// People.
    #[command(subcommand)]
    Contact(Contact),
    /// Saved filters over people.
    #[command(subcommand)]
    Audience(Audience),
    /// How pieces look.
    #[command(subcommand)]
    Template(Template),
    /// Newsletters, articles and collateral.
    #[command(subcommand)]
    Piece(Piece),
    /// Render a piece for one person.
    Render(Render),
    /// Check a piece before it goes out; status 1 if anything blocks.
    Check {
        /// The piece's folder name.
        piece: String,
        /// A filter, or the name of a saved audience.
        #[arg(long, value_name = "FILTER")]
        audience: Option<String>,
    },
    /// Your own mailbox.
    #[command(subcommand)]
    Mailbox(Mailbox),
    /// Send a piece, one personal copy to each.
    Send(Send),
    /// Mailings: list, show, hold, carry on.
    #[command(subcommand)]
    Mailing(Mailing),
    /// Record that a piece was handed over outside a mailing.
    Give {
        /// The piece's folder name.
        piece: String,
        /// E-mail addresses or numbers.
        #[arg(required = true)]
        who: Vec<String>,
        /// How it was handed over.
        #[arg(long, value_enum, default_value = "printed")]
        how: How,
        /// On which day, such as 2026-11-04 [default: today].
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Who received what.
    Ledger {
        /// Only this person: an e-mail address or a number.
        #[arg(long, value_name = "WHO")]
        contact: Option<String>,
        /// Only this piece.
        #[arg(long)]
        piece: Option<String>,
        /// Who did not receive the piece.
        #[arg(long, requires = "piece")]
        missing: bool,
        /// With --missing: of these people only.
        #[arg(long, value_name = "FILTER", requires = "missing")]
        audience: Option<String>,
    },
    /// What needs you now.
    Today {
        /// On which day [default: today].
        #[arg(long, value_name = "DATE")]
        on: Option<jiff::civil::Date>,
    },
    /// Never mail addresses again, or list those.
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Suppress {
        /// The list.
        #[command(subcommand)]
        command: Option<Suppress>,
        /// The addresses.
        #[arg(required = true, value_name = "ADDRESS")]
        addresses: Vec<String>,
        /// Why: opted-out, complained, hard-bounce or by-hand.
        #[arg(long, default_value = "by-hand", value_parser = suppression_reason)]
        reason: byline_model::SuppressionReason,
    },
}

/// Commands over people. WHO is an e-mail address or a number.
#[derive(Debug, Subcommand)]
pub enum Contact {
    /// Bring in people from CSV files.
    Import {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How the people came to be known, where the file does not say.
        #[arg(long, value_parser = source)]
        source: Option<byline_model::Source>,
        /// Read a column as a field.
        #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
        map: Vec<(String, String)>,
        /// Only say what would happen.
        #[arg(long)]
        dry_run: bool,
        /// Write the rows that could not be read, with the reason, to this CSV file.
        #[arg(long, value_name = "FILE")]
        rejects: Option<PathBuf>,
    },
    /// List people.
    List {
        /// A filter, or the name of a saved audience.
        #[arg(long = "where", value_name = "FILTER", default_value = "all")]
        filter: String,
        /// Words that must occur.
        #[arg(long, value_name = "TEXT", default_value = "")]
        search: String,
        /// How many at the most.
        #[arg(long, value_name = "N")]
        limit: Option<u32>,
    },
    /// Show a person.
    Show {
        /// An e-mail address or a number.
        who: String,
    },
    /// Add a person.
    Add(ContactFields),
    /// Change fields of a person; FIELD= clears it.
    Edit {
        /// An e-mail address or a number.
        who: String,
        /// What to change.
        #[arg(required = true, value_name = "FIELD=VALUE", value_parser = pair)]
        fields: Vec<(String, String)>,
    },
    /// Take a person out of the desk; the ledger and an opt-out stay.
    Delete {
        /// An e-mail address or a number.
        who: String,
    },
    /// Write people to a CSV file.
    Export {
        /// The format.
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// A filter, or the name of a saved audience.
        #[arg(long = "where", value_name = "FILTER", default_value = "all")]
        filter: String,
        /// The file.
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
}

/// The fields of a new person.
#[derive(Debug, Args)]
pub struct ContactFields {
    /// E-mail address.
    #[arg(long)]
    pub email: Option<String>,
    /// First name.
    #[arg(long)]
    pub first_name: Option<String>,
    /// Last name.
    #[arg(long)]
    pub last_name: Option<String>,
    /// Company.
    #[arg(long)]
    pub company: Option<String>,
    /// Job title.
    #[arg(long)]
    pub title: Option<String>,
    /// Phone.
    #[arg(long)]
    pub phone: Option<String>,
    /// City.
    #[arg(long)]
    pub city: Option<String>,
    /// Web address.
    #[arg(long)]
    pub url: Option<String>,
    /// Stage.
    #[arg(long, value_parser = stage)]
    pub stage: Option<byline_model::Stage>,
    /// How they came to be known.
    #[arg(long, value_parser = source)]
    pub source: Option<byline_model::Source>,
    /// A tag; may be given several times.
    #[arg(long = "tag")]
    pub tags: Vec<String>,
    /// Notes.
    #[arg(long)]
    pub notes: Option<String>,
}

/// Commands over audiences.
#[derive(Debug, Subcommand)]
pub enum Audience {
    /// List saved audiences.
    List,
    /// Save a filter under a name.
    Save {
        /// The name.
        name: String,
        /// The filter.
        filter: String,
    },
}

/// Commands over templates.
#[derive(Debug, Subcommand)]
pub enum Template {
    /// List templates.
    List {
        /// Only those for this kind.
        #[arg(long, value_parser = kind)]
        kind: Option<byline_model::Kind>,
    },
    /// Copy a built-in template into the desk to change it.
    Copy {
        /// Its name.
        name: String,
    },
}

/// Commands over pieces.
#[derive(Debug, Subcommand)]
pub enum Piece {
    /// Begin a piece.
    New {
        /// newsletter, article or collateral.
        #[arg(value_parser = kind)]
        kind: byline_model::Kind,
        /// How it looks [default: the usual one of its kind].
        #[arg(long, default_value = "")]
        template: String,
        /// Its title.
        #[arg(long)]
        title: String,
    },
    /// List pieces.
    List,
    /// Show a piece.
    Show {
        /// Its folder name.
        piece: String,
    },
}

/// What to render, as what, for whom.
#[derive(Debug, Args)]
pub struct Render {
    /// The piece's folder name.
    pub piece: String,
    /// As what.
    #[arg(long = "to", value_enum)]
    pub form: Form,
    /// For whom: an e-mail address or a number.
    #[arg(long = "as", value_name = "WHO")]
    pub who: Option<String>,
    /// The file [default: standard output].
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a piece can be rendered to.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Form {
    /// The HTML of the e-mail.
    Email,
    /// A web page in one file.
    Page,
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
    /// A picture of the first page.
    Png,
    /// A whole message.
    Eml,
}

/// What to send to whom, and how.
#[derive(Debug, Args)]
pub struct Send {
    /// The piece's folder name.
    pub piece: String,
    /// A filter, or the name of a saved audience; `all` is everyone.
    // A script whose variable is empty means anybody but everybody.
    #[arg(long, value_name = "FILTER", required_unless_present = "test", value_parser = named)]
    pub audience: Option<String>,
    /// By which way.
    #[arg(long, value_enum, default_value = "outbox")]
    pub via: Via,
    /// When: RFC 3339, such as 2026-11-26T09:30:00-06:00, or a time of this computer's zone, such as 2026-11-26T09:30.
    /// It goes while the window is open, or `byline mailing run` is at work.
    #[arg(long, value_name = "TIME", conflicts_with = "test")]
    pub at: Option<String>,
    /// Only send one copy to this address, to look at.
    #[arg(long, value_name = "ADDRESS")]
    pub test: Option<String>,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

/// By which way a mailing leaves.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Via {
    /// One .eml file a person, into the desk.
    Outbox,
    /// Your own mail server.
    Smtp,
}

/// Commands over mailings.
#[derive(Debug, Subcommand)]
pub enum Mailing {
    /// List mailings, newest first.
    List,
    /// Show a mailing with its deliveries.
    Show {
        /// Its number.
        id: i64,
    },
    /// Hold a mailing: the sender stops before the next person.
    Pause {
        /// Its number.
        id: i64,
    },
    /// Carry on; whoever has it, or may have it, does not get it again. A scheduled or missed one goes now.
    Resume {
        /// Its number.
        id: i64,
    },
    /// End a mailing: who has not had it does not get it. Before its time that takes it back.
    Stop {
        /// Its number.
        id: i64,
    },
    /// Give a mailing that has not begun another time.
    Move {
        /// Its number.
        id: i64,
        /// When: see `byline send --help`.
        #[arg(long, value_name = "TIME")]
        at: String,
    },
    /// Look for deliveries of unknown fate in your Sent folder.
    LookUp {
        /// Its number.
        id: i64,
    },
    /// Do what falls due, as the open window does: scheduled mailings, and those that wait to go on. Until it is ended.
    Run {
        /// Only what is due now, then return.
        #[arg(long)]
        once: bool,
    },
    /// Write the report of a mailing.
    Report {
        /// Its number.
        id: i64,
        /// A page to read or print, a row for each person, or the messages of an outbox for a mail program.
        #[arg(long, value_enum, default_value = "page")]
        form: ReportForm,
        /// Where to [default: the desk's folder `exports`].
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Say what became of deliveries whose fate is not known.
    Resolve {
        /// Its number.
        id: i64,
        /// They arrived.
        #[arg(long, conflicts_with = "resend", required_unless_present = "resend")]
        sent: bool,
        /// Send them again.
        #[arg(long)]
        resend: bool,
        /// E-mail addresses or numbers.
        #[arg(required = true)]
        who: Vec<String>,
    },
}

/// What the report of a mailing is written as.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ReportForm {
    /// One HTML page that loads nothing.
    Page,
    /// CSV.
    Csv,
    /// mbox (RFC 4155).
    Mbox,
}

/// How a piece was handed over.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum How {
    /// On paper.
    Printed,
    /// As a link.
    Link,
    /// Attached to a personal mail.
    Attached,
    /// Shown on a screen.
    Shown,
}

/// A format of people.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated values.
    Csv,
}

/// Commands over suppressions.
#[derive(Debug, Subcommand)]
pub enum Suppress {
    /// List addresses that are never mailed.
    List,
}

/// A text that says something.
fn named(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err("it is empty; write `all` for everyone".into());
    }
    Ok(text.to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| "write it as NAME=VALUE".to_owned())
}

fn word<T: Copy>(
    text: &str,
    found: Option<T>,
    words: impl Iterator<Item = &'static str>,
) -> Result<T, String> {
    found.ok_or_else(|| {
        format!(
            "\"{text}\" is none of: {}",
            words.collect::<Vec<_>>().join(", ")
        )
    })
}

fn stage(text: &str) -> Result<byline_model::Stage, String> {
    use byline_model::Stage;
    word(
        text,
        Stage::from_word(text),
        Stage::ALL.iter().map(|stage| stage.word()),
    )
}

fn source(text: &str) -> Result<byline_model::Source, String> {
    use byline_model::Source;
    word(
        text,
        Source::from_word(text),
        Source::ALL.iter().map(|source| source.word()),
    )
}

fn kind(text: &str) -> Result<byline_model::Kind, String> {
    use byline_model::Kind;
    word(
        text,
        Kind::from_word(text),
        Kind::ALL.iter().map(|kind| kind.word()),
    )
}

fn suppression_reason(text: &str) -> Result<byline_model::SuppressionReason, String> {
    use byline_model::SuppressionReason as Reason;
    word(
        text,
        Reason::from_word(text),
        Reason::ALL.iter().map(|reason| reason.word()),
    )
}
