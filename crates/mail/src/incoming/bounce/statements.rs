//! The statements that make a text a notice: "this could not be delivered", "this is still being tried".

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::words::plain;

/// Sentences by which a mail server says that it did not deliver, as fragments of meaning in many languages.
static FAILED: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?:could|can|was|were|is|has|have|had|did|will|be|wasn.t|couldn.t|can.t|cannot|not)(?: ?n.t| not)?(?: be| been)? (?:able to )?(?:be )?(?:deliver|reach|sen[dt]|transmit|forward)(?:ed|able)?\b.{0,60}(?:recipient|address|following|mailbox|destination|mobile|to:|@|because|one or more|user|domain|message|below)",
        r"(?:message|mail|e-?mail|letter|it)\b.{0,60}(?:could ?n.t|could not|cannot|can.t|can not|was not|wasn.t|has not been|not be|not) (?:be )?(?:deliver|sent|reach|transmit)",
        r"(?:unable|failed|not able|impossible|failure) (?:to )?(?:deliver|send|reach|transmit|relay)|(?:trying|attempting|tried) to deliver|error(?:s)? (?:has |have )?(?:occurred|delivering|while|sending)|trouble (?:delivering|sending)",
        r"(?:delivery|delevery|mail delivery|message delivery|transmission|transport)\b.{0,60}(?:fail|not possible|error|aborted|impossible|problem|unsuccessful|rejected)|fail(?:ed|ure) (?:to deliver|mail|recipient|delivery|permanently|notice|address)|permanent(?:ly)? (?:fatal )?(?:error|fail|deliver)|delivery (?:status )?(?:notification|report)",
        r"undeliver|not delivered|nondeliver|non-deliver|returned (?:to sender|mail|message)|returning (?:message|mail|to sender)|did not reach|not reach the following|(?:mail|message) (?:was |has been )?(?:returned|rejected|refused|bounced|blocked)|bounced? (?:message|mail)|(?:delivery|fatal|permanent|had) (?:\w+ )?(?:errors|problems)\b|cannot deliver|rejected (?:your|the|this) (?:message|mail|e-?mail|recipient)|was (?:automatically )?rejected",
        r"transcript of session|failed addresses|(?:following )?address(?:es|\(es\))? (?:failed|had|have|could|was|were)|rejected by (?:a |the )?(?:remote|recipient|server|mail)|unknown user|user unknown|user mailbox exceeds|delivery failed|invalid final delivery|no valid recipients|not a valid user|no such user|mail failure|incorrectly constructed|malformed address|sent (?:you )?mail to @",
        r"(?:nicht|nicht an .{0,40}) (?:zugestellt|zustellen|zustellbar|übermittelt|ausgeliefert|übertragen|gesendet werden)|unzustellbar|zustellung .{0,40}(?:fehlgeschlagen|nicht möglich|gescheitert)|zustellfehler|nicht zustellbar|fehler bei der zustellung|unzustellbare",
        r"n'a (?:pas )?(?:pu|été|pas été) .{0,16}(?:être |)?(?:remis|distribué|délivré|envoyé|transmis|livré)|n'a pas été (?:remis|distribué|délivré)|non remis|échec (?:de|d'|lors|permanent)|impossible de (?:remettre|distribuer|délivrer|transmettre|livrer)|non distribu|n'a pas pu|n'ont pas pu|non délivré",
        r"no (?:se )?(?:ha )?(?:pudo|podido|puede|ha sido posible|fue posible|pudieron) (?:ser )?(?:entreg|envi)|no (?:se )?(?:ha )?entreg|no (?:ha )?(?:podido|pudo) (?:ser )?entreg|error (?:en la|de) entrega|fallo (?:en la|de) entrega|no entregad|imposible (?:de )?entregar|no se ha podido|devuelto",
        r"não (?:p[ôo]de|foi poss[ií]vel|foi|pode|conseguiu) (?:ser )?(?:a )?(?:entreg|envi)|falha (?:na|de) entrega|não entregue|falhou (?:a|na) entrega|erro (?:na|de) entrega|devolvid",
        r"non (?:è|e'|e|sono|ha) (?:stato|stata|stati)? ?(?:possibile )?(?:recapit|consegn|inoltr)|non (?:può|possono|e' possibile|è possibile) (?:essere )?(?:recapit|consegn)|mancat[oa] (?:recapito|consegna)|impossibile (?:recapitare|consegnare|inviare)|non recapit|errore (?:di|nella) consegna|non consegnat|recapito non riuscito",
        r"(?:kon|kan|is|werd|konden|kunnen)(?: het bericht)? niet (?:worden )?(?:\w+ )?(?:afgeleverd|bezorgd|verzonden|besteld)|niet (?:afgeleverd|bezorgd|bezorgbaar)|onbestelbaar|bezorging .{0,20}mislukt|aflevering .{0,20}mislukt|onbezorgbaar",
        r"(?:nie (?:można|mogła|udało się|została|mogło)).{0,30}(?:dostarcz|wysł)|niedostarczon|nie dostarczono|zwrot (?:wiadomości|poczty)|(?:не может быть|не удалось|не (?:было|была|был)|невозможно) .{0,16}достав|не доставлен|недоставлен|ошибка доставки|сбой доставки|не отправлено",
        r"配信(?:でき|不能|エラー|に失敗|されません|不可)|送信(?:できません|エラー|に失敗|不能)|届け(?:られ|ることができ)|お届けでき|送れません|配達(?:でき|不能|されません)|(?:送達|配送)(?:でき|不能|され)|不達|返送|エラーメール",
        r"无法(?:投递|发送|送达|传递|传送)|投递失败|发送失败|退信|未能(?:送达|投递|发送)|退回|無法(?:傳送|傳遞|投遞|送達|寄達)|傳送失敗|寄送失敗|投遞失敗|전송(?:할 수 없|하지 못|되지|에 실패|실패)|전달(?:할 수 없|되지|하지 못|실패)|배달(?:할 수 없|되지|하지 못|실패)",
        r"kunde inte (?:levereras|skickas|nå)|(?:gick inte|går inte) att leverera|ej levererat|olevererbar|kunne ikke (?:leveres|sendes|afleveres)|ikke (?:leveret|levert)|blev ikke leveret|leveringsfejl|kan ikke leveres|ei voitu toimittaa|toimitus epäonnistui|ei voi toimittaa|(?:nelze|nebylo možné|nepodařilo se|nemohla být) .{0,30}doruč|nedoručiteln|nem (?:lehetett|sikerült|kézbesít)|kézbesíthetetlen|sikertelen kézbesítés|nu a putut fi (?:livrat|trimis)|(?:teslim|iletile|gönderile)[a-zçğıöşü]*(?:me|emedi)|iletilemedi|teslim edilemedi|δεν (?:ήταν δυνατή|παραδόθηκε|μπόρεσε)|не може да бъде|no s'ha pogut|ezin izan",
    ])
    .expect("the sentences are well-formed")
});

