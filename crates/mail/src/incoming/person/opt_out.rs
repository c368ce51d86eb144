//! Whether somebody asks to stop.
//!
//! "Yes" is done without asking the rep, so it is said only where the whole sense of a message is to stop: a short
//! message that asks for it, with no condition, question, negation or "but" that turns it. What merely may mean it is
//! proposed. Only a person's own words count: every quotation of our mail carries its "unsubscribe" link.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    asking::WORD,
    folded, pattern, sort,
    turning::{self, Request},
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// They ask to stop.
    Yes,
    /// They may: the words that make it likely.
    Maybe(String),
    /// They do not.
    No,
}

/// A message whose whole sense is "stop" has at most this many words, greeting and closing left out.
const SHORT: usize = 45;
/// How many words a message has at most that is understood by a bare "stop" in it.
const STOP_ALONE: usize = 9;
/// From how many characters on a line may be one that a mail program wrapped.
const WRAPPED: usize = 50;
/// How many words of a text are looked at.
const LOOKED_AT: usize = 400;

/// The subject that Byline's own link and `List-Unsubscribe` field give: `unsubscribe TOKEN` (RFC 2369).
static TOKEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bunsubscribe[ :+]+[0-9a-f]{32}\b"));
/// The mailbox of such a request.
static MAILBOX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:.*[+._-])?(?:unsubscribe|unsub|opt-?out|remove-?me|abmelden|abmeldung|desinscription|desabonnement)(?:[+._-].*)?@",
    )
});

static STOP: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\W*(?:please |pls )?stop\W*$"));
/// The whole of such a subject: nobody writes it by hand, whatever a mail program writes below.
static BY_LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*unsubscribe[ :+]+[0-9a-f]{32}\s*$"));

/// Whether a message was made by our own link, or by a mail program that followed it.
pub(super) fn is_by_link(subject: &str) -> bool {
    BY_LINK.is_match(subject)
}

/// Judges a message by its subject, by what was written and by the addresses to which it went.
pub(super) fn judge(subject: &str, written: &str, sender: &str, recipients: &[&str]) -> Verdict {
    let mut core = core(written);
    // Some name themselves by their address.
    if sender.contains('@') {
        core = core.replace(&folded(sender), "my address");
    }
    let said: Vec<&str> = sentences(&core);
    if TOKEN.is_match(subject) || recipients.iter().any(|to| MAILBOX.is_match(to)) {
        // Sent by our link. Only who takes it back in words is asked about.
        return if said.iter().any(|sentence| turning::keeps(sentence)) {
            Verdict::Maybe(shown(subject))
        } else {
            Verdict::Yes
        };
    }
    let folded_subject = folded(subject);
    let bare = sort::without_prefixes(&folded_subject);
    let own_subject = !sort::is_answer_subject(&folded_subject) || WORD.is_match(bare);
    let mut sentences = said;
    if own_subject && bare.split_whitespace().count() <= 12 {
        sentences.insert(0, bare);
    }
    weigh(&sentences)
}

fn weigh(sentences: &[&str]) -> Verdict {
    let words: usize = sentences
        .iter()
        .map(|sentence| sentence.split_whitespace().count())
        .sum();
    let mut asked: Option<&str> = None;
    let mut turned = false;
    let mut mentioned: Option<&str> = None;
    for sentence in sentences {
        match turning::request(sentence) {
            // A line of one word in a long text is something else: code, an entry of a list.
            _ if words > SHORT && WORD.is_match(sentence) => {}
            // "Stop!" before much else may be about an order.
            Request::Plain if STOP.is_match(sentence) && words > STOP_ALONE => {
                mentioned = mentioned.or(Some(sentence));
            }
            Request::Plain => asked = asked.or(Some(sentence)),
            Request::Turned => {
                turned = true;
                mentioned = mentioned.or(Some(sentence));
            }
            Request::Mention => mentioned = mentioned.or(Some(sentence)),
            Request::None => {
                turned |= asked.is_some() && turning::contrasts(sentence)
                    || turning::wants_something(sentence);
            }
        }
    }
    match (asked, mentioned) {
        (Some(_), _) if !turned && words <= SHORT => Verdict::Yes,
        (Some(sentence), _) | (None, Some(sentence)) => Verdict::Maybe(shown(sentence)),
        (None, None) => Verdict::No,
    }
}

