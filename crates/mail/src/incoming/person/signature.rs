//! Signatures: what follows `-- `, and what a device or a mail program writes under everything.
//!
//! A closing by hand ("Best, Tom") is the person's own writing, and stays.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    attribution::is_rule,
    pattern,
    quote::{Kind, Line},
};

/// How many lines a signature has at most. More below a `-- ` is text.
const LONGEST: usize = 25;

/// Marks signatures among a person's own lines.
pub(super) fn mark(lines: &mut [Line<'_>]) {
    mark_delimited(lines);
    mark_devices(lines);
    mark_ruled(lines);
}

/// Marks what follows a line `-- ` (RFC 3676, section 4.3) up to the next quoted line, or the end.
fn mark_delimited(lines: &mut [Line<'_>]) {
    // Without its blank it may divide a text as well; it counts when it stands once.
    let alike = |line: &Line<'_>| {
        line.kind == Kind::Own && matches!(line.bare.as_str(), "--" | "—" | "– –")
    };
    let once = lines.iter().filter(|line| alike(line)).count() == 1;
    let mut number = 0;
    while number < lines.len() {
        if !(alike(&lines[number]) && (lines[number].delimits || once)) {
            number += 1;
            continue;
        }
        let end = (number..lines.len())
            .find(|n| lines[*n].kind == Kind::Quoted)
            .unwrap_or(lines.len());
        let length = lines[number..end]
            .iter()
            .filter(|line| line.kind == Kind::Own)
            .count();
        if length <= LONGEST {
            for line in &mut lines[number..end] {
                if line.kind == Kind::Own {
                    line.kind = Kind::Signature;
                }
            }
        }
        number = end.max(number + 1);
    }
}

/// A telephone number, an address or a page: what a signature is made of.
static CONTACT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[+(]?\d[\d ()./-]{7,}\d|\S+@\S+\.\S{2,}|\b(?:https?://|www\.)\S+"));

/// How many lines a signature under a drawn rule has at most.
const UNDER_A_RULE: usize = 8;

/// Marks a signature under a drawn rule: a few lines with a way to reach somebody, and nothing of the person's behind.
fn mark_ruled(lines: &mut [Line<'_>]) {
    let Some(rule) = lines
        .iter()
        .rposition(|line| line.kind == Kind::Own && is_rule(&line.bare))
    else {
        return;
    };
    let below: Vec<usize> = (rule + 1..lines.len())
        .filter(|number| lines[*number].kind == Kind::Own)
        .collect();
    let above = lines[..rule].iter().any(|line| line.kind == Kind::Own);
    let reachable = below
        .iter()
        .any(|number| CONTACT.is_match(&lines[*number].bare));
    if above && below.len() <= UNDER_A_RULE && (reachable || below.is_empty()) {
        lines[rule].kind = Kind::Signature;
        for number in below {
            lines[number].kind = Kind::Signature;
        }
    }
}

/// "Sent from", "get … for", in many languages, at the beginning of such a line.
static SENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^[(<\[*_\s]*(?:
            sent\s(?:from|via|with|using|by|through|on)\s | (?:get|download)\soutlook | from\smy\s | \S+\sfrom\smobile | (?:typed|written)\son\s(?:a|my)\s | virus-free
          | (?:gesendet|versendet|verschickt|geschickt)\s(?:von|vom|mit|via|über|aus)\s | (?:von|vom|mit|diese\s(?:nachricht|e-mail|mail)).*(?:gesendet|verschickt|versendet|geschrieben) | (?:hol|lade|outlook\sf(?:ü|ue)r).* | virenfrei
          | envoy(?:é|e)e?\s(?:de|depuis|à\spartir|avec|via|par)\b | (?:t(?:é|e)l(?:é|e)charge[rz]|obtenez|obtenir)\soutlook | provenance\s | garanti\ssans\svirus
          | enviad[oa]\s(?:desde|de|do|da|a\spartir|con|com|via|vía|pelo|pela)\b | (?:obt(?:é|e)n|obtener|obtenga|descarg\S+|obter|obtenha|baix\S+|transferir)\s(?:o\s)?outlook | (?:libre\sde|livre\sde|sem)\sv(?:í|i)rus
          | inviat[oa]\s(?:da|dal|dalla|con|tramite|via)\b | (?:scarica|ottieni)\soutlook | privo\sdi\svirus
          | (?:verzonden|verstuurd|gestuurd)\s(?:vanaf|vanuit|van|met|via|door)\s | outlook\svoor\s | (?:download|haal)\soutlook | virusvrij
          | skicka[td]\s(?:från|med|via)\s | (?:hämta|skaffa)\soutlook | från\smin\s | sendt\s(?:fra|med|via|min)\s | (?:hent|få)\soutlook | fra\smin\s | lähetetty\s | hanki\soutlook
          | wysłan[oey]\s(?:z|ze|za)\s | pobierz\soutlook | odesl(?:á|a)no\s(?:z|ze)\s | odoslan(?:é|e)\s(?:z|zo)\s | (?:z(?:í|i)skejte|st(?:á|a)hněte)\soutlook
          | (?:отправлено|послано|надіслано)\s(?:с|со|из|з|із|через)\s | dikirim\s | (?:küldve|στάλθηκε|trimis|nosūtīts|saadetud|išsiųsta|poslano)\s
          | 发自 | 發自 | 从我 | 從我 | 來自 | 来自 | 나의 | 내\s
        )",
    )
});
static SENT_AT_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:から送信|で送信|에서 보냄|에서 보냈습니다|发送|传送|傳送|beziehen|gönderildi|lähetetty)\.?[)>\]]*$",
    )
});

