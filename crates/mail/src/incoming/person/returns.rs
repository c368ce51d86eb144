//! The day on which somebody is back, as their absence note says it.
//!
//! "Back on X", "returning X", "until X" (*bis X*, *jusqu'au X*): X. "Through X", "until X inclusive" (*bis
//! einschließlich X*, *tot en met X*), "after X": the day after. A range "from X to Y" counts as "until Y". A day that is
//! named without such words says nothing, and one before the message is no return. No day is better than a wrong one:
//! 03/12/2026 counts only where the text, its language or the sender's country tells which is the month.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    dates::{self, Found, Order},
    folded, pattern,
};

/// How much of a note is read, in bytes.
const CAP: usize = 6000;

/// The day on which somebody is back. `written` is the day of the message, `domain` the sender's.
pub(super) fn returns(
    subject: &str,
    text: &str,
    written: Option<Date>,
    domain: &str,
) -> Option<Date> {
    let text = one_line(&text[..text.floor_char_boundary(CAP)]);
    let subject = one_line(&subject[..subject.floor_char_boundary(CAP)]);
    let hint = dates::order(&dates::find(&text), &text).or_else(|| convention(&text, domain));
    said(&text, written, hint).or_else(|| said(&subject, written, hint))
}

/// The text folded on one line; a blank line, which ends every sentence, is a `¶`.
fn one_line(text: &str) -> String {
    static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(inkl|incl|einschl|t\.?o\.?m|f\.?r\.?o\.?m|approx|ca|ggf|voraussichtl|mon|tue|tues|wed|thu|thur|thurs|fri|mo|di|mi|do|fr|lun|mar|mer|jeu|ven|man|tir|ons|tor|fre|za|zo|ma|wo|vr)\.",
        )
    });
    let mut line = String::with_capacity(text.len());
    for part in text.lines() {
        let part = folded(part);
        let part = part.trim();
        line.push_str(if part.is_empty() { "¶" } else { part });
        line.push(' ');
    }
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    ABBREVIATION.replace_all(&line, "$1").into_owned()
}

/// How surely words make a day the day of return, the surest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sense {
    /// "I will answer on X"
    Answers,
    Until,
    Through,
    Back,
    BackAfter,
}

fn said(text: &str, written: Option<Date>, hint: Option<Order>) -> Option<Date> {
    let found = dates::find(text);
    let mut best: Option<(u8, Date)> = None;
    for (number, one) in found.iter().enumerate() {
        let Some(sense) = sense(text, &found, number) else {
            continue;
        };
        let Some(date) = one.date(written, hint) else {
            continue;
        };
        let date = match sense {
            Sense::Through | Sense::BackAfter => date.tomorrow().ok(),
            _ => Some(date),
        };
        let Some(date) = date.filter(|date| written.is_none_or(|written| *date >= written)) else {
            continue;
        };
        let weight = match sense {
            Sense::Answers => 0,
            Sense::Until | Sense::Through => 1,
            Sense::Back | Sense::BackAfter => 2,
        };
        if best.is_none_or(|(so_far, _)| weight > so_far) {
            best = Some((weight, date));
        }
    }
    best.map(|(_, date)| date)
}

// --- What the words around a day say ---------------------------------------------------------------------------------

/// Words that may stand between "until" and a day.
const FILL: &str = r"(?:[\s,:(]+(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|uhr)|noon|the|on|on the|about|approximately|approx|around|at least|end of|end of day|eod|cob|close of business|including|dem|den|der|zum|am|voraussichtlich|ca|einem|le|la|el|il|al|o|a|ao|dia|día|giorno|dnia|d\.?|de|het|this|next|coming|and|kommenden|nächsten|prochain|próximo|prossimo|volgende|aanstaande|nästa|næste|neste)){0,3}[\s,:(]*$";