/// Sentences by which it says that it keeps trying.
static STILL_TRYING: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?:has|have) not yet been|not yet (?:been )?deliver|(?:has|have|is|was|been|be) (?:been )?(?:temporarily )?(?:delayed|postponed|deferred)\b|message delayed|delayed (?:for )?\d+ (?:hour|minute|day)|delivery (?:delayed|incomplete|is delayed|postponed)|delayed (?:mail|delivery|message)|delivery status notification \(delay|\(delay(?:ed)?\)|mail delivery delayed|delivery delay|delay(?:ed)? notification",
        r"(?:will|is going to|shall) (?:be |still |continue |keep |automatically )*(?:retried|retry|retrying|re-?tried|try(?:ing)? again|tried again|try(?:ing)? (?:to )?(?:re-?)?(?:deliver|send)\w*|(?:to )?try(?:ing)?\b|re-?attempt\w*|attempt(?:ed|ing)? (?:again|(?:to )?(?:re-?)?deliver\w*))|(?:continue|keep|still)(?: on)? (?:to )?(?:try|trying|attempt|be retried|being retried)|delivery attempts will continue|still (?:trying|being retried|awaiting)|retry for",
        r"warning (?:message )?only|this is (?:only )?a warning|(?:do|does) not need to re-?send|no need to re-?send|not (?:yet )?given up|advisory-only|no action is required on your part|transient (?:non-fatal|failure)|temporary (?:problem|failure|error)(?: delivering)?.{0,40}(?:retr|try|again)|temporary (?:problem|issue) deliver|transient error",
        r"(?:noch nicht|bisher nicht|verzögert|verzögerung).{0,40}(?:zugestellt|zustell|übermittelt)?|zustellung .{0,40}(?:verzögert|verspätet)|(?:wird|werden).{0,40}(?:weiter(?:hin)?|erneut|wiederholt).{0,20}(?:versuch|zu ?stell)|(?:remise|distribution|livraison).{0,40}(?:retard|différé|incomplète)|pas encore (?:été )?(?:remis|distribu)|nouvelles? tentatives?|réessa",
        r"(?:entrega|envío|mensaje).{0,30}(?:retras|demora|incomplet|pospuest)|seguir[áe]\w* intentando|volver[áe]\w* a intentar|se reintentar|(?:entrega|mensagem).{0,30}(?:atras|incomplet|adiad)|continuar[áa]\w* (?:a )?tent|tentar[áa]\w* novamente|(?:consegna|recapito|messaggio).{0,30}(?:ritard|rinviat|incomplet)|(?:continuer[àa]|riprover)\w*|nuovi tentativi|(?:bezorging|aflevering|bericht).{0,30}(?:vertraag|uitgesteld)|opnieuw (?:geprobeerd|proberen)|nog niet (?:afgeleverd|bezorgd)",
        r"opóźni|ponown\w+ prób|задерж|повторн\w+ попыт|будет повтор|遅延|遅れて|再送(?:を試|を行|いたし|します)|再試行|延迟|延遲|重试|重試|稍后再|지연|försen|forsink|viivästy|zpožděn|késik|késleltet|întârz|gecik",
    ])
    .expect("the sentences are well-formed")
});

