//! What asks to stop, by language: the forms in which people ask, each with what it must name.
//!
//! A verb alone says nothing: one deletes lines of an offer, does not want pumps, and has received no mail. So a form
//! names whom it is about (me, my address) or what is not wanted (mails, newsletters), and "no more" has its "more".

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::pattern;

/// What a newsletter is called, with what else nobody wants more of.
const MAIL: &str = r"(?:e-?mails?|mails?|\S*news-?letters?\S*|news|mailings?|mail-?shots?|messages?|spam|junk|stuff|crap|advert\S*|ads|promotion\S*|marketing|correspondence|communications?|nachrichten|(?:e-?mail-?)?werb\S*|rundbrief\S*|zusendung\S*|post|courriels?|infolettres?|lettres?(?: d'information)?|publicités?|pubs?|sollicitations?|envois|correos?(?: electrónicos)?|bolet[íi]n(?:es)?|publicidad|propaganda|mensajes|mensagens|messaggi|pubblicità|comunicazioni|nieuwsbrie\S+|berichten|reclame|mailtjes|mejl\S*|utskick\S*|nyhetsbrev\S*|reklam\S*|e-?post\S*|nyhedsbrev\S*|nyhedsmails?|meddelelser|beskeder|viestej\S+|sähköpost\S+|uutiskirj\S+|mainoks\S+|maili\S*|wiadomo\S+|e-maily|zpráv\S*|obchodní\S*|писем|письма|рассыл\S+|сообщени\S+|спам\S*|реклам\S+)";

/// What one is taken off.
const LIST: &str = r"(?:(?:mailing|e-?mail|distribution|marketing|contact|address|newsletter|subscriber|sending|your|the|this|our|that) ?-?lists?|lists?|mailings?|\S*newsletters?|databases?|distribution|subscribers?|subscription|records|system|files|crm|e-?mails?|updates?|marketing|\S*verteiler\S*|(?:mail|e-?mail|adress|mailing|versand|empfänger|abonnenten|newsletter|kontakt)?-?(?:liste|listen)|datenbank|kartei|adressbestand|abo|abonnement|listes?|diffusion|base|bases|fichiers?|contacts|destinataires|listas?|correos?|bolet[íi]n|elenco|cadastro|contatos|\S*lijst\S*|bestand|nieuwsbrief\S*|\S*listan?|\S*listen|\S*listor|liste|utskick\S*|registret?|nyhetsbrev\S*|nyhedsbrev\S*|adressbok\S*|\S*list(?:alta|oilta)|list[ay]|baz[ay]|subskrypcji|seznam\S*|databáz\S*|odběru|рассыл\S+|спис\S+|базы|подписк\S+)";

/// The writer, or their address, in English.
const ME: &str = r"(?:me|us|myself|my (?:name|e-?mail|mail|address|e-?mail address|details|data|contact\S*|information|account)(?: (?:details|address|data|information))?|this (?:e-?mail|address|e-?mail address|account|mailbox)|our (?:company|firm|team|office|name|address|e-?mails?|details|data|e-?mail addresse?s?))";

/// A word that alone is the request.
pub(super) static WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)^\W*(?:please\s|bitte\s|pls\s|s'il\svous\spla(?:î|i)t\s|por\sfavor,?\s|per\sfavore,?\s|graag\s)?\W*(?:
            un-?sub(?:scribe)?(?:d|\sme|\sus)?(?:\sfrom\s(?:your|the|this)\s(?:mailing\s)?(?:list|newsletter))? | stop | stopp | remove(?:\sme|\sus)? | opt[-\s]?out | take\sme\soff | stop\sit | stop\sthis | delete\sme | leave\sme\salone
          | abmelden | abmeldung | abbestellen | abbestellung | austragen
          | d(?:é|e)sabonne[rz]?(?:[-\s]moi)? | d(?:é|e)sabonnement | d(?:é|e)sinscription | d(?:é|e)sinscri(?:re|vez-moi) | se\sd(?:é|e)sabonner | arr(?:ê|e)t(?:ez)?
          | (?:de\s)?baja | darme\sde\sbaja | dar\sde\sbaja | cancelar\ssuscripción | desuscribir(?:me|se)? | desuscripción
          | cancella(?:mi|temi|rmi) | disiscri(?:vimi|vetemi|zione|vermi) | rimuovimi | basta
          | uitschrijven | afmelden | afmelding | uitschrijving
          | descadastrar(?:[-\s]me)? | descadastro | cancelar\sinscrição | desinscrever | sair
          | avregistrera(?:\smig)? | avprenumerera | avregistrering | avbeställ | afmeld(?:\smig)? | frameld(?:\smig)? | afmelding | avmeld(?:\smeg)? | meld\smeg\sav
          | peruuta\stilaus | lopeta | wypisz(?:\smnie)? | wypisać | wypisanie | rezygnuję | odhlásit | odhlaste\smě | odhlášení
          | отписаться | отписка | отпишите\sменя | отпишите | стоп | відписатися | leiratkozás | dezabonare | dezabonați-mă | abonelikten\sçık | διαγραφή
          | 退订 | 退訂 | 取消订阅 | 取消訂閱 | 配信停止(?:希望)? | 購読解除 | 수신거부 | 구독\s?취소
        )\W*(?:please|pls|plz|asap|now|immediately|bitte|sofort|svp|stp|por\sfavor|gracias|merci|thanks|thank\syou|danke|grazie|dank|tack|tak|me)?\W*$",
    )
});

