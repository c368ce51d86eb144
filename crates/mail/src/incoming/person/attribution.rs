//! How mail programs announce what they quote: a line ("On … wrote:"), a drawn title ("-----Original Message-----"), a
//! block of header fields ("From: … Sent: … To: … Subject: …").
//!
//! Languages differ, so words alone do not decide: a line needs a date or an address beside its verb, a block needs
//! several fields that belong together, and what follows is looked at too.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::{
    pattern,
    quote::{Kind, Line},
};

/// The header of something quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// The line behind it.
    pub end: usize,
    /// Whether it stands for itself: whatever follows is quoted, marked or not. Else it counts only before marked lines.
    pub takes_all: bool,
    /// Whether it is a line in a sentence's form. Below one, an answer may stand; below a block of fields it does not.
    pub is_line: bool,
}

/// The header that begins at a line, if one does.
pub(super) fn header_at(lines: &[Line<'_>], at: usize) -> Option<Header> {
    title(lines, at)
        .or_else(|| fields(lines, at))
        .or_else(|| labels(lines, at))
        .or_else(|| sentence(lines, at))
}

/// Whether a line is nothing but a drawn rule.
pub(super) fn is_rule(bare: &str) -> bool {
    static RULE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[-_=*~—–_ ]{5,}$"));
    RULE.is_match(bare)
}

// --- A title ---------------------------------------------------------------------------------------------------------

/// Words for "original", "forwarded" and "answer", one of which stands in every such title.
static TITLE_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        original | forward | reply\smessage | replied\smessage | urspr(ü|ue)ngliche | weitergeleitete | nachricht\svon
      | message\stransf | message\sd'origine | courriel\soriginal | r(e|é)exp(e|é)di | reenviad | mensaje\soriginal | rispedito | inoltrat | messaggio\soriginale
      | oorspronkelijk | doorgestuurd | origineel | encaminhad | mensagem\soriginal | ursprungligt | vidarebeforda | oprindelig | videresend | videresendt
      | opprinnelig | alkuper(ä|a)inen | v(ä|a)litetty | oryginaln | przekazan | p(ů|u)vodn | p(ô|o)vodn | přeposlan | исходн | пересылаем | переслан | ориг[иі]нал
      | πρωτότυπο | αρχικό | orijinal | iletilen | eredeti\s | továbbított | 原始邮件 | 原始郵件 | 转发 | 轉寄 | 回复的原邮件 | 元のメッセージ | 転送 | original-nachricht | 원본 | 전달된 | izvorn | mesaj\s(original|redirec)
        ",
    )
});

/// Drawn on both sides, or before it only.
static DRAWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^[*> ]*(?:[-_=—–]{2,}|-)\s*[^-_=—–].*?\s*(?:[-_=—–]{2,}|-)[* ]*:?$")
});

/// Drawn, with the fields behind it on the same line: Yahoo's, in plain text.
static DRAWN_BEFORE_FIELDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^-{3,}\s*([^-:：]{4,60}?)\s*-{3,}\s+(\p{L}[^:：]{0,24}[:：]\s*\S.*)$")
});

/// GroupWise's: `>>> Dana Reyes <dana@example.com> 11/21/2026 10:00 AM >>>`. It is no quoted line, and what follows bears
/// no mark.
pub(super) fn is_angled_title(bare: &str) -> bool {
    static ANGLED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^>>> \S.*\d[:.]\d\d.*>>>$"));
    ANGLED.is_match(bare) && DAY.is_match(bare)
}

/// A title of a few words without any drawing, which counts right above fields only: BlackBerry's "Original Message".
pub(super) fn is_plain_title(bare: &str) -> bool {
    bare.split_whitespace().count() <= 2 && TITLE_WORDS.is_match(bare)
}

