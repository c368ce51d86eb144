//! Whether a machine answered: RFC 3834, what mail programs did before and beside it, and words in many languages.
//!
//! No single sign but the plainest decides. Signs are added up; what speaks for a person is taken off; and a message is
//! a machine's only from [`ENOUGH`] on. Taking a person for a machine loses their answer, which is the worst mistake;
//! taking a machine for a person costs a glance.

use std::sync::LazyLock;

use mail_parser::{Message, MimeHeaders};
use regex::{Regex, RegexSet};

use super::{folded, pattern, quote::Cut, sort, sort::Answer};

/// From how many points on it is a machine.
const ENOUGH: i32 = 3;
/// A sign that leaves no doubt.
const PLAIN: i32 = 6;

/// How much of the text is looked at, in bytes: a machine says what it is at the beginning.
const LOOKED_AT: usize = 3000;

/// Whether a machine answered.
pub(super) fn is_automatic(message: &Message<'_>, cut: &Cut, answer: Answer) -> bool {
    if is_read_receipt(message) {
        return true;
    }
    // Accepting or declining an invitation takes a person's hand. Whoever waits for that answer must see it.
    if sort::is_calendar_answer(message) {
        return false;
    }
    let text = folded(&cut.written[..cut.written.floor_char_boundary(LOOKED_AT)])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let subject = message.subject().unwrap_or_default();
    if reports_reading(subject, &text) {
        return true;
    }
    let said = said(&text);
    let titled = titled(subject);
    let header = header(message);

    // A notice that nobody asked for (an invoice, an alert) is made by a machine, but answers nothing.
    let answers = header.answers || titled > 0 || said > 0 || answer == Answer::ToUs;
    // An absence note that came through the list of a team, not a newsletter about being away.
    let note_to_a_team = titled >= ENOUGH
        && said >= 2
        && ["List-Unsubscribe", "Feedback-ID"]
            .iter()
            .all(|name| sort::field(message, name).is_none());
    let to_many = answer == Answer::ToMany
        && !header.answers
        && !note_to_a_team
        && (sort::is_listed(message) || titled + said + header.points < ENOUGH);
    if !answers || to_many {
        return false;
    }

    let mut points = header.points + said + titled;
    if !header.answers {
        // They quote our words, or ask: machines rarely do.
        let quotes = cut.quotes && !cut.written.is_empty();
        points -= i32::from(quotes && titled < ENOUGH);
        points -= i32::from(asks(&text));
        // A person's mail that a machine passed on, as it is or through a help desk.
        if header.passed_on && said < 2 && titled < ENOUGH {
            points -= PLAIN;
        }
    }
    points >= ENOUGH
}

/// A message disposition notification (RFC 8098): "your mail was displayed".
pub(super) fn is_read_receipt(message: &Message<'_>) -> bool {
    let report = message.content_type().is_some_and(|kind| {
        kind.subtype()
            .is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"))
            && kind
                .attribute("report-type")
                .is_some_and(|of| of.eq_ignore_ascii_case("disposition-notification"))
    });
    report
        || message.parts.iter().any(|part| {
            part.content_type().is_some_and(|kind| {
                kind.subtype()
                    .is_some_and(|subtype| subtype.eq_ignore_ascii_case("disposition-notification"))
            })
        })
}

/// The same without its form, as Exchange writes it to other systems: a title, and one sentence that the mail was read.
fn reports_reading(subject: &str, text: &str) -> bool {
    static READ: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:read|not read|gelesen|ungelesen|lu|non lu|leído|no leído|letto|non letto|gelezen|niet gelezen|läst|oläst|læst|lest|lido|não lido|luettu|przeczytane|přečteno|прочтено|прочитано|okundu|開封済み|已读|已讀)\s?[:：]",
        )
    });
    static WAS_READ: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:your message|ihre nachricht|votre message|el mensaje|su mensaje|il messaggio|uw bericht|a sua mensagem|sua mensagem|ditt meddelande|din meddelelse|meldingen|wiadomość|zpráva|сообщение).*(?:was (?:read|deleted)|wurde.*(?:gelesen|gelöscht)|a été (?:lu|supprimé)|(?:ha sido|fue) (?:leído|eliminado)|è stato (?:letto|eliminato)|is (?:gelezen|verwijderd)|(?:gelezen|verwijderd) op|foi lid[ao]|lästes|blev læst|ble lest|została? przeczytan|byla přečtena|прочитано)",
        )
    });
    READ.is_match(&folded(subject)) && WAS_READ.is_match(text)
}