/// Words that may be the request, and may be about an order: they are asked about.
pub(super) static HALF_A_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\W*(?:please |pls |bitte )?(?:cancel|quit|end|löschen|stornieren|cancelar|anular|cancella|rimuovi|verwijderen|opzeggen|remover|avslutt|peruuta|解除|iptal)\W*(?:please|now|bitte|thanks|tack|tak)?\W*$",
    )
});

/// Requests in the form of a sentence.
static ASKS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new(
        [english(), german(), romance(), northern(), eastern()]
            .into_iter()
            .flatten()
            .map(|form| narrowed(&form)),
    )
    .expect("a pattern that is written here is one")
});

/// A pattern with classes that are small: those of Unicode, a hundred times over, would make it too large. The text is
/// folded and on one line, so a blank is a blank.
fn narrowed(pattern: &str) -> String {
    pattern
        .replace(r"\S", "[^ ]")
        .replace(r"\W", r"[\t -/:-@\[-`{-~¡¿«»„“”…–—、。！？]")
}

/// Whether a sentence has the form of a request, whatever may turn it.
pub(super) fn asks(sentence: &str) -> bool {
    ASKS.is_match(sentence)
}

fn english() -> Vec<String> {
    vec![
        r"\b(?:please|pls|plz|kindly|just|to|must|now|and|so|i|we|,|^)\s*,?\s*(?:immediately |now |hereby )?un-?sub(?:scribe)?(?:\s*[.!]*$| (?:me|us|this|my|from|immediately|now|asap|please|pls|our|at once|right away|thank|thanks|and)\b)".to_owned(),
        r"^\W*un-?sub(?:scribe)? (?:me|us|this|my|from|immediately|now|please|pls|plz|asap)\b".to_owned(),
        r"\b(?:want|wish|like|need|request|asking|asked|love|prefer) (?:to )?(?:be )?(?:unsubscribed?|opt(?:ed)? out)\b".to_owned(),
        // To be removed.
        format!(r"\b(?:be|get|being) (?:removed|taken|deleted|dropped|struck|erased) (?:\S+ )?(?:from|off|out of)\b.*?\b{LIST}\b|\b(?:want|wish|like|need|request|asking|asked|love|prefer) (?:to )?be (?:removed|taken off|deleted)\W*(?:please|now|immediately)?\W*$"),
        // Removing me.
        format!(r"\b(?:remov(?:e|ed|ing)|delet(?:e|ed|ing)|tak(?:e|ing)|took|dropp?(?:ed|ing)?|strike|scratch|exclud(?:e|ed|ing)|eras(?:e|ed|ing)|purge|unlist)\s+{ME}\b(?:.*?\b(?:from|off|out of|of)\b(?:.*?\b(?:{LIST})\b| (?:all )?(?:of )?(?:this|these|it|here|future)\b)|(?: off)?\W*(?:please|pls|now|immediately|asap|at once|completely|permanently|off|thanks|thank you)?\W*$)"),
        format!(r"\b(?:remove|delete|erase|take) (?:it|that|them|all of (?:it|them))\b.*?\b(?:from|off|out of)\b.*?\b(?:{LIST})\b"),
        r"\b(?:want|need|get)(?: to (?:be|get))? off (?:of )?(?:this|the|your|that) (?:\S+ )?list\b|\bget (?:me|us|my (?:e-?mail |mail )?address) off\b|\b(?:please|kindly)\b.*?\b(?:remove|delete) (?:me|us)\b".to_owned(),
        r"^\W*(?:(?:please|pls|plz|kindly|just|not interested|no thanks?|no thank you)\W+)*(?:remove|off|take off)(?: (?:me )?(?:from|off)?\s?(?:the|your|this)?\s?(?:mailing |e-?mail |distribution )?list)?\W*(?:please|pls|now|thanks|thank you)?\W*$".to_owned(),
        r"\b(?:delete|erase|remove|destroy)(?: all)?(?: of)? (?:my|our|the|any)?\s?(?:personal )?(?:data|details|information|records?)(?: (?:that )?(?:you|on me|about me)\b|\W*$| and\b)".to_owned(),
        r"\b(?:request|ask for|demand) (?:the |my |our |immediate )*(?:removal|deletion)\b".to_owned(),
        // Stop sending.
        format!(r"\b(?:stop|cease|quit|discontinue|refrain from|end) (?:\S+ly )?(?:sending|e-?mailing|mailing|contacting|writing|bothering|spamming|messaging|harassing|pestering)\b(?:.*?\b(?:me|us|these|this|your|to this address|it|such|that|{MAIL})\b|\W*(?:now|please|immediately)?\W*$)"),
        format!(r"\b(?:stop|cease|discontinue|end)(?: with)? (?:these|the|your|all|this|any|my)\s*(?:(?:annoying|marketing|spam|unwanted|stupid|damn|further|fucking|bloody|unsolicited|e-?mail)\s*)*(?:{MAIL}|contact|e-?mailing|nonsense|newsletter subscription)\b|\bcease and desist\b"),
        r"^\W*(?:please,? )?stop(?: (?:it|this|that|now|already|immediately|please|at once))*\W*$".to_owned(),
        // Not wanting it.
        format!(r"\b(?:do not|don't|dont|no longer|not|never)(?: \S+){{0,1}} (?:want|wish|like|care|need|desire|agree)(?: to)?(?: (?:\S+ )?(?:receive|receiving|get|getting|be sent|read|see|have|be on|be part of))?(?: (?:to|on|of|any|more|further|your|these|this|the|such|all|unsolicited|marketing|promotional|company|mailing|e-?mail|distribution|from|kind|sort|monthly|weekly|regular|so many|this many)){{0,5}} (?:{MAIL}|(?:mailing |e-?mail |distribution |your |this )list)\b"),
        r"\b(?:do not|don't|dont|no longer|not|never)(?: \S+){0,1} (?:want|wish|like|care|need|desire)(?: to)?(?: \S+)? (?:be (?:contacted|e-?mailed|bothered|mailed|spammed)|hear from you|(?:receive|receiving|get|getting) (?:(?:any|more|of|your|from|you|this|these|it|them|such|anything|any ?more|again) ?)+\W*$)".to_owned(),
        format!(r"\b(?:do not|don't|dont|never|not)\s+(?:ever )?(?:send|forward)(?: (?:me|us|to me|to us|to this address))(?: (?:any|anything|more|further|such|these|this|your|of|the|kind|marketing|unsolicited|else)){{0,5}}(?: (?:{MAIL}|again|anymore))?\W*(?:please|again|any ?more|ever again|thanks|thank you)?\W*$"),
        r"\b(?:do not|don't|dont|never)\s+(?:ever )?(?:e-?mail|mail|contact|write(?: to)?|message|bother|spam|disturb|send(?: to)?|send e-?mails to)(?: (?:me|us|here|my address|this (?:e-?mail )?address|this e-?mail))?(?:\W+(?:again|ever|any ?more|any further|anything|please|at all|in the future|in future|with (?:this|these|such|your)\b.*))*\W*$".to_owned(),
        format!(r"^\W*(?:(?:please|thanks|thank you|ok|and|so|but|not interested)\W+)*no (?:more|further)(?: of (?:this|these|your))?(?: (?:{MAIL}))?(?: (?:from you|please|thanks|thank you|to me|to this address|now))*\W*$|\bno (?:more|further) (?:{MAIL})\W*(?:please)?\W*$"),
        format!(r"\bopt(?:ing)? (?:me |us )out\b|(?:\b(?:like|want|wish|choose|prefer|please|to|i|we)|^)\W*opt(?:ing)? out(?:\W*$| of .*?\b(?:{LIST}|{MAIL}|this|these|it)\b| (?:please|now|from)\b)"),
        format!(r"\bcancel(?:l?ing)? (?:my|our|this|the) (?:(?:newsletter|e-?mail|mailing) )?(?:subscription(?: to (?:your|the|this) (?:{MAIL}|list))?|{MAIL})\W*(?:please|now|thanks|thank you)?\W*$|\b(?:end|terminate|stop) (?:my|our|this) (?:\S+ )?subscription\b"),
        r"\bleave (?:me|us) alone\b|\b(?:revoke|withdraw) (?:my|our) (?:consent|permission)\b".to_owned(),
    ]
}

