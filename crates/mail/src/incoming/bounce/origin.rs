//! Whether a mail server wrote a message: what its headers say of where it comes from.

use std::sync::LazyLock;

use mail_parser::{HeaderName, Message, MimeHeaders};
use regex::Regex;

use crate::incoming::fields;

/// How much speaks for a mail server as the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// Somebody's own address, and no mark of a machine.
    Person,
    /// Marks that other automatic mail bears too: an empty return path, `Auto-Submitted`, a "no reply" address.
    Machine,
    /// The name or the marks of a mail server's own notices.
    MailServer,
}

/// The local parts under which mail servers write (RFC 5321 §4.5.1, and custom).
static DAEMON: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:mailer?[-_. ]?(?:daemon|delivery)|mail[-_.]?daemon|mdaemon|daemon|post[-_.]?master|mail\.delivery\.(?:sub)?system|mail[-_]?delivery[-_]?(?:sub)?system|microsoftexchange[0-9a-f]{32}|maildelivery|mail-?administrator|mailsystem|mail-?system|mailmaster|mailadm(?:in)?|ndr|dsn)(?:[-+=].*)?$")
        .expect("the expression is well-formed")
});

/// The names they give themselves.
static DAEMON_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)mail(?:er)?[ -]?deliver(?:y|er)? ?(?:sub)?(?:system|service|agent|status|notification)?|mailer[- ]?daemon|^mail[- ]?daemon|^postmaster|delivery subsystem|mail (?:sub)?system\b|internet mail (?:delivery|service)|ndr administrator|^mail transfer agent|microsoft outlook\z|system administrator|jetmail system|mail administrator|systemadministrator|administrateur syst[eè]me|administrador del sistema")
        .expect("the expression is well-formed")
});

static NO_REPLY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|sys-?admin|admin(?:istrator)?|notification|notify|mail|bounces?|system|autoreply|auto)[^@]*@|^[^@]*(?:anti-?virus|smtp|gateway|mail-?filter|interscan|mail-?sweeper|mail-?marshal|mail-?server)[^@]*@")
        .expect("the expression is well-formed")
});

/// How much speaks for a mail server.
pub(super) fn of(message: &Message<'_>) -> Origin {
    let from = fields::person(message, HeaderName::From);
    let address = from
        .and_then(|from| from.address.as_deref())
        .unwrap_or_default();
    let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
    let name = from
        .and_then(|from| from.name.as_deref())
        .unwrap_or_default();
    let written = fields::raw(message, "From").next().unwrap_or_default();
    let nobody = address.is_empty() && written.contains("<>");
    let report = message
        .content_type()
        .and_then(|kind| kind.attribute("report-type"))
        .is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"));
    if nobody
        || (report && (written.is_empty() || returns_nowhere(message)))
        || DAEMON.is_match(local.trim_matches(['<', '>', '"', ' ']))
        || DAEMON_NAME.is_match(name)
        || DAEMON_NAME.is_match(local)
        || (!written.contains('@') && DAEMON_NAME.is_match(&written))
        || fields::has(message, "X-Failed-Recipients")
        || fields::has(message, "X-MS-Exchange-Message-Is-Ndr")
    {
        return Origin::MailServer;
    }
    if report
        || written.is_empty()
        || returns_nowhere(message)
        || is_automatic(message)
        || NO_REPLY.is_match(address)
    {
        return Origin::Machine;
    }
    Origin::Person
}

/// An empty return path (RFC 5321 §4.5.5): no answer is wanted.
fn returns_nowhere(message: &Message<'_>) -> bool {
    fields::raw(message, "Return-Path").any(|path| {
        let path = path.trim_matches(['<', '>', ' ']).to_ascii_lowercase();
        path.is_empty() || path.starts_with("mailer-daemon")
    })
}

/// Whether a message returns to the address that wrote it, as what a person writes does; nothing when the mailbox has
/// not noted where it returns to.
pub(super) fn returns_to_author(message: &Message<'_>) -> Option<bool> {
    let path = fields::raw(message, "Return-Path").next()?;
    let from = fields::person(message, HeaderName::From)?;
    let from = from.address.as_deref().unwrap_or_default();
    let path = path.trim_matches(['<', '>', ' ']);
    Some(!path.is_empty() && path.eq_ignore_ascii_case(from) && !is_automatic(message))
}

/// Whether a message went to many (RFC 2369, RFC 2919): a newsletter or a mailing list, and no notice.
pub(super) fn is_bulk(message: &Message<'_>) -> bool {
    ["List-Unsubscribe", "List-Id", "List-Post"]
        .iter()
        .any(|name| fields::has(message, name))
}

/// RFC 3834 §5.
fn is_automatic(message: &Message<'_>) -> bool {
    fields::raw(message, "Auto-Submitted")
        .any(|value| !value.to_ascii_lowercase().starts_with("no"))
}

/// Whether a subject begins as that of an answer or of a forwarded message does.
pub(super) fn answers_or_forwards(message: &Message<'_>) -> bool {
    static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\s*(?:re|aw|sv|vs|antw|antwort|res|ref|r|odp|rif|fwd?|fw|wg|tr|rv|enc|doorst|vl|i|yanıt|ilt|ynt|отв|回复|答复|转发|回覆|轉寄)\s*(?:\[\d+\])?\s*[:：]")
            .expect("the expression is well-formed")
    });
    PREFIX.is_match(message.subject().unwrap_or_default())
}