/// What the header says.
struct Header {
    points: i32,
    /// It says that this is an answer.
    answers: bool,
    /// A person's mail may have been passed on by a machine, which then signed it.
    passed_on: bool,
}

/// Fields that only programs set that answer by themselves, whatever their value but a plain no.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(?: x-auto-?(?:reply|respond|responder|response|replied|respond-?from|reply-?from|generated|reply-?by) | x-mail-autoreply | x-mdauto\S* | x-autogenerated | auto-?(?:reply|response)
          | x-fc-machinegenerated | x-autorespond(?:er)?(?:-.*)? | x-vacation.* | x-oof.* | x-out-of-office.* | x-absence.* | x-pm-autoreply | x-auto-reply-.* | x-sieve-vacation
        )$",
    )
});
static NOBODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:no-?_?\.?-?reply|do-?_?\.?not-?_?\.?reply|donotreply|nicht-?antworten|ne-?pas-?repondre|no-?responder|noresponder|nao-?responda|non-?rispondere|auto-?(?:reply|responder|response|confirm|mat)|mailer-daemon|daemon|vacation|robot|bounces?|notifications?|system)(?:[+._-].*)?@",
    )
});

fn header(message: &Message<'_>) -> Header {
    let value = |name: &str| sort::field(message, name).map(|value| value.to_ascii_lowercase());
    let mut header = Header {
        points: 0,
        answers: false,
        passed_on: false,
    };
    // RFC 3834, section 5: the field's first word; a parameter or a comment may follow.
    let submitted = value("Auto-Submitted").unwrap_or_default();
    match submitted
        .split([';', '(', ' ', '\t'])
        .next()
        .unwrap_or_default()
    {
        "" | "no" | "auto-forwarded" => {}
        "auto-replied" | "auto-reply" | "auto_replied" => {
            header.points += PLAIN;
            header.answers = true;
        }
        _ => header.points += PLAIN - 1,
    }
    for (name, value) in message.headers_raw() {
        let value = value.trim();
        let denies = value.is_empty()
            || matches!(&*value.to_ascii_lowercase(), "no" | "none" | "false" | "0");
        if FIELD.is_match(name) && !denies {
            header.points += PLAIN - 1;
            header.answers = true;
        }
        if ["Precedence", "X-Precedence", "Preference"]
            .iter()
            .any(|of| name.eq_ignore_ascii_case(of))
        {
            match &*value.to_ascii_lowercase() {
                "auto_reply" | "auto-reply" | "autoreply" => {
                    header.points += PLAIN - 1;
                    header.answers = true;
                }
                "bulk" | "junk" => header.points += 1,
                _ => {}
            }
        }
    }
    if value("X-POST-MessageClass")
        .is_some_and(|class| class.starts_with('9') || class.contains("autoresponder"))
        || value("Delivered-To").is_some_and(|to| to.starts_with("autoresponder"))
        || value("X-Mailer")
            .is_some_and(|mailer| mailer.contains("vacation") || mailer.contains("autorespon"))
        || value("User-Agent")
            .is_some_and(|mailer| mailer.contains("vacation") || mailer.contains("autorespon"))
    {
        header.points += PLAIN - 1;
        header.answers = true;
    }
    // Exchange sets it on much that people write, so it says little, and on a person's "Re:" nothing.
    if value("X-Auto-Response-Suppress").is_some_and(|what| what != "none" && !what.is_empty())
        && !sort::is_answer_subject(message.subject().unwrap_or_default())
    {
        header.points += 1;
    }
    // RFC 3834, section 3.3: an automatic answer has no return address, so that nothing answers it.
    if value("Return-Path").is_some_and(|path| path == "<>") {
        header.points += 2;
    }
    if sort::sender(message).is_some_and(|sender| NOBODY.is_match(sender)) {
        header.points += 2;
    }
    let has = |name: &str| sort::field(message, name).is_some();
    let forwarded = has("X-Forwarded-For")
        || has("X-Forwarded-To")
        || has("Resent-From")
        || has("Resent-To")
        || has("X-MS-Exchange-Inbox-Rules-Loop")
        || submitted.starts_with("auto-forwarded");
    let desk = [
        "x-zendesk",
        "x-freshdesk",
        "x-fd-",
        "x-help-scout",
        "x-hs-",
        "x-servicenow",
        "x-helpscout",
        "x-otrs",
        "rt-ticket",
        "x-rt-",
        "x-front",
        "x-intercom",
        "x-kayako",
        "x-jira",
        "x-hubspot",
        "x-zammad",
        "x-znuny",
        "x-osticket",
        "x-gorgias",
    ];
    let mailer = value("X-Mailer").unwrap_or_default();
    let through_desk = message.headers_raw().any(|(name, _)| {
        desk.iter()
            .any(|desk| name.to_ascii_lowercase().starts_with(desk))
    }) || [
        "zendesk",
        "freshdesk",
        "otrs",
        "zammad",
        "znuny",
        "help scout",
        "helpscout",
        "osticket",
        "kayako",
    ]
    .iter()
    .any(|of| mailer.contains(of));
    header.passed_on = (forwarded || through_desk) && !header.answers;
    header
}