fn german() -> Vec<String> {
    const ME_DE: &str = r"(?:mich|uns|meine[nrm]?|unsere[nrm]?|diese|die) ?(?:\S+ ){0,1}?(?:daten|adresse|e-?mail\S*|mail\S*|namen|kontakt\S*|anschrift|firma)|mich|uns";
    vec![
        format!(r"\b(?:aus|von|vom)\b(?: \S+){{0,3}}? (?:{LIST})\b.*?\b(?:nehmen|nimm|nehmt|streichen|löschen|entfernen|austragen|raus|rausnehmen|herausnehmen|herauszunehmen|abmelden|entfernt|gelöscht|gestrichen|abgemeldet|genommen)\b"),
        format!(r"\b(?:nehmen|nimm|nehmt|streich\S*|lösch\S*|entfern\S*|trag\S*|meld\S*)(?: sie)?(?: (?:bitte|doch|umgehend|sofort|endlich|hiermit))* (?:{ME_DE})\b(?:.*?\b(?:aus|von|vom)\b.*?\b(?:{LIST})|.*?\b(?:ab|aus|raus|heraus)\W*(?:bitte|danke|vielen dank)?\W*$|(?: (?:bitte|sofort|umgehend|komplett|danke|vollständig))*\W*$)"),
        format!(r"\b(?:{ME_DE})\b(?: \S+){{0,4}}? (?:aus|von|vom)\b.*?\b(?:{LIST})\b.*?\b(?:nehmen|streichen|löschen|entfernen|aus\S*|ab)\b"),
        format!(r"\b(?:bitte|nie|ab sofort|künftig)\b.*?\b(?:meine|unsere) (?:\S+ )?(?:daten|adresse|e-?mail\S*)\b.*?\b(?:löschen|entfernen)\b"),
        // No more of it.
        format!(r"\b(?:keine?[nr]?|keinerlei)\b(?: \S+){{0,3}}? (?:{MAIL}|infos?|informationen)(?: \S+){{0,4}}? mehr\b|\b(?:keine?[nr]?|keinerlei) (?:weitere[nr]?|derartigen?|solchen?|künftigen?|neuen?) (?:\S+ )?(?:{MAIL}|infos?|informationen)\b|^\W*(?:bitte |danke,? )*(?:keine?[nr]?|keinerlei) (?:{MAIL})\W*(?:bitte|danke|mehr)?\W*$"),
        format!(r"\b(?:möchte\S*|will|wollen|wünsche\S*)\b(?: \S+){{0,4}}? (?:keine?[nr]?|keinerlei|nicht mehr)\b.*?(?:\b(?:{MAIL})\b.*?\b(?:erhalten|bekommen|haben|lesen)\b|\b(?:angeschrieben|kontaktiert|angemailt|belästigt)\b|\b(?:erhalten|bekommen) von ihnen)"),
        format!(r"\b(?:schick\S*|send\S*|schreib\S*|kontaktier\S*|zusenden|zuschicken|verschon\S*)\b(?: sie)?(?: (?:bitte|mir|uns|mich))*(?: (?:bitte|mir|uns|mich)) (?:\S+ ){{0,3}}?(?:nichts mehr|nicht mehr|nie wieder|nie mehr|nichts weiter\S*|keine weiteren?|keine (?:{MAIL})|mit (?:\S+ )?(?:{MAIL}))\b"),
        r"\bnicht mehr (?:[^\s,;]+ ){0,2}(?:anschreiben|angeschrieben|kontaktieren|kontaktiert|anmailen|belästig\S+|zusenden|zuschicken|zumailen)\b".to_owned(),
        format!(r"\b(?:stoppen|stoppt|stopp|beenden|beendet|unterlassen|unterlasst|einstellen|stellen)\b(?: sie)?(?: \S+){{0,4}}? (?:{MAIL}|kontaktaufnahme\S*|belästigung\S*|spam\S*)|\bhör\S* (?:sie )?(?:bitte |endlich )*auf\b.*?\b(?:{MAIL}|schreiben|schicken|senden|belästigen|nerven|damit)\b|\b(?:unterlassen|verschonen) sie\b"),
        r"\b(?:bitte(?: ich)?|ersuche(?: ich)?|fordere|beantrage|wünsche) .*?\b(?:löschung (?:meiner|unserer|aus)|streichung aus|entfernung (?:aus|meiner)|löschung\W*$|austragung|abmeldung (?:vom|von|aus))".to_owned(),
        r"\bwiderspr(?:eche|uch)\b.*?\b(?:werb|nutzung|verwendung|zusendung|verarbeitung|daten|e-?mail)".to_owned(),
        format!(r"^\W*(?:bitte |ich möchte mich |möchte mich |hiermit )*(?:abmelden|austragen|abbestellen|abgemeldet werden|abmeldung|abbestellung|kündigung)(?: (?:vom|von|aus|des|den)(?: \S+){{0,2}} (?:{LIST}))?\W*(?:bitte|danke)?\W*$"),
        format!(r"\b(?:abmeld\S*|abbestell\S*|kündig\S*|austrag\S*)\b(?: \S+){{0,4}}? (?:{LIST})\b|\b(?:{LIST})(?: \S+){{0,2}} (?:abbestellen|abmelden|kündigen|abbestelle|kündige)\b|\b(?:melde|bestelle|trage) (?:ich )?(?:mich |den |ihren |diesen |hiermit )+.*?\b(?:{LIST})\b.*?\b(?:ab|aus)\b|\bmich (?:\S+ )?(?:abmelden|austragen)\W*$"),
    ]
}