static THROUGH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:\b(?:through|thru|(?:up )?(?:to|until|till) and including|(?:until|till|to) incl(?:uding|usive)?|bis (?:und mit|und einschließlich|einschließlich(?: zum)?|einschl|inklusive|inkl|incl)|bis zum einschließlich|jusqu'(?:au|à) inclus|hasta (?:e )?inclus(?:o|ive)|fino a (?:tutto|compreso)|sino a tutto|tot en met|till och med|t\.?o\.?m|til og med|frem til og med|do włącznie)|\bt/m){FILL}"
    ))
});
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:\b(?:until|till|'til|til|up to|bis(?: zum| zu| einschl)?|jusqu'(?:au|à|en)|jusque|hasta|fino (?:a|al|all'|alla)|sino al|tot|até|tills|till|indtil|inntil|frem til|do|až do|до|por|σε|έως|μέχρι|până (?:la|pe|în)|kuni|iki|līdz)|\bfino all'|至|到){FILL}"
    ))
});
static CONNECTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^[\s,]*(?:-|–|—|to|bis|au|al|a|ao|à|tot|t/m|till|til|and|und|do|по){FILL}"
    ))
});
/// "From the 21st to the", where the month comes with the second day only.
static SPAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:from|between|vom|du|del|dal|de|van|från|fra|den|od|с)\s+(?:the |el |il |de )?\d{1,2}(?:st|nd|rd|th|er|º|°)?\.?\s*(?:-|–|—|to|and|bis|au|al|a|ao|à|tot|till|til|do|по)\s*(?:the |el |il |de |den )?$",
    )
});
/// Behind a day: that it counts in, or that it is the last.
static INCLUDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,3}(?:(?:ambos|both|beide|tous deux|ambedue|entrambi) )?(?:inclusive(?:ly)?|included|incl\b|inkl\b|inklusive|einschließlich|eingeschlossen|inclus\S*|incluid[oa]|incluso|compres[oa]|inbegrepen|inkluderat|inkluderet|włącznie|včetně|включительно|mukaan lukien)",
    )
});
static UNTIL_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W{0,2}(?:\([^)]{1,3}\))?\s?(?:まで|까지|为止|為止|asti|saakka|-?ig\b|tarihine kadar|'?[a-zşıüğçö]{0,4} kadar)",
    )
});

/// How many characters may stand between "back" and a day.
const BETWEEN: usize = 48;

/// Being back, again.
const AGAIN: &str = r"(?:\bback\b|\breturn(?:s|ing|ed)?\b|\bagain\b|\bresum\S+|\brejoin\S*|\bre-?open\S*|\bwieder\b|\bzurück\S*|\bzurueck\b|\brückkehr\S*|\bretour\b|\breviens\b|\breviendrai\b|\breprendrai\b|\breprise\b|\bde nouveau\b|\bà nouveau\b|\bserai (?:disponible|joignable|présent\S*)\b|\bvuelt\S*|\bvuelv\S+|\bvolver\S*|\bregres\S+|\breincorpor\S+|\bde nuevo\b|\bnuevamente\b|\bestar[ée] disponible\b|\brientr\S+|\btorn(?:o|erò|ata|are|eremo)\b|\britorn\S+|\bdi nuovo\b|\bnuovamente\b|\bsarò (?:disponibile|presente|in ufficio)\b|\bterug\b|\bweer\b|\bterugk\S+|\bvolta\b|\bvoltarei\b|\bvolto\b|\bretorn\S+|\bregress\S+|\bnovamente\b|\bestarei disponível\b|\btillbaka\b|\båter\b|\båterkom\S*|\bigen\b|\btilbage\b|\btilbake\b|\bigjen\b|\btakaisin\b|\bpala(?:an|amme)\b|\bpowrac\S+|\bwrac\S+|\bwrócę\b|\bpowr[óo]\S+|\bponownie\b|\bzpět\b|\bopět\b|\bvrát\S+|\bspäť\b|вернусь|вернемся|возвращ\S+|снова|повернуся|\bdöneceğim\b|\bdönüş\S*|\bvissza\S*|\bîntorc\S*|\brevin\b|復帰|戻|出社|再開|より通常|回来|返回|恢复|復工|복귀|돌아)";

static BACK: LazyLock<Regex> = LazyLock::new(|| pattern(AGAIN));
static ANSWERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:respond|reply|answer|get to|read|available|reachable|in the office|antworte\S*|beantworte\S*|erreichbar|verfügbar|répondr\S+|disponible|joignable|responder\S*|contestar\S*|rispond\S+|disponibile|reperibile|antwoord\S*|bereikbaar|aanwezig|disponível|svarar|svarer|svare|nås|anträffbar|tillgänglig|tilgængelig|tilgjengelig|odpowiem|dostępn\S+|odpovím|отвечу)\b[^¶.!?]*\b(?:from|on|as of|starting|beginning|ab|am|à partir|le|el|a partir|dal|il|vanaf|op|från|den|fra|od|с|em|no)\b[^¶.!?]*$",
    )
});
/// Not being there, which turns "available from" and the like.
static NOT_THERE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:not|n't|no longer|unavailable|nicht|pas|ne|no|non|niet|não|inte|ikke|nie|ne|не|away|out|abwesend|urlaub|absent|ausente|assente|afwezig)\b",
    )
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:after|nach dem|nach|après le|después del?|tras el|dopo il|após|depois de|efter|etter|после)[\s,]*(?:the )?$",
    )
});
/// "After" in Dutch and in Polish, which are other words elsewhere: only beside "back" in the same language.
static AFTER_BY_LANGUAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:terug|weer|aanwezig|bereikbaar)\b[^¶.!?]*\bna[\s,]*$|\b(?:wracam|wrócę|powrót|ponownie|dostępn\S+)\b[^¶.!?]*\bpo[\s,]*$",
    )
});
/// The end of a sentence: not the full stop behind a figure or in an abbreviation.
static SENTENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[^\d\s.]{2}[.!?]+\s|\d{4}\.\s|\d[!?]\s|¶|[。！？]"));

