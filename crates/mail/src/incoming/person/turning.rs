//! What turns a request to stop into something else: a condition, a question, a negation, another thing, somebody else.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    asking::{self, HALF_A_WORD, WORD},
    pattern,
};

/// What a sentence says about stopping.
pub(super) enum Request {
    /// It asks to stop, plainly.
    Plain,
    /// It asks, but something turns it: a condition, a question, a negation, another thing.
    Turned,
    /// It only has words of it.
    Mention,
    None,
}

/// A sentence with more words is prose that happens to have the form of a request.
const LONG: usize = 45;

/// Words of it, in a sentence that does not ask.
static MENTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\bun-?subscri\S+|\bd[ée]s(?:abonn|inscri)\S*|\bopt(?:ed|ing)? out\b|\b(?:remove|take|drop) (?:me|us|my)\b.*?\b(?:from|off)\b|\b(?:remove|take|delete|drop|strike|un-?subscribe)\b.*?\b(?:from|off)\b (?:the|your|this|that) (?:\S+ )?list(?:\W|$)|\b(?:nehmen|streichen|löschen) sie\b.*?\b(?:liste|verteiler)\b|\b(?:your|the|that) un-?subscribe\b|\b(?:mailing|distribution) list\b|\bstop (?:sending|e-?mailing|mailing)\b|\b(?:too many|fewer|less) (?:e-?mails|mails|newsletters)\b|\babmeld\S+|\babbestell\S+|\bverteiler\b|\baustragen\b|\bmailing-?lijst|\buitschrijv\S+|\bafmelden\b|\blista de correo|\bmailing-?list\b|\bliste de diffusion|\b(?:is|are|this|das ist|c'est du|consider(?:ed)? (?:this|it)?) spam\b|\breport\S* (?:this|you|it) as spam",
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
/// "If you would remove me" asks politely and sets no condition.
static COURTEOUS_IF: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:appreciate|grateful|thankful|kind|nice|great|glad|happy|thank you) (?:it )?if (?:you|someone|this)\b|\bif (?:you|someone) (?:could|would|can|will)\b|\bif possible\b|\bwenn sie (?:mich|uns)\b.*\b(?:würden|könnten)\b|\bif (?:this|it) is the (?:right|wrong) \S+\b",
    )
});
/// Only for a time.
static LIMITED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:before \w|until|till|during|between|while|avant|jusqu'\S+|antes de|hasta|prima d\S+|fino a\S*|vóór|voor (?:maandag|dinsdag|woensdag|donderdag|vrijdag|\d)|före|inden|przed|vor (?:dem|der|\d)|до)",
    )
});
/// Another way to reach them, in the same breath.
static INSTEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:[,;:–—]|\s-)\s*(?:but |just |please |rather |better |bitte |sondern )*(?:call|phone|ring|text|e-?mail|write|fax|whatsapp|use|send|deliver|rufen|ruf|schreiben|senden|appelez|écrivez|ll[áa]m\S+|escr[íi]b\S+|chiamat\S+|bel|mail|ring|позвоните|звоните)\b",
    )
});
/// Telling the reader how to stop what the writer sends: the small print of their own mails.
static INSTRUCTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:to|if you|should you|um|wenn sie|falls sie|pour|si vous|para|si (?:no )?(?:desea|quiere)|se (?:non )?(?:desidera|vuole)|om|als u|indien u|hvis du|om du|jeśli)\b.*?\b(?:un-?subscri\S*|opt[- ]out|(?:no longer|not) (?:wish|want)|receiv\S+|abmeld\S*|abbestell\S*|keine \S+ mehr|désabonn\S*|désinscri\S*|ne (?:souhaitez|voulez) plus|baja|desuscri\S*|cancell\S*|disiscri\S*|uitschrijv\S*|afmeld\S*|avregistrera\S*|wypis\S*)\b.*?\b(?:click|clicking|here|link|write to|reply with|visit|follow|go to|send (?:a|an) e?-?mail|klicken|hier|senden sie|cliquez|ici|haga clic|aquí|clicca\S*|qui|klik\S*|klicka|kliknij)\b|\b(?:click|klicken sie|cliquez|haga clic|cliccare|klik)\b.{0,40}\b(?:un-?subscribe|opt[- ]out|abmelden|abzumelden|abbestellen|désabonner|désinscrire|baja|disiscri\S+|uitschrijven)\b",
    )
});
/// They report that they got nothing: somebody who waits for it.
static RECEIVED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:haven't|have not|hasn't|has not|didn't|did not|never|not) (?:\S+ )?(?:received|got|gotten|arrived|get (?:your|the|it|this|any)|receive (?:your|the|it|this|any))\b|\b(?:habe|haben|hat|ist|sind)\b.*?\b(?:keine?[nr]?|nicht|nichts)\b.*?\b(?:bekommen|erhalten|angekommen|gekommen|gefunden|empfangen)\b|\b(?:bekomme|erhalte|bekommen wir|erhalten wir|kriege|finde) .*?\b(?:keine?[nr]?|nicht|nichts)\b|\bn'(?:ai|avons|a|y a) (?:\S+ )?(?:pas|plus|jamais|rien)\b|\bne (?:reçois|recevons|trouve) (?:pas|plus)\b|\bno (?:he|hemos|ha|recib[oí]|recibimos|me ha|nos ha|encuentro)\b|\bnon (?:ho|abbiamo|ricevo|riceviamo|mi è|ci è|trovo)\b|\b(?:heb|hebben|is|zijn)\b.*?\b(?:geen|niet|niets)\b.*?\b(?:ontvangen|gekregen|aangekomen|binnen\S*)\b|\b(?:ontvang|krijg) .*?\b(?:geen|niet|niets)\b|\b(?:har|fick|får|fik|fikk|modtager|mottar) (?:\S+ )?(?:inte|ikke|inga|ingen|ikkje)\b|\bn[ãa]o (?:recebi|recebemos|recebo|chegou)\b|\bnie (?:dostał\S*|otrzymał\S*|dostaję|doszł\S*|przyszł\S*)\b|\b(?:nedostal\S*|nedorazil\S*|nepřišel|nepřišla)\b|\bне (?:получил\S*|получаю|пришл\S*|приходи\S*)|没有?收到|沒有?收到|届いて(?:い)?(?:ません|ない)|받지 못",
    )
});
static POLITE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:can|could|would|will|may) (?:you|i|someone|we|somebody|my|our|this)\b|\bwould you mind\b|\b(?:können|könnten|würden|kannst|könntest|könnt|kann|darf) (?:sie|du|ihr|ich|man)\b|\b(?:pouvez|pourriez|peux|pourrais|pouvons)[- ](?:vous|tu)\b|\b(?:podr[ií]a[ns]?|puede[ns]?|pueden|podéis)\b|\b(?:può|puoi|potete|potreste|potrebbe|posso)\b|\b(?:kunt u|kun je|kunnen jullie|zou u|wilt u|wil je)\b|\b(?:poderia[m]?|pode[m]?|você pode)\b|\b(?:kan|kunde|kunne|vil) (?:du|ni|i|dere|jeg|jag)\b|\bczy (?:możecie|może|mogą)|\bmůžete\b|\bможете\b",
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
        r"\b(?:cc|bcc|carbon copy|in copy|thread|meeting|call|invite|invitation|calendar|webinar|event|events|order|quote|quotation|project|chat|slack|loop|agenda|guest ?list|guest lists?|attendee list|open day|list price|service|contract|plan|delivery|deliveries|registration|tag der offenen tür|gästeliste|teilnehmerliste|preisliste|warteliste|angebot|rechnung|portes ouvertes|invités|devis|participants|puertas abiertas|invitados|factura|porta aperta|porte aperte|ospiti|fattura|open dag|opendeurdag|gastenlijst|offerte|öppet hus|åbent hus|åpent hus|gästlistan|gæstelisten|offert|tilbud\S*|waiting ?list|wait ?list|short ?list|price ?list|attendees?|participants?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|besprechung|termin|sitzung|einladung|bestellung|kopie|montag|dienstag|mittwoch|donnerstag|freitag|r[ée]union|invitation|commande|copie|rendez-vous|reuni[óo]n|invitaci[óo]n|pedido|riunione|invito|ordine|vergadering|afspraak|uitnodiging|bestelling|reuni[ãa]o|encontro|möte[t]?|mødet?|møtet?|inbjudan|invitasjon)\b",
    )
});
/// Somebody or something else is to go: a colleague, an old address, customers of theirs.
static SOMEBODY_ELSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:remove|un-?subscribe|take|delete|drop|nehmen sie|nimm|streichen sie|löschen sie|retirez|supprimez|désabonnez|désinscrivez|elimin\S+|den de baja a|cancell\S+|rimuov\S+|verwijder\S*|schrijf|haal)\s+(?:please |bitte |as well )?(?:my|our|the|meine[nr]?|unsere[nr]?|mon|ma|notre|mes|a mi|mi|il mio|la mia|mijn|onze|him|her|them|ihn|sie)\s+(?:\S+\s+)?(?:colleagues?|co-?workers?|boss|assistant|predecessor|successor|wife|husband|partner|kolleg\S*|chef\S*|vorgänger\S*|mitarbeiter\S*|collègues?|colegas?|collegh?[aei]|collega'?s?)\b|\b(?:old|former|previous|other|second|alte[ns]?|ehemalige[ns]?|andere[ns]?|ancienne?|autre|antigu[oa]|otr[oa]|vecchi[oa]|altr[oa]|oude|andere|antig[oa]|outr[oa]|gamla|gamle|andra|anden|stare?|старый)\s+(?:e-?mail|mail|address|adresse?|account|one|dirección|correo|indirizzo|adres|endereço|mejl\S*|collegue|colleague|kolleg\S+|colega|collega|collègue)|\b(?:our|their|your|my) (?:customers?|clients?|users?|subscribers|readers|people|kunden|clients|members)\b|\bmails? from (?:my|our|his|her|their)\b|\b(?:customers?|clients?|people|users|subscribers|readers|kunden|leute|abonnenten|clienti|clientes|klanten|kunder)\b.{0,20}\b(?:un-?subscrib|opt|abmeld|abbestell|remov|uitschrijv|désabonn|darse|cancell|melden)",
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
        r"\b(?:call (?:me|us)(?: (?:on|at|next|tomorrow|today|back|instead))|give (?:me|us) a (?:call|ring)|let'?s (?:talk|meet|schedule|discuss|chat|set)|(?:would|we'd|i'd) (?:like|love) (?:to (?:see|buy|order|meet|talk|discuss|learn|know|hear about|schedule)|a (?:quote|demo|call|meeting))|send (?:me|us|over) (?:a|an|the|your|more|some) (?:\S+ )?(?:quote|offer|price\S*|proposal|brochure|datasheet|information|details|deck|contract)|(?:want|wish|need) to (?:order|buy|book|purchase|see|visit|test|try)|(?:we|i)(?:'ll| will) (?:take|order|buy|have) |please (?:send|invoice|quote|ship|deliver|order|book|reserve|call)\b|send (?:two|three|four|five|six|ten|\d+)\b|(?:möchte\S*|wollen|will) (?:\S+ ){0,5}(?:bestellen|kaufen|buchen)|wir (?:bestellen|kaufen)|souhait\S+ commander|quiero (?:pedir|comprar)|vorrei ordinare|looking forward to|rufen sie|schicken sie (?:mir|uns) (?:bitte )?(?:ein|das|die|den|ihr)|(?:hätte|hätten|haben) (?:gern|interesse)|envoyez[- ](?:moi|nous) (?:un|une|le|la|votre|plus)|appelez|llámeme|envíeme|mi chiami|mi mandi|bel me|stuur (?:me|mij|ons) (?:een|de|uw)|me ligue|envie-me|ring (?:mig|meg))\b",
    )
});