/// "Sent from my", whatever it is.
static OWN_DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[(<\[*_\s]*(?:sent from (?:my|a|mailbox)|from my|gesendet von meine[mr]|von meine[mr]|envoy(?:é|e) (?:de|depuis) mon|enviado desde mi|enviado d[oe] (?:o )?meu|inviato dal mio|verzonden vanaf mijn|verstuurd vanaf mijn|skickat från min|sendt fra min|wysłane z mojego|odesláno z mého|отправлено с моего)\b(?:\s+\S+){0,4}$",
    )
});

/// What it was sent from.
static DEVICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        \b(?:iphon|ipad|ipod|android)\S* | \b(?:ios|samsung|galaxy|huawei|xiaomi|redmi|pixel|nokia|motorola|moto|oneplus|oppo|sony|xperia|htc|lg|blackberry|windows\s?phone|windows\s(mail|10)|lumia
          | mobile?|mobil\S*|mobiel\S*|m(ó|o)vil|cellulare|celular|t(é|e)l(é|e)phone|telefon\S*|telefoon|tel(é|e)fono|telefone|handy|smartphone|smarttelefon|phone|tablet|appareil|ger(ä|a)t|dispositivo|device|macbook|mac
          | outlook|yahoo|gmail|gmx|web\.de|proton(mail)?|tutanota|tuta|aol|mail\.ru|orange|k-?9|thunderbird|airmail|spark|superhuman|mailbird|em\sclient|fairemail|aqua\smail|bluemail|nine|newton|edison|blackberry|mailspring|fastmail|hey|zoho|posteo|t-online|libero|mailo|mail\s(?:for|für|pour|para|per|voor|från|för|til|fra)|e-?mail\sapp|courrier\spour|avast|avg|e\.foundation|/e/|wp\.pl|onet|seznam|rocketmail|boxer|verizon|t-mobile|at&t|vodafone|telus|rogers|telekom
        )\b | iphone | ipad | 手机 | 手機 | スマートフォン | 邮箱",
    )
});

/// Prose that happens to begin so: it has a second clause with a person in it.
static PROSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:you|your|we|us|i'll|i've|i will|sie|ihnen|wir|uns|vous|nous|usted|noi|voi|jullie|wij)\b.*\b(?:will|have|can|could|should|would|need|want|please|today|tomorrow|yesterday|werden|können|haben|bitte|pouvez|avez|puede)\b|\?$",
    )
});

/// A line that is only an address on the web, wrapped from the line above.
static LINK: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[<(\[]?https?://\S+[>)\]]?\.?$"));

/// How long such a line is at most, in characters, links left out.
const LINE: usize = 110;

fn is_device_line(bare: &str) -> bool {
    static LINKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[<(\[]?https?://\S*[>)\]]?"));
    let linked = LINKS.is_match(bare);
    let bare = LINKS.replace_all(bare, "");
    let advertises = linked && bare.split_whitespace().count() <= 6;
    bare.chars().count() <= LINE
        && (OWN_DEVICE.is_match(&bare)
            || (SENT.is_match(&bare) || SENT_AT_END.is_match(&bare))
                && (advertises || DEVICE.is_match(&bare)))
        && !PROSE.is_match(&bare)
}

/// Marks a device's line where it ends what a person wrote (nothing of theirs follows before a quotation or the end,
/// but a further such line), or is a paragraph of its own.
fn mark_devices(lines: &mut [Line<'_>]) {
    let mut own_behind = false;
    for number in (0..lines.len()).rev() {
        match lines[number].kind {
            Kind::Blank | Kind::Signature => {}
            Kind::Quoted => own_behind = false,
            Kind::Own => {
                let bare = &lines[number].bare;
                let told = is_device_line(bare)
                    || LINK.is_match(bare) && number > 0 && is_device_line(&lines[number - 1].bare);
                let is_own =
                    |line: Option<&Line<'_>>| line.is_some_and(|line| line.kind == Kind::Own);
                let alone = !is_own(number.checked_sub(1).map(|before| &lines[before]))
                    && !is_own(lines.get(number + 1));
                if told && (!own_behind || alone) {
                    lines[number].kind = Kind::Signature;
                } else {
                    own_behind = true;
                }
            }
        }
    }
}