/// Apple's title, without any drawing, and the line under which help desks ask to write above.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^[\#*=\-\s]*(?:
            begin\sforwarded\smessage | forwarded\smessage | anfang\sder\sweitergeleiteten\s(nachricht|e-mail) | d(é|e)but\sdu\s(message|courriel)\s(r(é|e)exp(é|e)di(é|e)|transf(é|e)r(é|e))(\s:)?
          | inicio\sdel\smensaje\sreenviado | inizio(\sdel)?\smessaggio\sinoltrato | begin\sdoorgestuurd\sbericht | begin\sdoorgestuurd\se-mailbericht
          | in(í|i)cio\sda\s(mensagem|mensagem)\s(reencaminhada|encaminhada) | vidarebefordrat\s(brev|mejl) | start\sp(å|aa)\svideresendt\s(besked|mail) | videresendt\smelding | początek\sprzekazywanej\swiadomości
          | 下面是被转发的邮件 | .*reply\sabove\sthis\sline.* | .*(write|type)\s(your\s)?(reply|response)\s(above|over).*
          | .*(antwort(en)?|schreiben).*(ü|ue)ber\sdieser\s(zeile|linie).* | .*au-dessus\sde\scette\sligne.*
        )\s*[:：]?[\#*=\-\s]*$",
    )
});

fn title(lines: &[Line<'_>], at: usize) -> Option<Header> {
    let bare = &lines[at].bare;
    let told = BARE.is_match(bare)
        || is_angled_title(bare)
        || DRAWN_BEFORE_FIELDS.captures(bare).is_some_and(|caught| {
            TITLE_WORDS.is_match(&caught[1])
                || field(&caught[2]).is_some() && ADDRESS.is_match(&caught[2])
        })
        || DRAWN.is_match(bare)
            && (TITLE_WORDS.is_match(bare)
                // In a language that is not known: fields follow.
                || bare.contains("--") && (at + 1..lines.len().min(at + 3)).any(|n| {
                    lines[n].kind == Kind::Own && fields(lines, n).is_some()
                }));
    told.then_some(Header {
        end: at + 1,
        takes_all: true,
        is_line: false,
    })
}

// --- Fields ----------------------------------------------------------------------------------------------------------

/// What the fields of a quoted header are called.
const FROM: &str = "from|von|de|expéditeur|da|van|från|fra|lähettäjä|od|od kogo|от|від|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|gönderen|kimden|feladó|από|מאת|من|daripada|dari|pengirim|từ|від кого|от кого|nadawca|odesílatel|odosielateľ|mittente|remitente|remetente|absender|avsender|avsändare|afsender|afzender|expeditor|saatja|no|nuo|šalje|pošiljatelj|autor";
const DATE: &str = "sent|date|sent on|gesendet|gesendet am|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|enviada|enviada em|fecha|data|inviato|data invio|verzonden|verstuurd|skickat|skickat den|datum och tid|sendt|dato|lähetetty|päivämäärä|päiväys|wysłano|wysłane|odesláno|odoslané|dátum|дата|отправлено|надіслано|发送时间|發送時間|日期|时间|寄件日期|送信日時|日時|日付|보낸 날짜|보낸날짜|날짜|tarih|gönderme tarihi|gönderildi|küldve|elküldve|dátum|ημερομηνία|αποστολή|στάλθηκε|נשלח|תאריך|تاريخ|tanggal|ngày|trimis|poslano|kuupäev";
const TO: &str = "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|кому|до|收件人|收件者|宛先|받는 사람|받는사람|kime|alıcı|címzett|προς|אל|إلى|kepada|đến|către|za|destinataire|destinatario|destinatário|empfänger|ontvanger|per";
const SUBJECT: &str = "subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne|aihe|temat|předmět|predmet|тема|主题|主旨|件名|제목|konu|tárgy|θέμα|נושא|الموضوع|subjek|perihal|chủ đề|subiect|betr\\.?|sujet|re|assumpte|teema";
const OTHER: &str = "cc|bcc|kopie|kopia|kopi|copie|copia|cópia|cópia oculta|копия|копія|抄送|副本|참조|importance|wichtigkeit|priorität|priority|attachments|anlagen|anhang|reply-to|reply to|antwort an|répondre à|responder a|rispondi a|beantwoorden - aan|antwoord aan|organization|mailed-by|signed-by|security";

/// A field: who wrote, when, to whom, about what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    From,
    Date,
    To,
    Subject,
    Other,
}

static FIELDS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(
        [FROM, DATE, TO, SUBJECT, OTHER]
            .map(|names| format!(r"^[*_|]*\s*(?:{names})\s*[*_]*\s*[:：]")),
    )
    .expect("a pattern that is written here is one")
});

/// Something that looks like a field, in whatever language.
static SHAPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[*_]*\p{L}[\p{L}\p{M}'’.-]{0,20}(?: \p{L}[\p{L}\p{M}.-]{0,14}){0,2}\s?[*_]*\s?[:：]\s*\S",
    )
});