// --- The subject -----------------------------------------------------------------------------------------------------

/// Words that only a machine puts before a subject.
const MACHINE: &str = r"automatic (?:reply|response|answer|email)|auto(?:matic)?[- ]?(?:reply|response|responder|respond)\b|automated (?:reply|response|message|answer|e-?mail)|auto:|automatische (?:antwort|rückantwort|abwesenheitsnotiz|antwoord)|automatisch(?:e|er|es)? (?:antwort|antwoord|beantwortung|reactie|generierte|bericht|afwezigheidsbericht)|autoantwort|abwesenheits(?:notiz|meldung|nachricht|benachrichtigung|assistent|mail|info\S*|hinweis|agent)|abwesenheit:|réponse automatique|reponse automatique|réponse auto\b|message automatique|message d'absence|notification d'absence|avis d'absence|absence du bureau|absent du bureau|respuesta autom[áa]tica|autorrespuesta|contestación automática|mensaje automático|risposta automatica|messaggio automatico|autorisposta|autorisponditore|messaggio di assenza|afwezigheids(?:bericht|melding|assistent)|automatisk (?:svar|svarmelding|besked)|automatiskt? svar|autosvar|automatiskt (?:meddelande|frånvaro)|frånvaro(?:meddelande|assistent|besked)|fraværs(?:melding|besked|assistent|assistant)|frånvaro:|fravær:|resposta autom[áa]tica|mensagem autom[áa]tica|automaattinen (?:vastaus|poissaoloviesti)|automaattivastaus|poissaolo(?:viesti|ilmoitus|vastaus)|automatyczna odpowied[źz]|odpowiedź automatyczna|autoodpowiedź|automatická odpověď|automatická odpoveď|automatické upozornění|автоматический ответ|автоответ(?:чик)?|автоматична відповідь|автовідповідь|otomatik (?:yanıt|cevap)|automatikus válasz|răspuns automat|αυτόματη απάντηση|automatski odgovor|automatinis atsakymas|automātiskā atbilde|automaatvastus|samodejni odgovor|自動応答|自動返信|不在通知|自动回复|自動回覆|自动答复|자동 ?회신|자동 ?응답|부재중|מענה אוטומטי|תשובה אוטומטית|رد تلقائي|trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ";