/// Sentences by which it says that it has stopped trying.
static GAVE_UP: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?:giv(?:en|ing)|gave) up|given-up|permanent(?:ly)? (?:fatal |delivery )?(?:error|fail)|failed permanently|no (?:further|more|additional) (?:delivery )?(?:attempts?|retries|tries)|will (?:not|no longer|n.t|never) (?:be )?(?:retr|try|attempt|re-?tr)|won.t (?:be )?(?:retr|try)|not be retried|cannot be delivered|fatal error|undeliverable|returned to sender|returning (?:message|mail) to sender|retry timeout exceeded|has expired|delivery (?:has )?failed|delivery status notification \(failure\)",
        r"unzustellbar|endgültig|dauerhaft|fehlgeschlagen|échec définitif|définitivement|permanente|não (?:tentará|haverá)|definitiv|не будет|(?:これ以上|再送(?:しま|いた)せん)",
    ])
    .expect("the sentences are well-formed")
});

/// What makes a text a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letter {
    pub greets: bool,
    pub signs: bool,
}

/// A line that greets a reader, by name or not. "Hi. This is the …" is how a program begins.
static GREETING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^[ \t]*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|day|evening)|hallo|guten (?:tag|morgen)|moin|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|cher|chère|madame|monsieur|hola|buen[oa]s (?:días|tardes)|estimad[oa]s?|buongiorno|buonasera|gentile|egregi[oa]|ciao|olá|bom dia|boa tarde|prezad[oa]|caro|cara|beste|geachte|goedemorgen|goedendag|hej|kære|hei|bästa|dzień dobry|szanown\w+|witam|cześć|здравствуйте|добрый день|уважаем\w+)(?: [^,.!:;\n]{1,40})?[,!]|[^\n]{1,20}(?:様|さん)[、,]?[ \t]*\r?$|(?:你好|您好|尊敬的))")
        .expect("the expression is well-formed")
});