static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[^\s<>()\[\]:;,@]+@[^\s<>()\[\]:;,@.]+\.[^\s<>()\[\]:;,@]+"));

/// A moment, as headers write it: a year or a date in figures.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:19|20)\d\d\b|(?:19|20)\d\d\s?[年년]|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b")
});
static TIME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}\s?(?:am|pm|uhr)\b|時|시"));

fn field(bare: &str) -> Option<Field> {
    let matched = FIELDS.matches(bare);
    [
        Field::From,
        Field::Date,
        Field::To,
        Field::Subject,
        Field::Other,
    ]
    .into_iter()
    .enumerate()
    .find_map(|(number, field)| matched.matched(number).then_some(field))
}

/// How many lines such a block has at most, with fields that go on for several lines.
const BLOCK: usize = 24;

fn fields(lines: &[Line<'_>], at: usize) -> Option<Header> {
    field(&lines[at].bare)
        .is_some_and(|field| field != Field::Other)
        .then(|| known_fields(lines, at))
        .flatten()
        .or_else(|| unknown_fields(lines, at))
}

fn known_fields(lines: &[Line<'_>], at: usize) -> Option<Header> {
    let mut seen = Vec::new();
    let mut end = at;
    let mut blank = 0;
    let mut further = 0;
    let mut who = false;
    let mut when = false;
    for (number, line) in lines.iter().enumerate().skip(at).take(BLOCK) {
        match line.kind {
            Kind::Blank => {
                // One blank line may stand between two fields (paragraphs in HTML), more do not.
                blank += 1;
                if blank > 1 {
                    break;
                }
                continue;
            }
            Kind::Own => {}
            _ => break,
        }
        if let Some(field) = field(&line.bare) {
            if field != Field::Other && seen.contains(&field) {
                break;
            }
            seen.push(field);
            who |= ADDRESS.is_match(&line.bare);
            when |= field == Field::Date && (DAY.is_match(&line.bare) || TIME.is_match(&line.bare));
            end = number + 1;
            further = 0;
        } else {
            // A long list of recipients goes on, indented or not; text after a blank line is text.
            further += 1;
            let complete = seen.contains(&Field::Subject);
            if blank > 0 || further > 6 || complete && !line.text.starts_with([' ', '\t']) {
                break;
            }
            who |= ADDRESS.is_match(&line.bare);
            when |= DAY.is_match(&line.bare);
        }
        blank = 0;
    }
    let main = seen.iter().filter(|field| **field != Field::Other).count();
    let from = seen.contains(&Field::From);
    let subject = seen.contains(&Field::Subject);
    let above = lines[..at]
        .iter()
        .rev()
        .find(|line| line.kind != Kind::Blank);
    let ruled = above.is_some_and(|line| is_rule(&line.bare));
    let dated = lines[at..end].iter().any(|line| {
        field(&line.bare) == Some(Field::Date)
            && DAY.is_match(&line.bare)
            && TIME.is_match(&line.bare)
    });
    let told = from && main >= 3 && dated && end - at == main
        || from && main >= 3 && (subject || who || when && ruled)
        || from && main == 2 && when && (who || ruled)
        || main >= 3 && when && who && subject
        // Zimbra and others begin with another field.
        || main == 4;
    told.then_some(Header {
        end,
        takes_all: true,
        is_line: false,
    })
}

/// Three fields in a row, one with an address and one with a date and a time: nobody writes that by hand.
fn unknown_fields(lines: &[Line<'_>], at: usize) -> Option<Header> {
    let block: Vec<&Line<'_>> = lines[at..]
        .iter()
        .take_while(|line| line.kind == Kind::Own && SHAPED.is_match(&line.bare))
        .take(8)
        .collect();
    let who = block.iter().any(|line| ADDRESS.is_match(&line.bare));
    let when = block
        .iter()
        .any(|line| DAY.is_match(&line.bare) && TIME.is_match(&line.bare));
    (block.len() >= 3 && who && when).then_some(Header {
        end: at + block.len(),
        takes_all: true,
        is_line: false,
    })
}

/// Lotus Notes: who and when, and the names of the fields each on a line of its own, or at the end of one.
fn labels(lines: &[Line<'_>], at: usize) -> Option<Header> {
    static TO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)(?:^|\s{3,})(?:to|an|pour|à|para|aan|per|a|till|til|do|宛先)\s*$")
    });
    static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?i)(?:^|\s{3,})(?:subject|thema|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|temat|件名)\s*$",
        )
    });
    let who = |line: &Line<'_>| ADDRESS.is_match(&line.bare);
    if !(who(&lines[at]) || lines.get(at + 1).is_some_and(who) && lines[at].bare.len() < 40) {
        return None;
    }
    let written: Vec<usize> = (at..lines.len())
        .filter(|number| lines[*number].kind != Kind::Blank)
        .take(BLOCK / 2)
        .collect();
    let find = |label: &Regex, from: usize| {
        (from..written.len()).find(|n| label.is_match(lines[written[*n]].text))
    };
    let to = find(&TO, 1)?;
    let subject = find(&SUBJECT, to + 1)?;
    let dated = written[..=subject].iter().any(|number| {
        let bare = &lines[*number].bare;
        DAY.is_match(bare) && TIME.is_match(bare)
    });
    let short = written[..to].len() <= 7
        && written[..=subject]
            .iter()
            .all(|number| lines[*number].bare.chars().count() < 90);
    (dated && short).then(|| Header {
        end: written
            .get(subject + 1)
            .map_or(lines.len(), |last| last + 1),
        takes_all: true,
        is_line: false,
    })
}

