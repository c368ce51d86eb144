//! Whether somebody asks to stop.
//!
//! "Yes" is done without asking the rep, so it is said only where the whole sense of a message is to stop: a short
//! message that asks for it, with no condition, question, negation or "but" that turns it. What merely may mean it is
//! proposed. Only a person's own words count: every quotation of our mail carries its "unsubscribe" link.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::{folded, pattern, sort};

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

/// Judges a message by its subject, by what was written and by the addresses to which it went.
pub(super) fn judge(subject: &str, written: &str, recipients: &[&str]) -> Verdict {
    let core = core(written);
    let said: Vec<&str> = sentences(&core);
    if TOKEN.is_match(subject) || recipients.iter().any(|to| MAILBOX.is_match(to)) {
        // Sent by our link. Only who takes it back in words is asked about.
        return if said.iter().any(|sentence| KEEP.is_match(sentence)) {
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
        match request(sentence) {
            // A line of one word in a long text is something else: code, an entry of a list.
            _ if words > SHORT && WORD.is_match(sentence) => {}
            Request::Plain => asked = asked.or(Some(sentence)),
            Request::Turned => {
                turned = true;
                mentioned = mentioned.or(Some(sentence));
            }
            Request::Mention => mentioned = mentioned.or(Some(sentence)),
            Request::None => {
                turned |= asked.is_some() && CONTRAST.is_match(sentence)
                    || WANTS_MORE.is_match(sentence)
                    || KEEP.is_match(sentence);
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
    for line in written.lines() {
        let bare = folded(line);
        let bare = bare.trim();
        if CLOSING.is_match(bare) && !core.is_empty() {
            break;
        }
        let greets = core.is_empty() && GREETING.is_match(bare);
        if !bare.is_empty() && !greets {
            core.push_str(bare);
            // Long lines are wrapped; a short one ends what it says.
            let wrapped = bare.chars().count() >= WRAPPED;
            core.push(if wrapped { ' ' } else { '\n' });
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

// --- One sentence ----------------------------------------------------------------------------------------------------

enum Request {
    /// It asks to stop, plainly.
    Plain,
    /// It asks, but something turns it: a condition, a question, a negation, another thing.
    Turned,
    /// It only has words of it.
    Mention,
    None,
}

/// A word that alone is the request.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\W*(?:please\s|bitte\s|pls\s|s'il\svous\spla(?:î|i)t\s|por\sfavor,?\s|per\sfavore,?\s|graag\s)?\W*(?:
            un-?sub(?:scribe)?(?:d|\sme|\sus)? | stop | stopp | remove(?:\sme|\sus)? | opt[-\s]?out | take\sme\soff | cancel | quit | end | no\smore | stop\sit | stop\sthis | delete\sme | leave\sme\salone
          | abmelden | abmeldung | abbestellen | abbestellung | austragen | löschen | stornieren
          | d(?:é|e)sabonne[rz]?(?:[-\s]moi)? | d(?:é|e)sabonnement | d(?:é|e)sinscription | d(?:é|e)sinscri(?:re|vez-moi) | se\sd(?:é|e)sabonner | arr(?:ê|e)t(?:ez)?
          | (?:de\s)?baja | darme\sde\sbaja | dar\sde\sbaja | cancelar(?:\ssuscripción)? | desuscribir(?:me|se)? | desuscripción | anular
          | cancella(?:mi|temi|zione|rmi)? | disiscri(?:vimi|vetemi|zione|vermi) | rimuovi(?:mi)? | basta
          | uitschrijven | afmelden | afmelding | uitschrijving | opzeggen | verwijderen
          | descadastrar(?:[-\s]me)? | descadastro | cancelar\sinscrição | desinscrever | remover | sair
          | avregistrera(?:\smig)? | avprenumerera | avregistrering | avbeställ | afmeld(?:\smig)? | frameld(?:\smig)? | afmelding | avmeld(?:\smeg)? | meld\smeg\sav | avslutt
          | peruuta(?:\stilaus)? | lopeta | wypisz(?:\smnie)? | wypisać | wypisanie | rezygnuję | odhlásit | odhlaste\smě | odhlášení
          | отписаться | отписка | отпишите\sменя | отпишите | стоп | відписатися | leiratkozás | dezabonare | dezabonați-mă | iptal | abonelikten\sçık | διαγραφή
          | 退订 | 退訂 | 取消订阅 | 取消訂閱 | 配信停止(?:希望)? | 購読解除 | 解除 | 수신거부 | 구독\s?취소
        )\W*(?:please|now|immediately|bitte|sofort|svp|stp|por\sfavor|gracias|merci|thanks|thank\syou|danke|grazie|dank|tack|tak|me)?\W*$",
    )
});

/// Requests in the form of a sentence, by language.
static ASKS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        // English
        r"\b(?:please|pls|plz|kindly|just|to|must|now|and|so|,|^)\s*,?\s*(?:immediately |now )?un-?subscribe(?:\s*[.!]*$| (?:me|us|this|my|from|immediately|now|asap|please|our|at once|right away|thank|and)\b)",
        r"^\W*un-?subscribe (?:me|us|this|from|immediately|now|please|asap)\b",
        r"\b(?:want|wish|like|need|request|asking|asked|love|prefer) (?:to )?(?:be )?(?:unsubscribed?|removed|taken off|opt(?:ed)? out|deleted)\b",
        r"\bget (?:me|us) off\b|\b(?:remove|delete|erase|take) (?:it|that|them|all of (?:it|them))\b.*?\b(?:from|off)\b.*?\b(?:lists?|mailings?|newsletters?|database|distribution|records|system|crm)\b|\b(?:request|ask for|demand) (?:the |my |our |immediate )*(?:removal|deletion)\b|\b(?:remove|delete|take|drop|strike|scratch|exclude|erase|purge|unlist)\s+(?:me|us|my (?:name|e-?mail|address|e-?mail address|details|data|contact\S*)(?: (?:details|address|data|information))?|this (?:e-?mail|address|e-?mail address|account)|our (?:company|address|e-?mail|details|e-?mail addresses?))\b(?:.*?\b(?:from|off|out of|of)\b.*?\b(?:lists?|mailings?|newsletters?|database|distribution|e-?mails?|updates?|records|system|mailing-?list|subscription|subscribers|files|crm|marketing|this|these|it|here|future)\b|\W*(?:please|now|immediately|asap|at once|completely|permanently|off|thanks|thank you)?\W*$)",
        r"\b(?:please|kindly)\b.*?\b(?:remove|delete) (?:me|us)\b",
        r"\bstop (?:\S+ly )?(?:sending|e-?mailing|mailing|contacting|writing|bothering|spamming|messaging|harassing|pestering|with)\b.*?\b(?:me|us|these|this|your|any|it|to|stuff|emails?|mails?|spam|junk|newsletters?|such|that)\b",
        r"\bstop (?:these|the|your|all|this|any)\s*(?:(?:annoying|marketing|spam|unwanted|stupid|damn|further|fucking|bloody)\s*)*(?:e-?mails?|newsletters?|mails?|messages?|spam|mailings?|emailing|mailing|communications?|nonsense|crap)\b",
        r"^\W*(?:please,? )?stop(?: (?:it|this|that|now|already|immediately|please|at once))*\W*$",
        r"\b(?:do not|don't|dont|no longer|not|never)(?: \S+){0,1} (?:want|wish|like|care|need|desire)(?: to)?(?: \S+)? (?:receive|receiving|get|getting|be (?:contacted|e-?mailed|on|bothered|part of)|hear from|these|your|any|this|such|more|e-?mails?|newsletters?)\b",
        r"\b(?:do not|don't|dont|never)\s+(?:ever )?(?:send|e-?mail|contact|mail|write|message|bother|spam)(?: to)? (?:me|us|any|anything|this|these)\b",
        r"\bno more (?:e-?mails?|newsletters?|mails?|messages|mailings?|spam|of (?:this|these))\b",
        r"\bopt(?:ing)? (?:me |us )?out\b|\bopt-out\b|\bcancel (?:my|our|this|the) (?:subscription|newsletter|mailings?)\b|\bleave (?:me|us) alone\b|\b(?:revoke|withdraw) (?:my|our) (?:consent|permission)\b|\bend (?:my|this) subscription\b|\bcease (?:and desist|all|sending|contact)\b",
        // German
        r"\b(?:aus|von|vom) (?:\S+ )?(?:\S+ )?(?:verteiler|mailverteiler|e-?mail-?verteiler|verteilerliste|mailingliste|mailing-?list\S*|newsletter(?:-?\S+)?|liste|adressliste|e-?mail-?liste|datenbank|kartei|system|empfängerliste|adressverteiler|abonnement|abo)\b.*?\b(?:nehmen|nimm|streichen|löschen|entfernen|austragen|raus\S*|herausnehmen|herausnehmt|heraus|abmelden|ab|aus|entfernt|gelöscht|gestrichen|abgemeldet|werden)\b",
        r"\b(?:nehmen sie|nimm|nehmt|streichen sie|streich|löschen sie|lösch|löscht|entfernen sie|entfernt|entferne|tragen sie|trag|tragt|melden sie|melde) (?:bitte )?(?:mich|uns|meine|meinen|diese|unsere)\b.*?\b(?:aus|von|vom|ab|raus|heraus|adresse|daten|verteiler|liste)\b",
        r"\b(?:keine|keinerlei|nicht mehr|nie wieder|nichts mehr)\b.*?\b(?:mails?|e-?mails?|newsletter|werbung|nachrichten|zusendung(?:en)?|post|infos?|informationen|angeschrieben|belästig\S+)\b.*?\b(?:mehr|wünsche|möchte|erhalten|senden|schicken|bekommen|zusenden|zuschicken|bitte|haben|werden|kontaktieren|schreiben)?\b",
        r"\b(?:bitte(?: ich)?|ersuche(?: ich)?|fordere|beantrage|wünsche) .*?\b(?:löschung|streichung|entfernung|austragung|abmeldung)\b|\b(?:schicken|senden|schick|sende|schreiben|kontaktieren) (?:sie )?(?:mir|uns|mich)\b.*?\b(?:nichts|keine|nicht)\b|\bwiderspr(?:eche|uch)\b.*?\b(?:werb|nutzung|verwendung|zusendung|verarbeitung|daten|e-?mail)|\b(?:abmelden|austragen|abbestellen|abgemeldet werden)\W*(?:bitte|danke)?\W*$|\b(?:melde|bestelle) (?:ich )?(?:mich |den |ihren |diesen |hiermit )+.*?\bab\b|\bhiermit (?:melde|bestelle|kündige)\b|\babbestellen\b",
        // French
        r"\b(?:me |nous |m'|être )?d(?:é|e)s(?:abonn|inscri)\S+(?:[- ](?:moi|nous))?\b",
        r"\b(?:retire[rz]?|enleve[rz]?|enlève[rz]?|supprime[rz]?|ôte[rz]?|raye[rz]?|effacer?z?|sortez|merci de (?:me |nous )?(?:retirer|supprimer|enlever|rayer|sortir|ôter))[- ]?(?:moi|nous|mon|notre|mes|de|cette|ce)?\b.*?\b(?:liste|listes|diffusion|base|newsletter|lettre|fichiers?|mailing|envois?|adresse|contacts?|destinataires|mails?)\b|\b(?:retirez|enlevez|supprimez|rayez|sortez)-(?:moi|nous)\b",
        r"\b(?:ne |n')(?:\S+ ){0,2}(?:plus|pas)\b.*?\b(?:recevoir|envoyer|écrire|contacter|solliciter|être (?:contacté|sollicité))|\bne (?:m'|nous )?(?:envoyez|écrivez|contactez|sollicitez)(?:[- ]\S+)? (?:plus|pas)|\b(?:arrêtez|cessez|stop)\b.*?(?:de (?:m'|nous)|d'envoyer|vos|les|ces|mails?|envois|newsletter|spam)|\bplus (?:de|aucun) (?:mails?|newsletters?|courriels?|messages?|pub)\b",
        // Spanish, Portuguese
        r"\b(?:darme|dame|denme|déme|deme|dadme|darnos|dennos|dar|dé|den|causar|me den|me dé|solicito la|quiero la)(?: (?:me|nos))? (?:de )?baja\b|\bdesuscr[ií]b\S*|\bdesuscripci\S+|\bcancel(?:ar|en|e|a) (?:mi |la |esta )?(?:suscripci[óo]n|inscripci[óo]n)|\b(?:elim[ií]n|b[óo]rr|qu[ií]t|s[áa]qu|s[áa]c|ret[ií]r|bórre)(?:en|e|a|ar|enme|eme|ame|arme|uenme|ueme)(?:me|nos)?\b.*?\b(?:lista|base|correo|bolet[íi]n|newsletter|datos|env[íi]os?)\b|\bno (?:quiero|deseo|queremos|deseamos|me interesa)\b.*?\b(?:recibir|seguir|m[áa]s|que me)\b|\bno (?:me |nos )?(?:env[íi]en|manden|escriban|env[íi]e|mande|escriba|contacten)(?:me|nos)? m[áa]s\b|\bdejen? de (?:enviar|mandar|escribir)\S*",
        r"\bdescadastr\S+|\bdesinscrev\S+|\bdesinscri\S+|\b(?:cancel(?:ar|em|e)|anular|remover) (?:a |o |minha |meu |a minha )*(?:inscri[çc][ãa]o|assinatura|subscri[çc][ãa]o|cadastro|registo)|\b(?:remov(?:a|er|am|e)|retir(?:e|em|ar|a)|tir(?:e|em|ar|a)|exclu(?:a|am|ir)|apagu?e?m?)[- ]?(?:me|nos|o meu|meu|este)?\b.*?\b(?:lista|base|cadastro|e-?mail|mailing|newsletter|contatos?)\b|\bn[ãa]o (?:quero|desejo|queremos|pretendo|gostaria)\b.*?\b(?:receber|mais)\b|\bn[ãa]o (?:me |nos )?(?:envi|mand|escrev)(?:em|e|am|a)(?:-me)? mais\b|\bpare(?:m)? de (?:me |nos )?(?:enviar|mandar|escrever)|\bsair (?:da|desta) lista",
        // Italian
        r"\b(?:chiedo|richiedo|chiediamo|prego|solicito|solicitamos|peço|pedimos|verzoek|verzoeken)\b.*?\b(?:cancellazione|rimozione|disiscrizione|eliminación|cancelación|baja|remoção|exclusão|descadastramento|cancelamento|verwijdering|uitschrijving)\b|\b(?:cancella|cancellate|cancelli|cancellare|rimuov\S+|togli\S*|eliminat?e?|elimina|eliminare)(?:mi|temi|telo|rmi|te|ci)?\b.*?\b(?:lista|liste|mailing|newsletter|database|indirizz\S+|elenco|mail|nominativo|iscrizione|contatti)\b|\b(?:cancell(?:ami|atemi|armi|arci|ateci)|rimuov(?:imi|etemi|ermi)|tog(?:limi|lietemi|liermi)|disiscriv\S+|disiscrizione|disdire l'iscrizione|annullare l'iscrizione)\b|\bnon (?:voglio|desidero|vogliamo|desideriamo|intendo|gradisco)(?: più)? (?:ricever\S+|essere contattat\S+|le vostre|altre)\b|\bnon (?:mi |ci )?(?:inviate|mandate|scrivete|inviat|mandat|contattate)(?:emi|mi|eci|ci)? più\b|\bsmette(?:te|tela)\b.*?\b(?:di|inviar|mandar|scriver)",
        // Dutch
        r"\b(?:wil|willen|graag|kunt u|kun je|kan ik|wens|bitte|gelieve)\b.*?\b(?:uitschrijven|afmelden|uitgeschreven|afgemeld|uitschrijf|verwijder(?:en|d)|opzeggen)\b|\b(?:schrijf|meld) (?:mij|me|ons) (?:\S+ )?(?:uit|af)\b|\b(?:haal|verwijder|schrap|gooi)\S* (?:mij|me|ons|mijn|dit|onze)\b.*?\b(?:lijst|mailinglijst|verzendlijst|bestand|nieuwsbrief|mailing|database|adres|gegevens)\b|\bgeen\b.*?\b(?:mails?|e-?mails?|nieuwsbrie\S+|berichten|reclame|mailings?|post)\b.*?\b(?:meer|ontvangen|sturen)?\b|\bniet (?:langer|meer)\b.*?\b(?:ontvangen|mailen|benaderd|sturen|aanschrijven)|\bstop(?: \S+)? met\b.*?\b(?:mailen|sturen|mails?|toesturen)|\bvan (?:de|uw|jullie|deze) (?:\S+ )?(?:mailing)?lijst (?:af|halen|verwijderen)",
        // Swedish, Danish, Norwegian
        r"\b(?:avregistrera|avprenumerera|avanmäl|frameld|afmeld|avmeld|afmelde|avmelde)\S*\b|\b(?:avsluta|avbryt|säg upp)\b.*?\bprenumeration|\b(?:ta bort|stryk|radera|fjern|slet|slett|ta) (?:mig|oss|meg|min|mit|mitt)\b.*?\b(?:lista|listan|listen|utskick\S*|e-?post\S*|mejl\S*|nyhetsbrev\S*|nyhedsbrev\S*|maillist\S*|adress\S*|mailadresse|register|registret|databas\S*|database\S*)|\b(?:ta bort mig|slet mig|fjern mig|fjern meg|slett meg)\W*(?:tack|tak|takk)?\W*$|\bmeld(?:e|er)? (?:mig|meg|oss)\b.*?\b(?:af|av|fra|ut|ud)\b|\b(?:sluta|slut|stopp|stop|slutt)\b.*?\b(?:skicka|maila|mejla|sende|maile|med)\b|\b(?:vill|ønsker|önskar|vil)\b.*?\b(?:inte|ikke|ej)\b.*?\b(?:ha|motta|modtage|få|längre|lenger|længere|flere|fler|mere)|\b(?:inga fler|ikke flere|ingen flere|inte fler)\b.*?(?:mejl|mail|utskick|nyhetsbrev|nyhedsbrev|e-post)",
        // Polish, Czech, Slovak
        r"\bwypis(?:a|z|u)\S*|\b(?:proszę|prosze)\b.*?\busun\S+|\busu(?:ń|ńcie|nąć|nięcie|niecie|nac)\b.*?\b(?:mnie|mój|moj|moje|adres\S*|list\S*)|\bnie (?:chcę|chce|życzę sobie|zycze sobie)\b.*?\b(?:otrzym|dosta|wiadomo|maili|newsletter)\S*|\brezygnuj\S*\b|\bproszę (?:o )?(?:nie )?(?:wysyła\S*|przysyła\S*)|\bodhl(?:á|a)s\S+|\bodhl(?:á|a)š\S+|\b(?:vyřa\S+|odstra\S+|vymaž\S+)\b.*?\b(?:mě|mne|seznam\S*|databáz\S*|adres\S*)|\b(?:nepos(?:í|i)l\S+|nepřeji si|nechci)\b.*?\b(?:další|dále|dostávat|maily|e-?maily|mi|už|newsletter\S*|zasíl\S*)",
        // Russian, Ukrainian
        r"отпи(?:с|ш)\S+|відпи(?:с|ш)\S+|удалите (?:меня|мой|нас|наш)|исключите (?:меня|мой|нас)|уберите (?:меня|нас)|видаліть (?:мене|мою)|(?:больше )?не (?:присылайте|шлите|пишите|отправляйте|высылайте|хочу получать|надсилайте)|прекратите (?:рассылку|присылать|слать|отправ\S+)",
        // Finnish, Turkish, Hungarian, Romanian, Greek
        r"\b(?:peru(?:kaa|utta\S*|uttakaa)?|lopettakaa|lopeta) (?:\S+ )?(?:tilau\S+|uutiskirj\S+|postit\S*|lähett\S+)|\bpoista(?:kaa)? (?:minut|minun|meidät|osoitteeni)\b|\ben halua\b.*?\b(?:viestejä|postia|uutiskirj\S+)|\babonelikten çık\S*|\blisteden (?:çıkar|sil)\S*|\be-?posta (?:göndermeyin|almak istemiyorum)|\bleiratkoz\S+|\b(?:töröljenek|iratkoztassanak|vegyenek) (?:le|ki)?\b|\bdezabon\S+|\bștergeți\S*\b.*?\blist\S+|\bnu mai (?:doresc|vreau) să (?:primesc|mai)|διαγρ(?:ά|α)ψτε|διαγραφ(?:ή|εί|ώ)|απεγγραφ",
        // Chinese, Japanese, Korean
        r"退订|退訂|取消订阅|取消訂閱|(?:请|請)?(?:不要|别|勿|停止)(?:再)?(?:给我|給我|向我)?(?:发|發|寄|发送|發送)|(?:将|把)我.*?(?:移除|删除|刪除)|配信(?:を)?(?:停止|解除|不要)|(?:購読|登録|メルマガ)(?:を)?(?:解除|停止|やめ)|送らないで|수신 ?거부|구독(?:을)? ?(?:취소|해지)|보내지 ?(?:마|말)",
    ])
    .expect("a pattern that is written here is one")
});