/// A line that takes leave.
static FAREWELL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?im)^[ \t]*(?:(?:(?:best|kind|warm|many|with (?:best|kind)) )*(?:regards|wishes)|best|cheers|thanks(?: a lot| again| and regards)?|thank you|many thanks|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|(?:mit )?(?:freundlichen?|besten?|lieben?|vielen?|herzlichen?|schönen?|viele|liebe|beste) (?:grü(?:ß|ss)en?|dank)|mfg|vg|lg|gruß|danke|(?:bien )?cordialement|bien à vous|merci|salutations|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|gracias|(?:cordiali|distinti) saluti|grazie|atenciosamente|cumprimentos|obrigad[oa]|abraços?|met vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt|(?:med )?(?:vänliga?|venlig|vennlig|bästa) h[äi]ls(?:ning(?:ar)?|en)|mvh|tack|pozdrawiam|z poważaniem|dziękuję|с уважением|спасибо)(?:[ ,.!][^\n]{0,40})?\r?$")
        .expect("the expression is well-formed")
});

/// Whether a text greets and takes leave as a letter does.
pub(super) fn greets(text: &str) -> Letter {
    let text = super::words::head(text, LONGEST_LETTER);
    Letter {
        greets: GREETING.is_match(text),
        signs: FAREWELL.is_match(text),
    }
}

/// Characters of a text that are looked at for a greeting.
const LONGEST_LETTER: usize = 5000;

/// Words of a summary: of what a filter holds back, of the mail of a day.
static ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"quarant|\b(?:daily|weekly|monthly|hourly|nightly|täglich|wöchentlich|quotidien|hebdomadaire|semanal|settimanal)\w*\b[^.;]{0,40}(?:report|summary|statistic|digest|overview|bericht|rapport|informe|relatório|resumen|delivery|mail)|(?:spam|junk|mail|message|delivery|queue) (?:summary|digest|statistics|overview)|(?:messages?|mails?) (?:are |were |being |have been )?held\b|release (?:it|them|this|the|all|message|mail)\b|\btop (?:\w+ )?(?:senders|recipients|domains)")
        .expect("the expression is well-formed")
});

/// Whether a text gives an account of the mail of many.
pub(super) fn gives_account(text: &str) -> bool {
    ACCOUNT.is_match(&plain(text))
}

/// Words for what the reader has sent.
static YOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\byour? (?:e-?mail|mail|message|letter)s? (?:to|was|could|has|did|cannot|wasn|couldn|is|addressed|sent|with|of|subject|below)|\b(?:message|mail|e-?mail)s? (?:that )?you (?:have )?sent|deliver your|\bihre? (?:e-?mail|mail|nachricht)|\bvotre (?:message|courriel|mail)|\bsu (?:mensaje|correo)|\bsua mensagem|\b(?:il )?(?:suo|vostro|tuo) messaggio|\buw bericht|お客様|您的邮件|ваше (?:письмо|сообщение)")
        .expect("the expression is well-formed")
});

/// Whether a text speaks of a message that its reader has sent.
pub(super) fn says_yours(text: &str) -> bool {
    YOURS.is_match(&plain(text))
}

/// Whether a text says that something was not delivered.
pub(super) fn says_failed(text: &str) -> bool {
    FAILED.is_match(&plain(text))
}

/// Whether a text says that something is still being tried, and does not say that it was given up.
pub(super) fn says_still_trying(text: &str) -> bool {
    let plain = plain(text);
    STILL_TRYING.is_match(&plain) && !GAVE_UP.is_match(&plain)
}