// --- A line ----------------------------------------------------------------------------------------------------------

/// "Wrote", in many languages.
const WROTE: &str = r"(?:wrote|writes|said|says|schrieb(?:en)?|geschrieben|schreibt|a écrit|a ecrit|écrit|nous a dit|escribió|escribio|escrib(?:e|ía)|ha scritto|scrisse|scrive|schreef|geschreven|escreveu|escreve|skrev|kirjoitti|napisał(?:\(a\)|/a|a)?|pisze|napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|написал(?:\(а\)|а)?|пишет|пише|написав(?:\(ла\))?|ezt írta|írta|a scris|έγραψε|yazdı|şunu yazdı|kirjutas|rakstīja|rašė|je napisa[ol](?:/la|a)?|napisa[ol]|va escriure|כתב(?:/ה|ה)?|כתבו|كتب|写道|寫道|書きました|님이 작성|작성|đã viết|menulis|เขียนว่า)";

/// How such a line begins, when it begins with a date: the word before it, a weekday, or the date itself.
const BEGIN: &str = r"(?:on|at|am|le|el|il|em|no dia|op|den|dne|dňa|dnia|w dniu|в|vào|pada|la data|in data|a|ma|td|ti|ke|to|pe|la|su|på|в письме от|in message|in article|von|mensaje de|date ?:|dana|u|\p{L}{2,12}\.?,? (?:den |der |le |el |il |em |o |the )?\d{1,2}|\d{1,4}[ ./年년-])";

/// A whole line: begins with a date, has the verb, ends with a colon. The verb may stand before the name.
static DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^[-–—\s]*{BEGIN}.+?{WROTE}(?:\s+.*)?\s*(?:[:：]\s*[-–—]*|[-–—]{{2,}})$"
    ))
});
/// A whole line: a name with an address, the verb, a colon.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"^[-–—\s]*["'„«(]?[^.!?:：]*[^!?:：]*?(?:<[^>]*@[^>]*>|\([^)]*@[^)]*\)|\[[^\]]*@[^\]]*\]|[^\s<>()]+@[^\s<>()]+)[^!?]*?{WROTE}(?:\s+[^!?]*)?\s*(?:[:：]\s*[-–—]*|[-–—]{{2,}})$"#
    ))
});
/// A name, the verb and then the date: `Dana Reyes schrieb am 21.11.2026 10:00:`.
static THEN_DATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"^[-–—\s]*["'„«]?[^.!?:：]+\s{WROTE}\s+(?:on|am|le|el|il|em|op|den|dne|dnia)\s.*[:：]$"#
    ))
});
/// Without a verb: a date, a name and an address.
static VERBLESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^.*<[^@<>\s]+@[^@<>\s]+>\s*[:：]?$"));
/// Old Gmail's `2026-11-21 10:00 GMT+01:00 Dana Reyes`, which nobody writes by hand.
static PROGRAM: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\d{4}-\d\d-\d\d \d{1,2}:\d\d gmt[+-]\d\d:\d\d\s\S.*$"));
/// A short line with the verb alone, which counts before marked lines only.
static SHORT: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^[^:：]+\s?{WROTE}\s*[:：]$")));
/// A person's own "you wrote", "I wrote", which announces a quotation but is no header that takes all.
static PRONOUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:i|you|we|ich|sie|du|wir|ihr|vous|nous|j'ai|tu|usted|yo|lei|voi|io|u|je|jij|você|eu|du|jag|jeg|vi|ты|вы|я) (?:wrote|said|schrieb(?:en|st)?|schreef|skrev|also|écri\S+|avez|as|написал\S*|escreveu|escribi\S+|ha scritto)\b|\b(?:schrieben sie|schriebst du|schrieb ich)\b",
    )
});