/// Words for being away, which people use as well.
const AWAY: &str = r"out of (?:the )?office|out[- ]of[- ]office|\booo\b|\boof\b|away from (?:my|the) (?:office|mail|desk|e-?mail)|on (?:vacation|holiday|annual leave|leave|maternity leave|parental leave|pto)\b|currently (?:away|out|unavailable)|vacation (?:reply|message|notice|response)|holiday (?:reply|message|notice)|abwesend|nicht im büro|außer haus|im urlaub|urlaub:|absent|absence|en congés?|en vacances|hors du bureau|fuera de (?:la )?oficina|ausente|ausencia|de vacaciones|fuori (?:sede|ufficio)|assen(?:te|za)|in ferie|afwezig|niet aanwezig|niet op kantoor|met vakantie|ausência|fora do escritório|de férias|frånvar|inte på kontoret|på semester|semester|fravær|ikke på kontoret|ikke til stede|på ferie|på kontoret igen|poissa|lomalla|nieobecno|poza biurem|na urlopie|nepřítomnost|mimo kancelář|dovolen|neprítomnos|отсутств|в отпуске|вне офиса|відсутн|ofis dışında|izindeyim|irodán kívül|szabadság|în afara biroului|concediu|εκτός γραφείου|odsut|休暇|不在|外出|休假|מחוץ למשרד|خارج المكتب";

/// Titles of receipts and of questions whether one is human.
const RECEIPT: &str = r"^(?:support )?(?:request|message|ticket|case|inquiry|enquiry|e-?mail) (?:has been )?(?:received|created|opened|registered)|(?:your|the) (?:request|ticket|case|inquiry|enquiry|message|e-?mail|query) .*?(?:has been |was |is )?(?:received|created|opened|logged|registered)|(?:we(?:'ve| have)? )?received your (?:request|message|e-?mail|inquiry|enquiry)|thank(?:s| you) for (?:contacting|your (?:message|e-?mail|inquiry|enquiry|request|mail))|(?:ticket|case|request|incident|vorgang|anfrage|demande|solicitud|ticketnummer) ?(?:id|nr\.?|no\.?|number|n°)? ?[:#]|\[(?:ticket|case|request|incident)?[ #:-]*[a-z]{0,6}-?\d{3,}\]|eingangsbestätigung|empfangsbestätigung|ihre (?:anfrage|nachricht|e-?mail) .*?(?:eingegangen|erhalten)|accusé de réception|confirmation de réception|nous avons bien reçu|acuse de recibo|hemos recibido|conferma di ricezione|abbiamo ricevuto|ontvangstbevestiging|confirmação de recebimento|recebemos (?:a )?sua|bekräftelse|mottagningsbekräftelse|bekræftelse|vi har (?:mottatt|modtaget|mottagit)|potwierdzenie (?:otrzymania|odbioru)";
const CHALLENGE: &str = r"(?:verify|confirm|prove) (?:that )?(?:you(?:r| are|'re)) (?:a )?(?:human|e-?mail|message|identity|address|real person)|please (?:confirm|verify|authenticate) (?:your|yourself|that you)|(?:sender|message) (?:verification|authorization|authorisation|confirmation) (?:required|request)|your (?:message|e-?mail|mail) (?:to .{1,60} )?(?:is|has been|was) (?:being )?(?:held|quarantined|queued)|waiting for (?:your )?(?:verification|approval|confirmation)|action required: .{0,20}deliver|spamarrest|boxbe|absenderbestätigung|bestätigung erforderlich";

static TITLE: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        format!(r"^\W*(?:{MACHINE})|^\W*(?:{AWAY}) (?:auto-?reply|autoreply|reply|message|notification|response|assistant)\b"),
        // As a title of its own, before a colon, or in brackets; Notes: "Tom Baker is out of the office (returning …)".
        format!(r"^\W*(?:i(?:'m| am) |ich bin |je suis |ik ben )?(?:currently |derzeit |actuellement )?(?:{AWAY})[\p{{L}}]*\W*$|^\W*(?:{AWAY})[\p{{L}}]*\s?(?:[:：]|re:|-\s?re:|[–—-] |\()|\[(?:{AWAY})[\p{{L}}]*\]|^(?:auto: )?.{{2,60}} (?:is|ist|est|está|è) (?:out of the office|out of office|away|abwesend|nicht im büro|nicht im haus|absent\S*|fuera|ausente|fuori|assente)\b|^\W*(?:{AWAY})\b.{{0,15}}(?:until|till|bis|jusqu|hasta|fino|tot|até|t\.o\.m|til|through|from|vom|du|del|dal|van)\b"),
        format!(r"^\W*(?:{AWAY})"),
        RECEIPT.to_owned(),
        CHALLENGE.to_owned(),
        // The program's words behind the subject that it answers.
        format!(r"(?:[-–—:(\[]\s*)(?:{MACHINE})\W*$"),
    ])
    .expect("a pattern that is written here is one")
});