fn romance() -> Vec<String> {
    const OFF_ES: &str = r"(?:elim[ií]n|b[óo]rr|qu[ií]t|s[áa]qu|s[áa]c|ret[ií]r|supr[ií]m|remuev|remov|exclu|excluy|tir|apag|apagu|cancel)(?:ar|er|ir|en|em|am|e|a|ad|an|uen|ue)?";
    const OFF_IT: &str =
        r"(?:cancell|rimuov|rimuover|togli|toglier|elimin|depenn)(?:a|ate|i|are|ete|e|r|ar|er)?";
    vec![
        // French
        r"\bd[ée]s(?:abonne[rz]?|inscrive[rz]?|inscris|inscrire)[- ](?:moi|nous)\b|\b(?:me|nous) d[ée]s(?:abonner|inscrire)\b|\b(?:souhait\S+|demand\S+|veux|voudr\S+|désir\S+|merci de|veuillez|prière de|pour|afin de|être) (?:\S+ ){0,4}?d[ée]s(?:abonn|inscri)\S*|^\W*(?:merci de )?d[ée]s(?:abonn|inscri)\S*\W*(?:svp|merci|s'il vous pla[iî]t)?\W*$|\bje me d[ée]s(?:abonn|inscri)\S*".to_owned(),
        format!(r"\b(?:retir|enlev|enlèv|supprim|ôt|ray|effac|sort)(?:ez|er|e|ir|es)?(?:[- ](?:moi|nous)| (?:mon|notre|mes|nos|cette) (?:\S+ ){{0,2}}?(?:adresse\S*|e-?mail|mail|nom|données|coordonnées|contact))\b(?:.*?\b(?:de|des|du|d')\b.*?\b(?:{LIST})|(?: (?:svp|s'il vous pla[iî]t|merci|immédiatement))*\W*$)"),
        format!(r"\b(?:me|nous) (?:retir|enlev|supprim|ôt|ray|sort|effac)(?:er|ir)\b(?:.*?\b(?:de|des|du|d')\b.*?\b(?:{LIST})|\W*$)"),
        format!(r"\bne (?:souhait\S+|veux|voul\S+|désir\S+|tiens|tenons) (?:plus|pas)\b.*?(?:\brecevoir\b.*?\b(?:{MAIL}|vos|rien)|\bêtre (?:contacté|sollicité)\S*|\brecevoir (?:de vous|cela)|\bvos (?:{MAIL}))|\bne (?:souhait\S+|veux|voul\S+|désir\S+) plus (?:\S+ )?(?:recevoir|être)\b"),
        format!(r"(?:\b(?:de|d|veuillez|merci|priez|prière) |^\W*)(?:de )?ne plus (?:m'|me |nous )?(?:\S+ )?(?:envoyer|écrire|contacter|solliciter|recevoir)\b|\bne (?:m'|me |nous )(?:\S+ )?(?:envoyez|écrivez|contactez|sollicitez) plus\b|\bn'(?:envoyez|écrivez) plus\b|^\W*(?:(?:merci|svp|stop|s'il vous pla[iî]t)\W+)*plus (?:de|d'|aucune?|jamais de) ?(?:{MAIL})\b"),
        format!(r"\b(?:arrêt\S+|cess\S+|stopp\S+)\b(?: tout de suite| immédiatement)? (?:de (?:m'|me |nous )?(?:écrire|envoyer|contacter|solliciter|spammer|harceler|embêter)|d'envoyer|(?:vos|les|ces|tous \S+|cette|ce) (?:\S+ )?(?:{MAIL})|le spam|ça)"),
        // Spanish
        r"\b(?:darme|dame|denme|déme|deme|dadme|darnos|dennos|me den|me dé|nos den|solicit\S+|quiero|queremos|dese\S+|tramit\S+|proces\S+|pido|dar|den|dé|darse)(?: (?:me|nos|la|mi|el|que|por favor))* (?:de )?baja\b|\bdesuscr[ií]b(?:an|a|ir|anm|e)(?:me|nos)\b|\b(?:quiero|deseo|favor de|por favor|me quiero|solicito)\b.*?\bdesuscri\S+|^\W*desuscri\S+\W*$".to_owned(),
        format!(r"\b{OFF_ES}-?(?:me|nos)\b(?:.*?\b(?:de|del|da|do|dos|das|desta|deste|desde)\b.*?\b(?:{LIST})|(?: (?:por favor|gracias|obrigad[oa]|já|ya))*\W*$)|\b{OFF_ES} (?:\S+ )?(?:o |a |os |as )?(?:mi|mis|nuestr\S+|meus?|minhas?|nosso|este|esta) (?:\S+ )?(?:correo\S*|e-?mail|dirección|datos|nombre|contacto|endere[çc]o|dados|nome|contato)\b"),
        format!(r"\bno (?:quiero|deseo|queremos|deseamos|me interesa) (?:\S+ )?(?:recib\S+|que me (?:env|escrib|mand|contact|molest)\S+)(?:.*?\b(?:{MAIL}|más|nada|información)\b|\W*$)|\bno (?:quiero|deseo|queremos) m[áa]s (?:{MAIL})\b|^\W*(?:por favor\W+)?no m[áa]s (?:{MAIL})\b"),
        format!(r"\bno (?:me |nos )(?:vuelvan? a )?(?:(?:env|mand|escrib|contact|molest)\S+(?: \S+){{0,3}}? (?:m[áa]s|nada|nunca|{MAIL})\b|(?:escrib|contact|molest)\S+\W*$)|\b(?:dejen?|dejad|paren?) de (?:enviar|mandar|escribir|contactar|molestar)\S*"),
        format!(r"\bcancel(?:ar|en|e|em) (?:a |o )?(?:mi |la |esta |minha |meu |esta )?(?:suscripci[óo]n|subscri[çc][ãa]o|inscri[çc][ãa]o|assinatura)\b(?: \S+){{0,2}}?(?: (?:{LIST}|{MAIL}))?\W*(?:por favor|gracias|obrigad[oa])?\W*$"),
        // Portuguese
        r"\bdescadastr\S+|\bdesinscrev\S+|\bdesinscri\S+|\bpare(?:m)? de (?:me |nos )?(?:enviar|mandar|escrever|contactar)|\bsair (?:da|desta|dessa|de sua|da sua|da vossa) lista|\b(?:me|nos) (?:remover|retirar|excluir|tirar|apagar)\b(?: (?:da|do|das|dos|desta|deste|de)\b.*\b(?:lista|base|cadastro|mailing|newsletter|contatos)\b|\W*$)".to_owned(),
        format!(r"\bn[ãa]o (?:quero|desejo|queremos|pretendo|gostaria de|pretendemos)(?: mais)? (?:continuar a |mais )?receb\S+(?:.*?\b(?:{MAIL}|mais|nada|estes|esses)\b|\W*$)|\bn[ãa]o (?:me |nos )(?:\S+ )?(?:(?:env|mand|escrev|contac?t)\S+(?: \S+){{0,2}}? (?:mais|{MAIL})\b|(?:escrev|contac?t)\S+\W*$)|\bn[ãa]o (?:env|mand|escrev)\S+[- ]me mais\b|\bn[ãa]o quero mais (?:\S+ )?(?:{MAIL})"),
        // Italian
        format!(r"\b{OFF_IT}(?:mi|ci|temi|teci|rmi|rci)\b(?:.*?\b(?:da|dal|dalla|dalle|dagli|dai|dallo)\b.*?\b(?:{LIST})|(?: (?:per favore|grazie|subito))*\W*$)|\b{OFF_IT} (?:il mio|la mia|i miei|il nostro|questo) (?:\S+ )?(?:indirizzo|e-?mail|mail|nominativo|dati|contatto|nome)\b|\bdisiscriv\S+|^\W*disiscrizione\W*$|\b(?:essere|venire|esser) (?:cancellat|rimoss|tolt|eliminat|disiscritt)\S+(?: \S+){{0,4}}? (?:{LIST})"),
        format!(r"\b(?:chied\S+|richied\S+|preg\S+)\b.*?\b(?:cancellazione|rimozione|disiscrizione)\b(?: (?:da|dal|dalla|dalle)\b.*?(?:{LIST})| (?:del mio|dei miei) (?:indirizzo|dati|nominativo|contatto)|\W*$)|\b(?:disdire|annullare) l'iscrizione (?:alla|dalla|a) (?:\S+ )?(?:{LIST})"),
        format!(r"\bnon (?:voglio|desidero|vogliamo|desideriamo|intendo|gradisco|vorrei)(?: più)? (?:ricever\S+|essere contattat\S+)(?: \S+){{0,4}}?(?: (?:più|{MAIL}|vostre|nulla|niente)\b|\W*$)|\bnon (?:voglio|desidero|vogliamo) più (?:\S+ )?(?:{MAIL}|essere|ricevere)|\bnon (?:mi |ci )?(?:inviat|mandat|scrivet|contattat|spedit)\S+ (?:\S+ )?più\b|\b(?:smett|piantat)\S*\b.*?\b(?:inviar|mandar|scriver|spam)\S*|^\W*basta(?: con)?(?: le| queste)? (?:{MAIL})"),
    ]
}