/// Words of it, in a sentence that does not ask.
static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bun-?subscri\S+|\bopt(?:ed|ing)? out\b|\b(?:remove|take|drop) (?:me|us|my)\b.*?\b(?:from|off)\b|\b(?:mailing|distribution) list\b|\bstop (?:sending|e-?mailing|mailing)\b|\b(?:too many|fewer|less) (?:e-?mails|mails|newsletters)\b|\babmeld\S+|\babbestell\S+|\bverteiler\b|\baustragen\b|\bmailing-?lijst|\buitschrijv\S+|\bafmelden\b|\blista de correo|\bmailing-?list\b|\bliste de diffusion|\b(?:is|are|this|das ist|c'est du|consider(?:ed)? (?:this|it)?) spam\b|\breport\S* (?:this|you|it) as spam",
    )
});

/// A negation before the request: "please do not remove me".
static NEGATED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:don't|do not|dont|didn't|did not|never|not|please not|no need to|without|won't|will not|haven't|nicht|ohne|kein grund|ne|pas|jamais|sans|no|nunca|sin|non|mai|senza|niet|nooit|zonder|não|nunca|sem|inte|aldrig|utan|ikke|aldri|uden|uten|nie|ne|не)\s+(?:(?:want|wanted|wish|mean|meant|like|asked|to|be|you|me|please|ever|yet|need|have|going|ich|mich|uns|bitte|me|nous|vous|nos|mi|ci|ons|mij)\s+){0,4}(?:un-?subscrib\S*|remov\S+|tak(?:e|en|ing) (?:me |us )?off|delet\S+|drop\S*|opt|abmelden|austragen|abbestellen|löschen|streichen|entfernen|d(?:é|e)s(?:abonn|inscri)\S*|retir\S+|supprim\S+|enlev\S+|dar(?:me|nos)? de baja|den de baja|cancell\S+|rimuov\S+|togli\S+|uitschrijv\S+|uitschrijf|afmeld\S+|verwijder\S*|descadastr\S+|remov\S+|avregistrera|avprenumerera|ta bort|afmeld\S*|frameld\S*|avmeld\S*|slet\S*|fjern\S*|wypis\S+|usuw\S+|odhlás\S*|удаля\S+|отписыва\S+)|\bnicht (?:mehr )?(?:aus|von|vom) (?:dem |der |ihrem |ihrer |eurem |deinem )?|\bniet (?:uit|van) (?:de|uw|jullie)\b",
    )
});
/// "I do not want to miss", "no longer want to receive them at my old address": what a negation of wanting is about.
static MISS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:miss|lose|verpassen|verlieren|manquer|perder|perdere|missen|gå miste)\b")
});
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:if|unless|in case|as long as|otherwise|or else|wenn|falls|sofern|es sei denn|solange|ansonsten|si vous|si c'est|si ce|sauf si|à moins|sinon|au cas|si no|si es|si va|a menos|en caso|se non|se è|qualora|a meno|tenzij|indien|als (?:je|u|jullie|het|dit|er)|anders|se (?:você|vocês|não|for)|caso|a não ser|om (?:ni|du|det|inte)|annars|hvis|med mindre|ellers|jeśli|chyba że|pokud|если|иначе|якщо)\b|\bor (?:else |please |just |simply )?(?:remove|un-?subscribe|take|stop|delete)\b|\boder (?:\S+ )?(?:nehmen|streichen|löschen|entfernen)|\b(?:less often|less frequent\S*|not so often|seltener|nicht so oft|moins souvent|menos a menudo|meno spesso|minder vaak)\b",
    )
});
static POLITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:can|could|would|will|may) (?:you|i|someone|we|somebody)\b|\bwould you mind\b|\b(?:können|könnten|würden|kannst|könntest|könnt|kann|darf) (?:sie|du|ihr|ich|man)\b|\b(?:pouvez|pourriez|peux|pourrais|pouvons)[- ](?:vous|tu)\b|\b(?:podr[ií]a[ns]?|puede[ns]?|pueden|podéis)\b|\b(?:può|puoi|potete|potreste|potrebbe|posso)\b|\b(?:kunt u|kun je|kunnen jullie|zou u|wilt u|wil je)\b|\b(?:poderia[m]?|pode[m]?|você pode)\b|\b(?:kan|kunde|kunne|vil) (?:du|ni|i|dere|jeg|jag)\b|\bczy (?:możecie|może|mogą)|\bmůžete\b|\bможете\b",
    )
});
static HOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:how (?:do|can|to|would|does|should|come)|where (?:do|can|is)|why|what happens|is there|wie (?:kann|melde|geht|bestelle|trage|komme|lässt)|wo (?:kann|finde)|warum|comment|pourquoi|où|c[óo]mo|d[óo]nde|por qué|come (?:posso|faccio|si)|dove|perché|hoe (?:kan|meld|schrijf|moet)|waar|waarom|como (?:fa[çc]o|posso|é)|onde|hur (?:kan|gör|avregistrerar)|hvordan|hvor(?:dan|for)?|jak|как (?:мне|отпис)|як)\b",
    )
});
/// Something else than our mail is meant.
static OTHER_THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:cc|bcc|carbon copy|in copy|thread|meeting|call|invite|invitation|calendar|webinar|event|events|order|quote|quotation|project|chat|slack|loop|agenda|guest ?list|waiting ?list|wait ?list|short ?list|price ?list|attendees?|participants?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|besprechung|termin|sitzung|einladung|bestellung|kopie|montag|dienstag|mittwoch|donnerstag|freitag|r[ée]union|invitation|commande|copie|rendez-vous|reuni[óo]n|invitaci[óo]n|pedido|riunione|invito|ordine|vergadering|afspraak|uitnodiging|bestelling|reuni[ãa]o|encontro|möte[t]?|mødet?|møtet?|inbjudan|invitasjon)\b",
    )
});
/// Somebody or something else is to go: a colleague, an old address, customers of theirs.
static SOMEBODY_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:remove|un-?subscribe|take|delete|drop|nehmen sie|nimm|streichen sie|löschen sie|retirez|supprimez|désabonnez|désinscrivez|elimin\S+|den de baja a|cancell\S+|rimuov\S+|verwijder\S*|schrijf|haal)\s+(?:please |bitte |as well )?(?:my|our|the|meine[nr]?|unsere[nr]?|mon|ma|notre|mes|a mi|mi|il mio|la mia|mijn|onze|him|her|them|ihn|sie)\s+(?:\S+\s+)?(?:colleagues?|co-?workers?|boss|assistant|predecessor|successor|wife|husband|partner|kolleg\S*|chef\S*|vorgänger\S*|mitarbeiter\S*|collègues?|colegas?|collegh?[aei]|collega'?s?)\b|\b(?:old|former|previous|other|second|alte[ns]?|ehemalige[ns]?|andere[ns]?|ancienne?|autre|antigu[oa]|otr[oa]|vecchi[oa]|altr[oa]|oude|andere|antig[oa]|outr[oa]|gamla|gamle|andra|anden|stare?|старый)\s+(?:e-?mail|mail|address|adresse?|account|one|dirección|correo|indirizzo|adres|endereço|mejl\S*|collegue|colleague|kolleg\S+|colega|collega|collègue)|\b(?:our|their|your|my) (?:customers?|clients?|users?|subscribers|readers|people|kunden|clients|members)\b|\b(?:customers?|clients?|people|users|subscribers|readers|kunden|leute|abonnenten|clienti|clientes|klanten|kunder)\b.{0,20}\b(?:un-?subscrib|opt|abmeld|abbestell|remov|uitschrijv|désabonn|darse|cancell|melden)",
    )
});
/// A word that marks our mail as what is meant, whatever else is named.
static OUR_THING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:mailing ?lists?|(?:e-?mail|distribution|marketing|contact) lists?|newsletters?|database|verteiler|newsletter|mailingliste|liste de diffusion|lista de (?:correo|distribuci[óo]n|distribuição)|mailinglijst|nieuwsbrief|nyhetsbrev\S*|nyhedsbrev\S*|boletín)\b",
    )
});
/// What turns a request: "but keep", "instead". Before a request ("Thanks, but …") it turns nothing.
static CONTRAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:but|however|instead|except|only|rather|keep|still|although|though|just (?:the|send|once)|aber|sondern|jedoch|außer|stattdessen|nur|behalten|lieber|weiterhin|dafür|mais|sauf|plutôt|gardez|seulement|cependant|pero|sino|excepto|salvo|s[óo]lo|solamente|ma|però|tranne|invece|solo|soltanto|maar|behalve|liever|alleen|wel|mas|exceto|apenas|somente|porém|men|utom|bara|endast|undtagen|kun|bare|unntatt|ale|oprócz|tylko|но|кроме|только)\b",
    )
});
/// They want to go on getting it, or did it by mistake.
static KEEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:by (?:mistake|accident)|accidentally|mistakenly|in error|keep (?:me|sending|us|them coming|the)|stay (?:on|subscribed)|re-?subscribe|(?:still|do) want|put me back|add me|versehentlich|aus versehen|irrtümlich|weiterhin (?:erhalten|bekommen|gern)|par erreur|gardez[- ]moi|por error|mant[eé]n\S*me|per errore|per sbaglio|per ongeluk|por engano|av misstag|ved en feil|ved en fejl)\b",
    )
});
/// They want something of the rep.
static WANTS_MORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:call (?:me|us)(?: (?:on|at|next|tomorrow|today|back|instead))|give (?:me|us) a (?:call|ring)|let'?s (?:talk|meet|schedule|discuss|chat|set)|(?:would|we'd|i'd) (?:like|love) (?:to (?:see|buy|order|meet|talk|discuss|learn|know|hear about|schedule)|a (?:quote|demo|call|meeting))|send (?:me|us|over) (?:a|an|the|your|more|some) (?:\S+ )?(?:quote|offer|price\S*|proposal|brochure|datasheet|information|details|deck|contract)|looking forward to|rufen sie|schicken sie (?:mir|uns) (?:bitte )?(?:ein|das|die|den|ihr)|(?:hätte|hätten|haben) (?:gern|interesse)|envoyez[- ](?:moi|nous) (?:un|une|le|la|votre|plus)|appelez|llámeme|envíeme|mi chiami|mi mandi|bel me|stuur (?:me|mij|ons) (?:een|de|uw)|me ligue|envie-me|ring (?:mig|meg))\b",
    )
});