/// How far around a day words are looked at, in bytes.
const AROUND: usize = 160;

fn is_after(before: &str) -> bool {
    AFTER.is_match(before) || AFTER_BY_LANGUAGE.is_match(before)
}

fn sense(text: &str, found: &[Found], number: usize) -> Option<Sense> {
    let one = &found[number];
    let previous_end = number.checked_sub(1).map_or(0, |n| found[n].end);
    let floor = text.floor_char_boundary(one.start.saturating_sub(AROUND));
    let mut before = &text[floor.max(previous_end.min(one.start))..one.start];
    if let Some(end) = SENTENCE.find_iter(before).last() {
        before = &before[end.end()..];
    }
    let ceiling = text.floor_char_boundary(one.end + AROUND);
    let mut behind = &text[one.end..ceiling.max(one.end)];
    if let Some(end) = SENTENCE.find(behind) {
        behind = &behind[..end.end()];
    }
    let next_in_sentence = found
        .get(number + 1)
        .is_some_and(|next| next.start < one.end + behind.len());

    let included = INCLUDED.is_match(behind);
    if THROUGH.is_match(before) {
        return Some(Sense::Through);
    }
    let range = number > 0
        && previous_end + 40 >= one.start
        && CONNECTS.is_match(&text[previous_end..one.start]);
    if UNTIL.is_match(before) || UNTIL_BEHIND.is_match(behind) || SPAN.is_match(before) || range {
        return Some(if included {
            Sense::Through
        } else {
            Sense::Until
        });
    }
    let back_before = BACK
        .find_iter(before)
        .last()
        .is_some_and(|back| before[back.end()..].chars().count() <= BETWEEN);
    if back_before {
        return Some(if is_after(before) {
            Sense::BackAfter
        } else {
            Sense::Back
        });
    }
    if !next_in_sentence && BACK.is_match(behind) {
        return Some(if is_after(before) {
            Sense::BackAfter
        } else {
            Sense::Back
        });
    }
    if ANSWERS.is_match(before) && !NOT_THERE.is_match(before) {
        return Some(Sense::Answers);
    }
    None
}

// --- Which figure is the month ---------------------------------------------------------------------------------------

/// The order of day and month by the text's language, its phone numbers and words, or the sender's country.
fn convention(text: &str, domain: &str) -> Option<Order> {
    static ENGLISH: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(?:the|and|will|am|office|your|with|for|until|back|on)\b"));
    static OTHER: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:ich|bin|und|nicht|bis|der|je|suis|vous|jusqu'au|absente?|merci|estoy|hasta|estaré|gracias|sono|fino|sarò|grazie|ik|ben|tot|niet|een|estou|até|obrigado|não|jag|är|tillbaka|och|jeg|ikke|tilbage|tilbake|og|jestem|nie|do|olen|jsem|нет|меня|буду)\b",
        )
    });
    static AMERICAN: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:vacation|pto|paid time off|labor day|thanksgiving|zip code)\b|\(\d{3}\) ?\d{3}-\d{4}|\+1[ .(-]?\d|\b\d{3}-\d{3}-\d{4}\b|\b1-8\d\d-",
        )
    });
    static BRITISH: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:annual leave|bank holiday|whilst|fortnight|mobile:|on holiday)\b|\+(?:44|353|61|64|91|27|65|49|33|34|39|31|32|41|43|45|46|47|48|351|358|420)[ (.\d-]",
        )
    });
    if OTHER.find_iter(text).count() > ENGLISH.find_iter(text).count() {
        return Some(Order::DayFirst);
    }
    let land = domain
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    match &*land {
        "us" | "gov" | "mil" | "edu" => return Some(Order::MonthFirst),
        // Canada writes both.
        "ca" => return None,
        // A country's own ending has two letters; these are sold to everybody.
        "io" | "ai" | "co" | "me" | "tv" | "cc" | "ly" | "fm" | "to" | "gg" => {}
        land if land.len() == 2 && land.chars().all(|c| c.is_ascii_alphabetic()) => {
            return Some(Order::DayFirst);
        }
        _ => {}
    }
    match (AMERICAN.is_match(text), BRITISH.is_match(text)) {
        (true, false) => Some(Order::MonthFirst),
        (false, true) => Some(Order::DayFirst),
        _ => None,
    }
}