fn northern() -> Vec<String> {
    vec![
        // Dutch
        format!(r"\b(?:mij|me|ons) (?:\S+ ){{0,3}}?(?:uit te schrijven|uitschrijven|af te melden)\b|\b(?:graag|wil|willen|wens|gelieve|kunt u|kun je|verzoek\S*|wilt u|wil je|aub) (?:\S+ ){{0,5}}?(?:uitschrijven|uit te schrijven|uitgeschreven)\b|\b(?:schrijf|meld) (?:mij|me|ons) (?:\S+ ){{0,4}}?(?:uit|af)(?: (?:van|voor) (?:\S+ )?(?:{LIST}))?\W*(?:aub|svp|graag|bedankt)?\W*$|^\W*(?:graag |ik wil me |wil me )?afmelden(?: (?:van|voor) (?:\S+ ){{0,2}}(?:{LIST}))?\W*(?:aub|svp|bedankt|graag)?\W*$|\bafmelden (?:van|voor) (?:\S+ )?(?:{LIST})\b"),
        format!(r"\b(?:haal|verwijder|schrap|gooi)\S* (?:mij|me|ons|(?:mijn|onze|dit) (?:\S+ )?(?:gegevens|adres|e-?mail\S*|mail\S*|naam))\b(?: (?:aub|svp|a\.u\.b\.?|graag))?(?: (?:van|uit) .*?(?:{LIST})|\W*$)|\b(?:van|uit) (?:de|uw|jullie|deze|dit) (?:\S+ )?(?:{LIST}) (?:af|halen|te halen|verwijder\S*|gehaald|schrappen)\b|\b(?:mij|me|ons)\b.*?\b(?:van|uit) (?:de|uw|jullie|deze) (?:\S+ )?(?:{LIST}).*?\b(?:halen|verwijder\S*|schrappen)\b"),
        format!(r"\bgeen (?:\S+ ){{0,2}}?(?:{MAIL})(?: \S+){{0,2}}? meer\b|\b(?:wil|willen|wens|wensen|hoef)\b.*?\b(?:geen|niet langer|niet meer)\b.*?(?:\b(?:{MAIL})\b|\bontvangen\b|\bbenaderd\b|\bgemaild\b)|\b(?:stuur|mail|schrijf) (?:mij|me|ons)\b.*?\b(?:niet meer|niets meer|geen (?:\S+ )?(?:{MAIL}))|\bstop(?:pen)?(?: \S+)? met\b.*?\b(?:mailen|sturen|mails?|toesturen|schrijven)"),
        // Swedish, Danish, Norwegian
        format!(r"\b(?:avregistrera|avprenumerera|avanmäl\S*|frameld|afmeld|avmeld|afmelde|avmelde|framelde)(?:s)?(?: (?:mig|meg|oss|os)| från| fra| (?:nyhetsbrev\S*|nyhedsbrev\S*)|\W*$)|\b(?:avsluta|avbryt|säg upp|opsig|avslutt|stopp|stop)\b(?: \S+){{0,2}}? (?:prenumeration\S*|abonnement\S*|nyhedsbrev\S*|nyhetsbrev\S*)"),
        format!(r"\b(?:ta bort|stryk|radera|plocka bort|fjern|slet|slett|stryg) (?:mig|oss|os|meg|(?:min|mit|mitt|vår|vores|mine|mina) (?:\S+ )?(?:\S*adress\S*|e-?post\S*|mail\S*|mejl\S*|navn|namn|uppgifter|oplysninger|data))\b(?:.*?\b(?:från|fra|av|af|ur)\b.*?\b(?:\S*{LIST})|\W*(?:tack|tak|takk|venligst|vennligst)?\W*$)"),
        format!(r"\bmeld(?:e|er)? (?:mig|meg|oss|os) (?:af|av|fra|ut|ud)\b(?: \S*(?:{LIST})|\W*(?:tak|takk)?\W*$|.*?\b(?:{LIST}))|\b(?:mig|meg|oss|os) (?:af|av|fra) (?:\S+ )?(?:{LIST})"),
        format!(r"\b(?:sluta|slut|stopp|stop|slutt|opphør)\b(?: \S+){{0,2}}? (?:skicka|maila|mejla|spamma|kontakta|sende|maile|spamme|kontakte|{MAIL})\b"),
        format!(r"\b(?:vill|ønsker|önskar|vil)(?: \S+){{0,1}}? (?:inte|ikke|ej|inga|ingen|ikkje)\b(?: (?:ha|få|motta|modtage|längre|lenger|længere|flere|fler|mer|mere|å|at|att|ta emot|era|jeres|deres|disse|dessa|denne|reklame|de|noen|nogen|några|mejl|her)){{0,6}} (?:{MAIL})\b|\b(?:inga|ikke|ingen|inte|ej) (?:fler|flere)\b (?:\S+ )?(?:{MAIL})"),
        format!(r"\b(?:skicka|send|sende)\b(?: (?:mig|meg|oss|os|mej))? (?:inte|inga|aldrig|ikke|ingen|aldri)\b(?: (?:mig|meg|oss|fler|flere|mer|mere|några|noen|nogen|era|jeres|längre|lenger|længere)){{0,3}}(?: (?:{MAIL}))?\W*(?:tack|tak|takk|mer|mere|igen|igjen|längre)?\W*$|\bikke (?:send|kontakt|skriv)\S* (?:til )?(?:mig|meg|oss|os)\b(?: (?:flere|mere|mer|noen|nogen|igjen|igen|{MAIL})){{0,3}}\W*$"),
        // Finnish, Turkish, Hungarian, Romanian, Greek
        r"\b(?:peru(?:kaa|utta\S*|uttakaa)?|lopettakaa|lopeta) (?:\S+ )?(?:tilau\S+|uutiskirj\S+|postit\S*|lähett\S+|viesti\S+)|\bpoista(?:kaa)? (?:minut|minun|meidät|osoitteeni|sähköpostini)\b|\ben halua\b.*?\b(?:viestejä|postia|uutiskirj\S+|mainoks\S+)|\b(?:haluan|haluaisin|voisitteko|voitteko|pyydän) (?:\S+ ){0,3}?(?:perua|peruuttaa|erota|poistaa|poistamaan|poistua)\b.*?\b(?:uutiskirj\S+|tilau\S+|list\S+|postitu\S+|minut|tietoni)|\b(?:älkää|älä)\b.*?\b(?:lähettäkö|lähetä)\b(?: (?:enää|minulle|\S*viestejä|\S*postia|uutiskirj\S+))*\W*$".to_owned(),
        r"\b(?:abonelik|üyelik)\S*(?:ten|den|imi|imden)? (?:çık|ayrıl|iptal)\S*|\b(?:beni|bizi|adresimi|mailimi|e-?postamı)\b.*?\b(?:çıkar|sil|kaldır)\S*|\bliste\S*(?:den|nden|nızdan|nizden) (?:çıkar|sil)\S*|\b(?:e-?posta|mail|mesaj|bülten)\S*(?: \S+)? (?:göndermey\S+|atmay\S+|yollamay\S+|almak istemiyor\S+|gönderme\W*$)".to_owned(),
        r"\bleiratkoz\S+|\b(?:töröljenek|iratkoztassanak|vegyenek) (?:le|ki)?\b|\bdezabon\S+|\bștergeți\S*\b.*?\blist\S+|\bnu mai (?:doresc|vreau) să (?:primesc|mai)|διαγρ(?:ά|α)ψτε με|διαγραφ(?:ή|εί|ώ) (?:μου|από)|απεγγραφ".to_owned(),
    ]
}