fn request(sentence: &str) -> Request {
    let words = sentence.split_whitespace().count();
    if WORD.is_match(sentence) {
        // "Stop?" asks something.
        return if sentence.trim_end().ends_with('?') {
            Request::Turned
        } else {
            Request::Plain
        };
    }
    let matches = ASKS.matches(sentence);
    if !matches.matched_any() {
        let mentions = MENTION.is_match(sentence);
        return if mentions {
            Request::Mention
        } else {
            Request::None
        };
    }
    let question = sentence.contains(['?', '？']) && !POLITE.is_match(sentence);
    let ours = OUR_THING.is_match(sentence) && !CONTRAST.is_match(sentence);
    let elsewhere = OTHER_THING.is_match(sentence) && !ours;
    let turned = NEGATED.is_match(sentence)
        || MISS.is_match(sentence)
        || CONDITION.is_match(sentence)
        || question
        || HOW.is_match(sentence)
        || elsewhere
        || SOMEBODY_ELSE.is_match(sentence)
        || KEEP.is_match(sentence)
        || contrast_behind(sentence)
        || words > SHORT;
    if turned {
        Request::Turned
    } else {
        Request::Plain
    }
}

/// Whether a "but" comes behind the beginning of a request. Before it ("Thank you, but please …") it turns nothing.
fn contrast_behind(sentence: &str) -> bool {
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:remove|take|delete|un-?sub\S*|stop|opt|don't|do not|no longer|nehmen|streichen|löschen|entfernen|abmelden|keine|melden|tragen|retire\S*|supprime\S*|d[ée]sabonne\S*|d[ée]sinscri\S*|enleve\S*|ne|elimin\S*|baja|borr\S*|cancell\S*|rimuov\S*|uitschrijv\S*|afmelden|verwijder\S*|haal|geen|remov\S*|retir\S*|descadastr\S*|avregistrera|ta bort|afmeld\S*|fjern|wypis\S*|odhl\S*|отпи\S+|удалите)\b",
        )
    });
    BEGINS
        .find(sentence)
        .is_some_and(|begin| CONTRAST.is_match(&sentence[begin.end()..]))
}