/// Such a line with text behind it.
static BEFORE_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(.{{10,200}}?<[^<>\s]+@[^<>\s]+>\s*(?:{WROTE})?\s*[:：])\s+\S"
    ))
});

/// Zoho's, without a colon: date, time, name, address and verb are all there.
static UNCLOSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^[-–—\s]*{BEGIN}.+<[^<>\s]+@[^<>\s]+>\s*{WROTE}$"
    ))
});
static CLOSES: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"^>\s?(?:{WROTE}\s?)?[:：]$")));

/// Over how many lines such a line may be folded.
const FOLDS: usize = 4;

fn sentence(lines: &[Line<'_>], at: usize) -> Option<Header> {
    let mut joined = String::new();
    let mut best: Option<Header> = None;
    for (number, line) in lines.iter().enumerate().skip(at).take(FOLDS) {
        // The end of a folded address looks quoted: `<dana@example.com` and, on the next line, `> wrote:`.
        let closes = number > at
            && CLOSES.is_match(&line.bare)
            && joined.contains('<')
            && !joined.ends_with('>');
        if line.kind != Kind::Own && !closes || joined.len() > 500 {
            break;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&line.bare);
        if let Some(takes_all) = announces(&joined, lines, number) {
            best = Some(Header {
                end: number + 1,
                takes_all,
                is_line: true,
            });
            break;
        }
    }
    let header = best?;
    // Prose right above is no part of it: the header begins at the last line from which it is still one.
    let later = (at + 1..header.end).any(|start| {
        let rest = lines[start..header.end]
            .iter()
            .map(|line| line.bare.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        DAY.is_match(&lines[start].bare) && announces(&rest, lines, header.end - 1) == Some(true)
            || !DAY.is_match(&joined) && announces(&rest, lines, header.end - 1).is_some()
    });
    (!later).then_some(header)
}

/// Whether a line that ends at a line's number announces something quoted, and whether it does so by itself.
fn announces(joined: &str, lines: &[Line<'_>], last: usize) -> Option<bool> {
    let who = ADDRESS.is_match(joined);
    let day = DAY.is_match(joined);
    let when = day || TIME.is_match(joined);
    let own_words = PRONOUN.is_match(joined);
    if (DATED.is_match(joined) && (day || when && who)
        || NAMED.is_match(joined) && (when || joined.len() < 160)
        || THEN_DATED.is_match(joined) && day)
        && joined.len() < 450
    {
        return Some(!own_words);
    }
    // Yahoo's app: the quoted text begins on the same line.
    if let Some(caught) = BEFORE_TEXT.captures(joined)
        && !own_words
        && DAY.is_match(&caught[1])
        && TIME.is_match(&caught[1])
        && DATED.is_match(&caught[1])
    {
        return Some(true);
    }
    if PROGRAM.is_match(joined) || day && UNCLOSED.is_match(joined) && TIME.is_match(joined) {
        return Some(true);
    }
    if VERBLESS.is_match(joined) && day && joined.starts_with(|c: char| c.is_alphanumeric()) {
        // Without a colon, only in the form of a program: the date first.
        let colon = joined.ends_with([':', '：']);
        let first = joined.starts_with(|c: char| c.is_ascii_digit());
        if colon && TIME.is_match(joined) || first {
            return Some(true);
        }
    }
    let next = lines[last + 1..]
        .iter()
        .take(3)
        .find(|line| line.kind != Kind::Blank);
    let marked = next.is_some_and(|line| line.kind == Kind::Quoted);
    let ends = joined.ends_with([':', '：']);
    if marked
        && ends
        && !own_words
        && (joined.len() < 100 && SHORT.is_match(joined)
            || who && joined.len() < 160
            || day && when && joined.len() < 120)
    {
        return Some(false);
    }
    None
}