fn eastern() -> Vec<String> {
    vec![
        // Polish, Czech, Slovak
        format!(r"\bwypis(?:z|zcie|ać|anie|ujcie|uję)\b(?: (?:mnie|nas|się|mojego|mój|z)\b.*|\W*$)|\b(?:proszę|prosze|prosimy)\b.*?\bwypis\S+|\b(?:mnie|nas) (?:\S+ )?wypis\S+|\busunięci\S+ (?:\S+ )?z (?:\S+ )?(?:list\S+|baz\S+|newsletter\S*)|\busu(?:ń|ńcie|nąć|nięcie|niecie|nac|wać|nięci\S+) (?:\S+ )?(?:mnie|mój|mojego|moj|moje|moich|nasz\S*|adres\S*)\b"),
        format!(r"\bnie (?:chcę|chce|chcemy|życzę sobie|zycze sobie)\b(?: \S+){{0,4}}? (?:{MAIL})|\brezygnuj\S* z (?:\S+ )?(?:newsletter\S*|subskrypcj\S*|mailing\S*|otrzymywania)\b|\b(?:proszę |prosimy )?(?:już |więcej )?nie (?:wysyła\S*|przysyła\S*)(?: (?:mi|nam|do mnie|już|więcej|żadnych))+"),
        format!(r"\bodhl(?:á|a)s\S* (?:mě|mne|nás|ma|se|sa)\b|\bo odhl(?:á|a)šení\b|\b(?:mě|mne|nás|ma|se|sa) (?:\S+ )?odhl(?:á|a)s\S*|\bodhl(?:á|a)s\S+ (?:\S+ )?(?:z odběru|odběr (?:novinek|newsletter\S*|e-?mail\S*)|newsletter\S*)|\b(?:vyřa\S+|odstra\S+|vymaž\S+|smaž\S+) (?:mě|mne|nás|ma|můj|moji|mou|moje|naši|náš)\b|\bneposílejte\b(?: (?:mi|nám|už|prosím|sem))*(?: (?:nic|více|žádn\S+|další|dále|tyto)){{0,2}}(?: (?:{MAIL}))?\W*$|\b(?:nepřeji si|nechci|neželám si)\b(?: (?:už|dál\S*|další|dostávat|zasíl\S*|od vás|tyto|vaše|více)){{0,5}} (?:{MAIL})|\bnic neposílejte\b|\bneposielajte\b"),
        // Russian, Ukrainian
        format!(r"отпиш(?:ите|и) (?:меня|нас|мой|этот)|(?:^\W*|хочу |прошу |просьба |желаю |как )(?:меня )?отписать(?:ся)?(?:\W*$| (?:от|меня|нас|мой))|відпиш(?:іть|и) (?:мене|нас)|хочу відписатися|(?:удалите|исключите|уберите|видаліть) (?:пожалуйста,? )?(?:меня|мой|мою|нас|наш|мене|мою|этот адрес)|(?:прошу|просьба|просим)(?: вас)? (?:удалить|исключить|убрать|отписать) (?:меня|мой|мою|нас|наш|этот)|(?:больше )?не (?:присылайте|шлите|пишите|отправляйте|высылайте|беспокойте|надсилайте)(?: (?:мне|нам|больше|мені|ваши?|эти|свои|никаких|{MAIL})){{1,5}}\W*$|больше не (?:присылайте|шлите|пишите|отправляйте|высылайте|беспокойте)|не хочу (?:больше )?(?:получать|видеть)(?: \S+){{0,3}}? (?:{MAIL})|(?:прекратите|перестаньте) (?:\S+ )?(?:рассылку|присылать|слать|отправ\S+|писать)"),
        // Chinese, Japanese, Korean
        r"退订|退訂|取消订阅|取消訂閱|(?:不要|别|勿|停止)(?:再)?(?:给我|給我|向我)(?:发|發|寄|发送|發送)|(?:不要|别|勿|停止)(?:再)?(?:发送|發送|发|發|寄)(?:任何|这些|這些|此类|这类)?(?:邮件|郵件|广告|信息|消息|推送)|(?:将|把)(?:我|我的.{0,6})(?:从|從).*?(?:移除|删除|刪除|移出)|配信(?:を|は)?(?:停止|解除|不要|希望しません)|(?:購読|登録|メルマガ|メールマガジン|ニュースレター)(?:を|の)?(?:解除|停止|やめ)|(?:メール|案内|ご案内|連絡).{0,4}(?:不要|結構)です|送らないで|수신 ?거부|구독(?:을)? ?(?:취소|해지)|보내지 ?(?:마|말)".to_owned(),
    ]
}