static TAGGED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^\W*\[(?:{AWAY}|{MACHINE}|(?:request|ticket|case|message) (?:received|created|opened)\])[^\]]*\]?"
    ))
});

fn titled(subject: &str) -> i32 {
    let folded = folded(subject);
    // A tag of the machine's own, before the subject that it answers: "[Out of office] Re: …".
    if TAGGED.is_match(&folded) {
        return ENOUGH;
    }
    let bare = sort::without_prefixes(&folded);
    let matched = TITLE.matches(bare);
    let points = match () {
        () if matched.matched(0) => 4,
        () if matched.matched(4) => 3,
        () if matched.matched(1) => 3,
        () if matched.matched(5) => 3,
        () if matched.matched(3) => 2,
        () if matched.matched(2) => 1,
        () => 0,
    };
    // Whoever answers a machine's answer keeps its title behind their own "Re:".
    if sort::is_answer_subject(&folded) {
        points / 4
    } else {
        points
    }
}

// --- The text --------------------------------------------------------------------------------------------------------

static SAID: LazyLock<[RegexSet; 4]> = LazyLock::new(|| {
    [
        // It says itself that it is a machine.
        &[
            r"\bthis (?:is|e-?mail is|message is|message was|e-?mail was|reply is|response is) (?:an? )?(?:auto(?:mated|matic|matically|mated system)?[- ]?(?:ally)? ?(?:generated|reply|response|message|e-?mail|answer|acknowledg\S+|notification|sent)|auto-?reply|auto-?response)",
            r"(?:automatically|automatisch|automatiquement|automáticamente|automaticamente|automatiskt|automatisk|automatycznie|automaticky|автоматически) (?:generated|created|sent|replied|erstellt|generiert|versandt|versendet|verschickt|erzeugt|généré|envoyé|generad|enviad|generat|inviat|gegenereerd|verzonden|gerad|genererat|genererad|skickat|genereret|generert|sendt|wygenerowan|wysłan|vygenerov|создано|сгенерировано|отправлено)",
            r"(?:dies(?:e|es)? (?:ist eine|e-?mail ist eine|nachricht ist eine) automatische|(?:ceci est un|ce message est un) (?:e-?mail |courriel |message |mail )?(?:automatique|réponse automatique)|este es un (?:mensaje|correo) (?:automático|generado)|questo è un messaggio automatico|dit is een (?:automatisch|geautomatiseerd)|(?:esta é uma|este é um[a]?) (?:mensagem|resposta|e-?mail) automátic|detta är ett (?:automatiskt|autosvar)|dette er (?:et|en) (?:automatisk|autosvar)|to jest (?:automatyczna|wiadomość wygenerowana)|это автоматическ|自動(?:返信|応答|送信)|自动回复|자동 ?(?:회신|응답|발송))",
            r"(?:^|[.!]\s*)(?:automatic reply|auto-?reply|automatische antwort|réponse automatique|respuesta automática|risposta automatica|automatisch antwoord|resposta automática|autosvar|automatiskt svar)\b",
            r"(?:click|follow|visit) (?:on )?(?:the|this) (?:link|button|url).*?(?:deliver|prove|verify|confirm|release|human)|to (?:ensure|complete) delivery|confirm (?:that )?you are (?:a )?(?:human|real)|prove (?:that )?you(?:'re| are) (?:a )?(?:human|real)|(?:uses|using|protected by) (?:a )?(?:challenge|spam ?arrest|boxbe|anti-?spam (?:verification|challenge))",
        ][..],
        // Away.
        &[
            r"out of (?:the |my )?office|\booo\b|away from (?:the|my) (?:office|desk|e-?mail|mail|computer)|(?:i am|i'm|i will be|i'll be) (?:currently |now |still )?(?:away|out|on (?:annual |maternity |parental |paternity |sick |medical )?(?:leave|vacation|holidays?|pto|sabbatical|a business trip)|travell?ing)|not in the office|(?:have|has) (?:no|limited|intermittent|only limited) access|limited access to (?:my )?e-?mail|our offices? (?:is|are|will be) closed|no longer (?:with|at|employed|working|work)",
            r"(?:nicht|außer) (?:im (?:büro|haus|dienst)|haus)|außer haus|abwesend|abwesenheit|im urlaub|in elternzeit|im mutterschutz|auf (?:dienst|geschäfts)reise|nicht (?:erreichbar|am platz|persönlich|zu erreichen)|keinen? zugriff auf (?:meine|e-?mails|mein)|nur (?:eingeschränkt|sporadisch|unregelmäßig)|nicht mehr (?:für|bei|im unternehmen|in unserem)",
            r"absent(?:e)?\b|en congés?|en vacances|hors du bureau|en déplacement|(?:pas|peu) (?:accès|disponible|joignable)|ne fais plus partie|ne travaille plus",
            r"fuera de (?:la |mi )?oficina|ausente|de vacaciones|de baja|no estar[ée]|fuori (?:sede|ufficio)|assente|in ferie|in vacanza|non (?:sarò|sono) in (?:ufficio|sede)|fora do escrit[óo]rio|de férias|estarei ausente|estou ausente",
            r"afwezig|niet (?:aanwezig|op kantoor|bereikbaar|in de gelegenheid)|op vakantie|met (?:vakantie|verlof)|(?:inte|ikke|ikkje) (?:på (?:kontoret|plats)|til ?stede|tilgjengelig|tillgänglig|anträffbar)|på semester|på ferie|(?:har|holder) (?:ferie|semester|fri)|frånvarande|fraværende|tjänstledig|föräldraledig|barsel|poissa|lomalla|toimistolla|nieobecn|na urlopie|poza biurem|nepřítom|na dovolené|mimo kancelář|отсутству|в отпуске|вне офиса|відсутн|відпустці|休暇|不在|外出中|休假|不在办公室|휴가|부재|izindeyim|ofis(?:te)? (?:dışında|değil)|szabadságon|concediu",
        ],
        // Whom to turn to instead, when it will be answered.
        &[
            r"(?:for|in) (?:an? )?(?:urgent|emergenc\S+|immediate|pressing|important|time-sensitive|case of urgency)|if (?:it is|it's|this is|the matter is|your (?:request|matter|message|e-?mail|inquiry) is|you (?:need|require|have)).*?(?:urgent|immediate|urgently|assistance|emergency|attention|help)|(?:please|kindly) (?:contact|reach out to|call|email|e-mail|get in touch with|direct|refer)|my colleagues?|in my absence|on my behalf",
            r"in dringenden|(?:bei|für) dringende|dringend|wenden sie sich (?:bitte )?an|(?:kontaktieren|erreichen) sie (?:bitte )?|meine(?:n)? (?:kolleg|vertret)|vertretung|vertritt mich|ihre (?:e-?mail|nachricht|mail) wird (?:nicht |bis )?(?:weitergeleitet|gelesen|bearbeitet|nicht)|nicht (?:automatisch )?weitergeleitet|en cas d'urgence|pour toute (?:demande )?urgen|urgent|veuillez (?:contacter|vous adresser)|(?:contacter|contactez|écrire à)|mes collègues|en mon absence",
            r"(?:en caso de|para (?:asuntos|cualquier|temas)).{0,20}urgen|pónganse en contacto|contacte|contactar|diríjase|urgenz|per (?:qualsiasi )?urgen|(?:potete|può|puoi|si prega di) (?:contattare|rivolg)|contattare|in caso di|em caso de|urgên|(?:por favor,? )?(?:entre em contato|contacte|contate)|spoed|dringende|neem (?:dan )?contact|(?:kunt|kan) u (?:contact|terecht|bellen)|contact opnemen|brådskande|ärenden|kontakta|haster|hastende|kontakt(?:e)?\b|kiireellis|pilny|kontakt z|naléhav|kontaktujte|срочн|обращайтесь|свяжитесь|緊急|至急|紧急|急事|긴급",
        ],
        // A receipt.
        &[
            r"(?:we|i)(?:'ve| have)? (?:successfully )?received your (?:\S+ ){0,2}(?:request|message|e-?mail|mail|inquiry|enquiry|ticket|query|correspondence|submission)|(?:your|this) (?:\S+ ){0,2}(?:request|message|e-?mail|ticket|case|inquiry|enquiry) (?:\S+ ){0,3}(?:has been|was|is) (?:\S+ )?(?:received|created|assigned|logged|opened|registered|forwarded)|a (?:new )?(?:support )?(?:ticket|case) (?:has been|was) (?:created|opened)|(?:ticket|case|reference|request|tracking) (?:number|id|no\.?|#)|acknowledg\S+ (?:receipt|of)|confirm\S* that we(?:'ve| have)? (?:got|received)|we(?:'ve| have)? got your (?:\S+ )?(?:request|message|e-?mail|inquiry|enquiry|ticket)",
            r"(?:one of our|a (?:member|representative)|our (?:team|support|staff|agents?)).*?(?:will|shall) (?:be|get|respond|reply|contact|review|reach|answer)|we (?:will|'ll|aim to|try to|strive to) (?:get back|respond|reply|answer|be in touch|contact).*?(?:soon|hours|days|shortly|possible)|(?:do not|don't|please do not) (?:reply|respond) to this|thank you for (?:contacting|reaching out|your (?:inquiry|enquiry|request|message|e-?mail|interest))|(?:being|will be) reviewed by (?:our|the)|to add (?:additional |further |more )?comments|we(?:'re| are) on it\b|reply above this line",
            r"(?:wir haben )?ihre (?:anfrage|nachricht|e-?mail|mail|mitteilung) (?:\S+ ){0,4}(?:erhalten|eingegangen|registriert)|(?:eingang|erhalt) ihrer|ticket-?nummer|vorgangsnummer|(?:nicht|bitte nicht) auf diese (?:e-?mail|nachricht|mail)|(?:schnellstmöglich|so schnell wie möglich|umgehend|in kürze) (?:\S+ ){0,3}(?:bearbeit|bei ihnen|melden|antwort|beantwort)|nous avons bien (?:reçu|enregistré)|(?:votre|vos) (?:demande|message|courriel|e-?mail) (?:\S+ ){0,3}(?:reçu|pris en compte|enregistré|transmis)|ne pas répondre à ce|dans les (?:meilleurs|plus brefs) délais",
            r"hemos recibido su|(?:su|tu) (?:solicitud|mensaje|consulta|correo) (?:\S+ ){0,3}recibid|no responda a este|a la (?:mayor )?brevedad|abbiamo ricevuto|(?:la sua|la tua|vostra) (?:richiesta|mail|e-?mail) (?:\S+ ){0,3}(?:ricevut|presa in carico)|non rispondere a questa|il prima possibile|(?:we hebben )?uw (?:bericht|e-?mail|aanvraag|vraag) (?:\S+ ){0,3}(?:ontvangen|in goede orde)|zo spoedig mogelijk|recebemos (?:a |o )?(?:sua|seu)|não responda|o mais breve|vi har (?:mottagit|modtaget|mottatt)|så snart (?:som )?(?:möjligt|muligt|mulig)|otrzymaliśmy|nie odpowiada|obdrželi jsme|мы получили|ваш(?:е|а)? (?:запрос|обращение|сообщение|заявка)|お問い合わせ(?:いただき|を受け)|受け付けました|已收到您|접수되었습니다",
        ],
    ]
    .map(|patterns| RegexSet::new(patterns).expect("a pattern that is written here is one"))
});

/// How much a text sounds like a machine.
fn said(text: &str) -> i32 {
    let [itself, away, instead, receipt] = SAID.each_ref().map(|set| set.is_match(text));
    let receipts = SAID[3].matches(text).iter().count();
    // Away and somebody else to turn to: an absence note. Either alone, a person says in passing.
    let note = i32::from(away) + i32::from(away && instead);
    let received = i32::from(receipt) + i32::from(receipts > 1);
    i32::from(itself) * 3 + note + received
}

/// Whether it asks something of the reader, as a person does.
fn asks(text: &str) -> bool {
    static COURTESY: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:urgent|questions|fragen|question|preguntas|domande|vragen|help|hilfe|emergency)[^.!?]{0,20}[?？]",
        )
    });
    static QUESTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"[?？؟](?:\s|$)"));
    QUESTION.is_match(text) && !COURTESY.is_match(text)
}