/// A sentence as it is shown to the rep.
fn shown(sentence: &str) -> String {
    const LONGEST: usize = 160;
    let sentence = sentence.trim();
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let mut short: String = sentence.chars().take(LONGEST).collect();
    short.push('…');
    short
}

// --- What belongs to a message's sense -------------------------------------------------------------------------------

static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüezi|bonjour|bonsoir|salut|cher|chère|madame|monsieur|hola|buenos días|buenas|estimad[oa]s?|ciao|buongiorno|gentile|salve|egregio|beste|geachte|goedendag|dag|olá|oi|bom dia|boa tarde|prezad[oa]s?|caro|cara|hej|hejsan|kära|kjære|kære|hei|tervehdys|cześć|dzień dobry|szanown\S+|dobrý den|vážen\S+|ahoj|здравствуйте|добрый день|уважаем\S+|привет|你好|您好)\b[^.!?]{0,50}$",
    )
});
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:many |kind |best |warm |with (?:kind |best )?)?(?:regards|wishes|thanks)|thanks?(?: you)?(?: (?:so|very) much| in advance| and regards| again)?|cheers|sincerely|yours (?:sincerely|truly|faithfully)|best|rgds|br|thx|tia|(?:mit )?(?:freundlichen|besten|lieben|vielen|herzlichen|schönen|viele|beste|liebe|freundliche|schöne) (?:gr(?:ü|ue)(?:ß|ss)en?|dank)|gru(?:ß|ss)|vg|lg|mfg|danke(?: im voraus| schön)?|(?:bien )?cordialement|bien à vous|cdlt|merci(?: d'avance| beaucoup)?|salutations|meilleures salutations|saludos(?: cordiales)?|un saludo|atentamente|gracias(?: de antemano)?|(?:cordiali |distinti )?saluti|grazie(?: mille| in anticipo)?|(?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|(?:alvast )?bedankt|dank u(?: wel)?|atenciosamente|cumprimentos|obrigad[oa]|abraços|(?:med )?(?:vänlig(?:a)?|venlig|vennlig|bästa) (?:hälsning(?:ar)?|hilsen)|mvh|hälsningar|hilsen|tack(?: på förhand)?|tak|takk|terveisin|kiitos|pozdrawiam|z poważaniem|dziękuję|s pozdravem|děkuji|с уважением|спасибо|谢谢|ありがとうございます)[\s,.!–-]*$",
    )
});

/// What a message says, folded, without its greeting, its closing and what stands below that.
fn core(written: &str) -> String {
    let mut core = String::new();
    let mut lines = written.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = folded(line);
        let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = bare.as_str();
        if CLOSING.is_match(bare) && !core.is_empty() {
            break;
        }
        let greets = core.is_empty() && GREETING.is_match(bare);
        if !bare.is_empty() && !greets {
            core.push_str(bare);
            // Long lines are wrapped; a short one ends what it says, unless the next goes on in small letters.
            let words = |line: &str| line.split_whitespace().count() > 1;
            let goes_on = lines.peek().is_some_and(|next| {
                let next = next.trim();
                words(next) && next.starts_with(char::is_lowercase)
            }) && words(bare)
                && bare.ends_with(char::is_alphanumeric)
                && !WORD.is_match(bare);
            let wrapped = bare.chars().count() >= WRAPPED;
            core.push(if wrapped || goes_on { ' ' } else { '\n' });
        }
        if core.split_whitespace().count() > LOOKED_AT {
            break;
        }
    }
    core
}

/// The sentences of a text.
fn sentences(core: &str) -> Vec<&str> {
    static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"[.!?…;]+(?:\s+|$)|[。！？]|\n"));
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in END.find_iter(core) {
        // What ends a sentence tells a question from a demand, so it stays with it.
        sentences.push(core[start..end.end()].trim());
        start = end.end();
    }
    sentences.push(core[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}