/// Whether a sentence turns what was asked before it.
pub(super) fn contrasts(sentence: &str) -> bool {
    CONTRAST.is_match(sentence)
}

/// Whether they want to go on getting it.
pub(super) fn keeps(sentence: &str) -> bool {
    KEEP.is_match(sentence)
}

/// Whether they want something of the rep, so that stopping is not all they say.
pub(super) fn wants_something(sentence: &str) -> bool {
    WANTS_MORE.is_match(sentence) || KEEP.is_match(sentence)
}

/// What a sentence says about stopping.
pub(super) fn request(sentence: &str) -> Request {
    let words = sentence.split_whitespace().count();
    if WORD.is_match(sentence) {
        // "Stop?" asks something.
        return if sentence.trim_end().ends_with('?') {
            Request::Turned
        } else {
            Request::Plain
        };
    }
    if INSTRUCTS.is_match(sentence) {
        return Request::None;
    }
    if HALF_A_WORD.is_match(sentence) {
        return Request::Turned;
    }
    if !asking::asks(sentence) {
        let elsewhere = OTHER_THING.is_match(sentence) && !OUR_THING.is_match(sentence);
        return if MENTION.is_match(sentence) && !elsewhere {
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
        || CONDITION.is_match(sentence) && !COURTEOUS_IF.is_match(sentence)
        || LIMITED.is_match(sentence)
        || RECEIVED.is_match(sentence)
        || INSTEAD.is_match(sentence)
        || question
        || HOW.is_match(sentence)
        || elsewhere
        || SOMEBODY_ELSE.is_match(sentence)
        || KEEP.is_match(sentence)
        || contrast_behind(sentence)
        || words > LONG;
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
