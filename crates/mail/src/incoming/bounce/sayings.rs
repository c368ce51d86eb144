//! What mail servers say when they refuse, by reason, in the languages in which they say it.
//!
//! Each saying is a regular expression over words made [`plain`](super::words::plain): lower case, one space between
//! words, addresses as `@`, hosts as `host`. Sayings are fragments of meaning and not whole messages, so that they
//! hold for servers nobody here has seen. The order is that of [`RULES`]: the first rule that speaks decides.

use byline_model::BounceReason;

/// One rule: words that mean a reason.
pub(super) struct Rule {
    pub reason: BounceReason,
    /// Whether it tells of an account that was closed, which may be for a while.
    pub closed: bool,
    pub sayings: &'static [&'static str],
}

/// The rules, the surest first: "5.1.1 blocked, listed by …" is about a list although the code says "no such user",
/// and "5.7.1 … does not exist" is about the user although the code says "policy".
pub(super) const RULES: &[Rule] = &[
    // The sender's own domain or address displeases: this says nothing about the recipient.
    Rule {
        reason: BounceReason::Policy,
        closed: false,
        sayings: &[
            r"(?:sender|mail ?from|from|return[- ]path|envelope|client|helo|ehlo)(?: e?-?mail)?(?:'s)?(?: address| host| domain| mx)*:? ?(?:@ ?:? ?)?(?:rejected: |refused: |is |has |was |does |do )*(?:an? )?(?:not (?:found|exist|resolve)|unresolvable|non-?existent|unknown|invalid|verify failed|verification failed|no (?:valid )?mx|rejected|denied|blocked by policy)",
            r"domain of sender(?:'s)?(?: address)?\b",
            r"sender (?:domain|address|e?-?mail)[^.;]{0,40}(?:does ?n.t|does not|not exist|must|unresolv|could not|cannot|can.t|not allowed|invalid|verif)",
            r"(?:invalid|unknown|unverified|forged|bad|unroute?able|unauthori[sz]ed) (?:sender|return address|envelope)|\b(?:helo|ehlo) command rejected",
        ],
    },
    Rule {
        reason: BounceReason::MailboxFull,
        closed: false,
        sayings: &[
            r"too many (?:messages|mails|e-?mails)[a-z ]{0,12} (?:on|in) (?:the |this |recipient|his|her|their)|has too many (?:messages|mails)|zu ?viele (?:e-?)?mails auf",
        ],
    },
    Rule {
        reason: BounceReason::RateLimited,
        closed: false,
        sayings: &[
            r"too many (?:\w+ )?(?:messages|mails?|e-?mails|connections|sessions|concurrent|simultaneous|recipients|errors|requests|attempts|invalid|bad|unknown)",
            r"rate[- ]?limit|rate control|throttl|ratelimit",
            r"(?:sending|message|connection|delivery|mail)[a-z ]{0,20}(?:rate|frequency)[a-z ]{0,30}(?:exceed|reached|over|high)|(?:sending|hourly|daily|per (?:hour|day|minute))[a-z ]{0,20}(?:quota|limits?)[a-z ]{0,30}(?:exceed|reached|over)|(?:exceed\w*|reached|over) (?:your|the|its|a)? ?(?:daily|hourly|sending|message)\b[a-z ]{0,20}(?:quota|limit)",
            r"exceed(?:s|ed|ing)?[^.;]{0,30}(?:\brate|per (?:hour|day|minute)|hourly|daily|sending (?:limit|quota)|connection limit|number of (?:messages|connections|recipients))",
            r"receiving (?:mail|e-?mail|messages)[^.;]{0,20} (?:at a rate|too (?:quickly|fast))",
            r"unusual(?:ly high)? rate|unexpected volume|too (?:fast|frequent|quickly)|connection frequency|frequency limit|sending too (?:much|many)|slow down|excessive (?:volume|rate|number|traffic|connections?)|(?:queue|organi[sz]ation|tenant) quota",
            r"(?:connections?|messages?|mails?) (?:rate )?(?:limit|limitation)[a-z ]{0,12}(?:exceeded|reached)|limit(?:ation)? exceeded.{0,20}(?:connection|messages per)",
            r"exceeded (?:the|your)? ?(?:maximum|limit)[^.;]{0,20}(?:connections|recipients|messages per)|number of (?:concurrent |simultaneous )?(?:connections|recipients)\b[^.;]{0,40}exceed|max(?:imum)? (?:number of )?(?:messages?|mails?|recipients?|connections?) per",
        ],
    },
    // The size that a mailbox allows for one message says nothing of how full it is.
    Rule {
        reason: BounceReason::TooBig,
        closed: false,
        sayings: &[
            r"\bmessage (?:size )?(?:has |is )?exceed(?:s|ed|ing)? [^.;]{0,24}(?:message|mail) size",
        ],
    },
    // Servers that find no way to a domain guess at the reasons.
    Rule {
        reason: BounceReason::NoSuchDomain,
        closed: false,
        sayings: &[
            r"(?:account|user|mail ?box|address) or (?:the )?(?:domain|host) (?:may|might|does|do) not exist",
        ],
    },
    Rule {
        reason: BounceReason::MailboxFull,
        closed: false,
        sayings: &[
            r"\b(?:mail ?box|mail-box|in ?box|mail ?folder|mail ?drop|account|user|recipient|storage|maildir|box|folder|disk|quota)[^.;:]{0,40}\b(?:is|are|was|has been|ist)? ?(?:too |currently |nearly |almost )?full\b",
            r"\bfull (?:mail ?box|in ?box|mail ?folder)\b|\bmail ?box ?full\b|\bmbox ?full\b",
            r"over ?-?quota|exceed(?:s|ed|ing)?[^.;]{0,40}quota|quota[^.;]{0,30}(?:exceed|reached|full|over|violation|limit|überschritten)|\bout of quota\b|quota (?:is )?(?:over|used|exhausted)|(?:mail|disk|user|storage|account|inbox|mailbox|recipient|hard|soft|block) ?quota|enough quota|\bquotaexceeded\b|exdiskquota|edquot",
            r"(?:out of|not enough|insufficient|no|low on|lack of|run out of|too little|exceed\w*)[a-z ]{0,30}(?:disk|mailbox|mail ?folder|mailbox storage|message storage|storage) ?(?:space|capacity|allocation|limit|allowance)",
            r"(?:mail ?box|account|inbox|maildir|user|recipient|mailfolder)[^.;:]{0,40}(?:over (?:its|the|their|his)?\s?(?:limit|size|allocat\w+|storage|space|allowance)|exceed(?:s|ed)?|size limit|out of (?:space|storage)|no (?:more )?(?:space|room)|not enough|insufficient|is overdrawn|overdrawn|reached (?:its|the)|limit reached)",
            r"exceed(?:s|ed|ing)?[^.;]{0,40}(?:storage|mailbox|mail ?box|disk|allocat)|(?:storage|mailbox|space)[^.;]{0,20}exceeded",
            r"mail ?box (?:space|storage|size)|box space not enough|too much mail data|too many messages (?:in|on) (?:this|the|recipient)|number of messages in",
            r"\b5\.2\.2\b.{0,40}full|user is overquota|mailbox is at its|inbox is out",
            r"(?:postfach|mailbox|posteingang|konto|speicher)[^.;]{0,60}(?:\bvoll|überfüllt|überschritten|erschöpft|ausgeschöpft|nicht genügend)|kein speicherplatz|speicherplatz|speicherlimit|quota ist",
            r"(?:boîte|boite|messagerie|espace|quota|bal)[^.;]{0,60}(?:pleine|plein\b|saturée?|satur|dépass|atteint|insuffisant)",
            r"(?:buz[oó]n|casilla|cuenta|bandeja|cuota|almacenamiento|espacio)[^.;]{0,60}(?:llen[oa]|excedid|super(?:ó|ad)|sin espacio|agotad|insuficiente|límite)",
            r"(?:caixa|conta|quota|cota|espaço|armazenamento)[^.;]{0,60}(?:chei[ao]|lotad|exced|esgotad|ultrapass|sem espaço|insuficiente)",
            r"(?:casella|quota|spazio|mailbox|posta)[^.;]{0,60}(?:pien[ao]|superat|esaurit|insufficiente)",
            r"(?:mailbox|postvak|postbus|inbox)[^.;]{0,40}(?:\bvol\b|overschreden)",
            r"(?:skrzynk|limit)[^.;]{0,40}(?:pełn|przepełn|przekrocz)|переполнен|ящик[^.;]{0,30}(?:полон|заполнен)|превышен[^.;]{0,30}(?:квот|лимит|размер ящика)|почтовый ящик[^.;]{0,30}переполн",
            r"メールボックス[^。]{0,30}(?:満|一杯|いっぱい|容量|超)|容量[^。]{0,20}(?:超|オーバー|一杯|いっぱい|不足)|保存容量|受信箱[^。]{0,12}(?:一杯|満)",
            r"(?:邮箱|信箱|郵箱|郵件信箱|收件箱)[^。]{0,16}(?:已?满|已?滿|空间不足|空間不足|容量|超)|超(?:出|过)[^。]{0,10}(?:容量|空间)|posta kutusu[^.;]{0,20}dolu|메일함[^.]{0,20}(?:가득|초과)",
            r"(?:brevlåda|postkasse|inboks|innboks|inkorg|postboks)[^.;]{0,30}(?:full|fuld|fyldt)|schránk[^.;]{0,30}(?:plná|přeplněn)|megtelt|betelt|plină",
        ],
    },
    Rule {
        reason: BounceReason::TooBig,
        closed: false,
        sayings: &[
            r"(?:message|mail|e-?mail|letter|content|data|body|attachment)s?(?: file)? ?(?:size|length)?[^.;]{0,30}(?:too (?:big|large)|exceed)",
            r"(?:message|mail|e-?mail|data|header|line|content)s?(?: is| was| are)? too long",
            r"(?:message|mail|e-?mail|size|length)[^.;]{0,30}(?:larger|bigger|greater) than|size[^.;]{0,30}more than",
            r"too (?:big|large)(?: a)? (?:message|mail)|too large for|oversized?|line limit exceeded|too (?:big|large)\b",
            r"exceed(?:s|ed|ing)?[^.;]{0,40}(?:max(?:imum|imal)?|fixed|incoming|message|attachment|limit on)[^.;]{0,20}\bsize|size (?:limits?|exceed|restriction)|maximum (?:message |mail |allowable |allowed |permitted )*(?:size|length)|max(?:imum)? ?(?:message|mail)? ?size|message ?size|size of (?:the|this|your) (?:message|mail)",
            r"(?:zu groß|zu gross|größenbeschränkung|maximale größe|maximal zulässige)",
            r"trop (?:gros|volumineu|grand|lourd)|taille (?:maximale|limite|autoris|du message)|demasiado grande|tamaño (?:máximo|del mensaje|límite)|excede (?:el|o) (?:tamaño|tamanho)|muito grande|tamanho (?:máximo|da mensagem|limite)|troppo grande|dimensioni? (?:massim|del messaggio|troppo)|te groot|za duży|слишком больш|サイズ[^。]{0,16}(?:超|大)|(?:邮件|郵件)[^。]{0,8}(?:太大|过大|超)|för stor|for stor",
        ],
    },
    Rule {
        reason: BounceReason::Greylisted,
        closed: false,
        sayings: &[r"gr[ae]y[- ]?list(?:ing|ed)?|postgrey|gr[ae]ylst"],
    },
    // A list of senders, or a filter that calls the message spam.
    Rule {
        reason: BounceReason::Spam,
        closed: false,
        sayings: &[
            r"blocklisthost|black[- ]?list|block[- ]?list|deny ?list|\brbls?\b|\bdnsbls?\b|\buribl\b|\bsurbl\b|\bsbl\b|\bxbl\b|\bpbl\b|\brhsbl\b",
            r"(?:poor|bad|low|negative|sender|ip|domain|sending|email|your|reputation)[a-z ']{0,20}reputation|reputation (?:of|is|score|too|block|filter|service)",
            r"(?:is|are|was|been|currently|found) (?:on|in|listed|blocked|banned)[^.;]{0,30}\blists?\b|(?:\b(?:is|are|was|were|been|being|currently|address|ip|host|domain)|@|\)|^) (?:currently |temporarily )?listed (?:at|by|in|on|with)\b|blocked (?:using|by (?:our|the)? ?(?:anti|spam|filter|list))",
            r"banned (?:sending|sender|ip)|\bbad ip\b|spammer",
            r"(?:ip|address|network|host|server|sender|domain|mail|connection)[^.;]{0,50}\b(?:banned|blacklisted|blocklisted)\b",
            r"(?:message|mail|content|e-?mail|subject|it|letter)[^.;]{0,60}(?:considered|classified|identified|detected|rejected|refused|blocked|marked|flagged|tagged|looks|appears|seems|recogni[sz]ed|suspected|regarded|scored|contains?)[^.;]{0,24}(?:\bspam|\bjunk|\bube\b|\buce\b|\bbulk)",
            r"\b(?:spam|junk|bulk|unsolicited|ube|uce)(?: (?:e-?mails?|mails?|messages?|content|filter|score|rate))?[^.;]{0,24}(?:reject|refus|block|detect|denied|not accepted|not wanted|prohibit|found|suspect|policy|filter)",
            r"(?:rejected|blocked|refused|denied|detected|suspected|discarded|dropped|quarantined)[^.;]{0,24}(?:\bspam\b|\bjunk\b|unsolicited|\bube\b|\buce\b|spammy)",
            r"spam[- ]?(?:assassin|score|message|filter|content|like|detect|trap|cop|haus|reject|block)|\bis spam\b|as spam\b|\bspam\b.{0,20}\bscore|high(?:ly)? (?:spam|probab)|spam (?:probab|likel|classif)|anti-?spam|(?:message )?content (?:was )?(?:rejected|blocked|refused)|rejected[^.;]{0,24} content\b",
            r"unsolicited|bulk (?:mail|e-?mail|message)|als spam|comme (?:spam|indésirable)|como (?:spam|correo no deseado)|spam-?verdacht|迷惑メール|垃圾邮件|垃圾郵件|спам",
        ],
    },
    // What the sender's domain has to show: SPF, DKIM, DMARC, a name for its host.
    Rule {
        reason: BounceReason::Policy,
        closed: false,
        sayings: &[
            r"\b(?:spf|dkim|dmarc|domainkeys|sender policy framework|sender[- ]id)\b",
            r"unauthenticated (?:e?-?mail|message)|not authenticated|email authentication|authentication (?:checks?|level|requirement|required|credentials|failed|failure)",
            r"reverse (?:dns|lookup|host|address|mapping|name|resol)|\brdns\b|\bptr\b|ptrs?\b record|no reverse|without reverse|(?:fix|find|resolve|have|has|get) (?:your|a|the)?\s?(?:valid )?reverse|(?:ip|client|your host).{0,30}(?:no|not|without) .{0,15}(?:hostname|domain name|host name)",
            r"mismatch\w* client|invalid ip|unverif\w+ sending|my name was rejected|misconfigured",
        ],
    },
    Rule {
        reason: BounceReason::Network,
        closed: false,
        sayings: &[
            r"connection (?:was )?(?:refused|timed out|reset)|not accept[^.;]{0,20}(?:requests? to connect|connection)|not accepting (?:network )?(?:messages|connections)",
        ],
    },
    Rule {
        reason: BounceReason::NoSuchDomain,
        closed: false,
        sayings: &[
            r"null ?mx|domain (?:name )?(?:does not|doesn.t|do not|will not|never) (?:accept|receive|want|handle|have)[^.;]{0,16}(?:e-?mail|mail|mx|\ba record)|does not accept (?:e-?mail|mail)\b(?: \(|$|\.)",
            r"\b(?:domain|host|hostname|server|site)(?: name)?s?\b[^.;:,]{0,40}(?:does not|doesn.t|did not|do not|not) exist|no such (?:domain|host)|(?:domain|host)(?: name|name)? (?:was |is |could |can )?(?:not|n.t) (?:be )?(?:found|known|resolved?)|(?:domain|host)(?: name|name)? not (?:found|known)",
            r"unknown (?:mail )?(?:host|domain|smtp host|server)|(?:host|domain)(?: name)? (?:is )?unknown|host unknown|unknown or (?:illegal|invalid) domain",
            r"(?:recipient|destination|bad|invalid|illegal|target|to)(?:'s)? (?:mail )?(?:domain|host|system address|destination host|destination system)[^.;]{0,30}(?:invalid|not (?:found|exist|valid)|unknown|expired|error|bad|could|does|has no)|(?:invalid|illegal|bad|unresolvable|non-?existent|unregistered|misspelled|wrong) (?:recipient )?(?:domain|host(?:name)?)|bad destination (?:system|host|mailbox domain)",
            r"no (?:valid )?(?:mx|mail exchanger|a record|mail server|mail host|dns)s?(?: \w+)?[^.;]{0,20}(?:record|found|exist|for|available)|could ?n.t find any host|cannot find (?:a |any )?(?:mail|route|host|domain|mx|server)|mx (?:record|lookup|host)s?[^.;]{0,40}(?:non-?existent|not found|no |fail|invalid|point to)",
            r"unroute?able (?:mail )?domain|domain is not reachable|nxdomain|no (?:ip|a|aaaa) (?:address|record)s? (?:found )?for|name or service not known|name does not resolve|not a valid (?:host|domain)|no (?:answer|data) from dns for|lookup (?:of|for) [^.;]{0,30}(?:no such|not found)|dns (?:lookup|domain|type)[^.;]{0,50}(?:no such|non-?exist|not exist|reports)|no route found to domain|domain[^.;]{0,40}(?:not|n't) (?:appear to )?(?:be )?registered",
            r"(?:domain|domäne|domaine|dominio|domínio|host)[^.;]{0,30}(?:existiert nicht|nicht gefunden|nicht vorhanden|n'existe pas|introuvable|inconnu|no existe|no se (?:ha )?(?:encontr|pudo)|não (?:existe|foi encontrad)|non (?:esiste|trovat|è stato trovat)|inesistente|bestaat niet|niet gevonden|nie istnieje|не существует|не найден)|(?:домен|домена|узел)[^.;]{0,30}(?:не существует|не найден)|ドメイン[^。]{0,20}(?:存在しません|見つかりません|見つからない)|域名[^。]{0,8}(?:不存在|错误)|收件人域名|无法找到(?:域名|主机)",
        ],
    },
    Rule {
        reason: BounceReason::Moved,
        closed: false,
        sayings: &[
            r"(?:user|recipient|person|account|mailbox|customer|subscriber|employee|he|she|who|they|address|member)[^.;]{0,30}\b(?:has|have|is|was|had)? ?(?:been )?(?:moved|left|relocated|departed|retired)\b",
            r"no longer (?:works?|employed|with (?:us|the|this)|at this|part of|associated|a (?:member|student|employee))|does not work (?:here|at|for)|not employed|left (?:the|our|this) (?:company|organi|firm|university|school)",
            r"(?:address|e-?mail)[^.;]{0,24}(?:has |was |is )(?:been )?changed|changed (?:his|her|their|its|my|e-?mail)[^.;]{0,12}address|new (?:e-?mail )?(?:address|mailbox)(?: is|:| of)|please (?:use|try|update|note)[^.;]{0,30}(?:new|following|forward|instead)[^.;]{0,16}(?:@|address|path)|user not local; please (?:try|forward)|will forward to|please (?:try|use|send (?:it )?to|mail) (?:<)?@",
            r"destination mailbox has moved|mailbox (?:has )?moved|has moved to|forwarding (?:address|order) expired",
            r"(?:ausgeschieden|nicht mehr (?:bei|für|im unternehmen|tätig)|neue (?:e-?mail-?)?adresse|a quitté|ne travaille plus|nouvelle adresse|ya no trabaja|nueva dirección|não trabalha mais|novo endereço|non lavora più|nuovo indirizzo|werkt niet (?:meer|langer)|nie pracuje)",
        ],
    },
    // An account that its owner or its provider has closed is gone for good as far as a sender can know: it is `hard`
    // unless the server says "temporarily" or answers with a 4xx code, which the classifier looks at.
    Rule {
        reason: BounceReason::NoSuchUser,
        closed: true,
        sayings: &[
            r"\b(?:account|mail ?box|user|address|recipient|login|inbox|customer|subscriber|e-?mail)\b[^.;:]{0,50}\b(?:disabled|inactive|deactivated|de-activated|suspended|discontinued|closed|terminated|deleted|removed|cancell?ed|dormant|frozen|locked|abolished|unsubscribed from|not active|not in service|no longer (?:active|valid|available|in use|in service|exists?|monitored|on|accept\w*|used|have)|(?:is |has |was )?(?:been )?expired|switched off)",
            r"(?:account|compte|konto|cuenta|conta)[^.;:]{0,40}(?:\bblocked|bloqu|gesperrt|bloquead)",
            r"(?:disabled|inactive|suspended|closed|terminated|deactivated|expired|deleted|non-?existent|nonexist\w*) (?:user|account|mail ?box|recipient|address|e-?mail)|user (?:has been |is )?disabled|isn.t active|not activated|never logged|has not logged|(?:mail ?box|account|user|address|@)[^.;]{0,60}(?:due to|because of|after)[a-z ]{0,20} inactivity|@ (?:is |has been )?(?:no longer|not) (?:an? )?(?:valid|active|in use|in service|available|monitored|a user)",
            r"(?:konto|postfach|adresse|empfänger|account|mailbox)[^.;]{0,40}(?:deaktiviert|gesperrt|geschlossen|gelöscht|nicht mehr (?:aktiv|gültig|vorhanden|verfügbar)|abgeschaltet)|(?:compte|boîte|adresse)[^.;]{0,40}(?:désactivé|suspendu|fermée?|supprimé|n'est plus)|(?:cuenta|buz[oó]n|dirección)[^.;]{0,40}(?:desactivad|suspendid|cerrad|eliminad|ya no)|(?:conta|caixa|endereço)[^.;]{0,40}(?:desativad|suspens|encerrad|exclu[ií]d|inativ|não está mais)|(?:account|casella|indirizzo)[^.;]{0,40}(?:disattivat|sospes|chius|eliminat|disabilitat|non (?:è )?più)|(?:konto|skrzynka)[^.;]{0,30}(?:zablokowan|nieaktywn|usunięt)|(?:ящик|пользователь|аккаунт)[^.;]{0,30}(?:заблокирован|отключ|удал)",
        ],
    },
    Rule {
        reason: BounceReason::NoSuchUser,
        closed: false,
        sayings: &[
            r"(?:user|users|recipient|rcpt|mail ?box|account|address|addressee|alias|person|login|name)(?:'s)?(?: e?-?mail)?(?: address| name| account| mailbox| user| id)?(?: \(s\)|\(s\)|\(es\))?:? ?(?:@,? ?)?(?:<?@>?:? ?)?(?:is |was |are |has been |seems? )?(?:currently )?(?:unknown|not known|un-known|not (?:be )?found|not exist|not listed|not recogni[sz]ed|invalid|not valid|nonexist\w*|non-?existent|undefined|not available|unavailable|unroute?able|undeliverable|not local|unresolved|not a known|incorrect|wrong|bad)",
            r"(?:user|recipient|rcpt|mail ?box|account|address|addressee|alias|person|who|it|that name|username|@|e-?mail(?: id)?)[^.;:]{0,60}(?:could ?n.t|could not|cannot|can.t|can not|was ?n.t|was not|were not|is ?n.t|is not|not|are not) (?:be )?(?:found|known|recogni[sz]ed|listed|located|identified|resolved|looked up)",
            r"(?:unknown|no such|invalid|nonexistent|non-existent|non existent|bad|illegal|incorrect|undeliverable|unroute?able|unrecogni[sz]ed|wrong|unresolvable|misspelled|nonexisting)[ -](?:local |internal |virtual |destination |delivery |remote |final delivery |target |e?-?mail |mail )*(?:user|users|recipient|recipients|rcpt|mail ?box|account|address|addressee|alias|person|name|login|part|mail ?drop|userid|username|id|maildrop|user-?name|forward-path)",
            r"(?:user|recipient|mail ?box|account|address|addressee|alias|person|e-?mail|employee|login|@)[^.;]{0,60}(?:does ?n.?t|does not|do not|don.t|did not|no longer|not) exists?|(?:does|do) ?n.t (?:have|exist)[^.;]{0,24}(?:account|mailbox|here)|(?:doesn't|does not) have an? [^;]{0,40}(?:account|mailbox)|(?:we |do not |don.t |does not )have (?:any|no|an?) (?:such )?(?:mail ?box|user|account|recipient)",
            r"\b(?:does not|doesn.?t|do not|don.t|not) exist\b|\bnot exist\b|no longer exists?|not_exist|no existe\b",
            r"no (?:mail ?box|account|user|one|recipient|such|valid recipient|known)[a-z ]{0,20}(?:here|by that|with that|with this|for|named|name|found|person|there|exist|called)|no mailbox|no mail box|there is no (?:one|user|such|person|mailbox|account)|no (?:valid )?recipients?\b|nobody (?:here|by)|no account",
            r"(?:is|are) not (?:an? |our |one of our |the |currently )*(?:valid|known|registered|existing|local|active|real|correct|legal|recogni[sz]ed)[a-z ]{0,20}(?:user|recipient|mail ?box|account|address|customer|e-?mail)|not (?:our|a) (?:customer|user|mail ?box|subscriber|valid)|isn.t (?:a |an )?(?:valid|known|local)|not a (?:valid|known) ",
            r"not listed in|directory lookup|address(?:es)? (?:not found|couldn.t|lookup|verification|failed)|unknown (?:in|to) |not in (?:the |our |my )?(?:directory|user|recipient|list of|address|local)|(?:marked|flagged) as (?:invalid|inactive|unknown|deleted|non-?exist\w*)|user doesn|recipnotfound|nosuchuser|unknownuser|unknown to (?:this|address|us)|unknown: ?|(?:^|[ :;(])unknown (?:@|$)|couldn't be found|could not be found|wasn't found",
            r"(?:mail ?box|account|user|recipient) (?:is )?(?:currently )?(?:unavailable|not available|unknown|not available or not local)|mailbox unavailable|addressee unknown|inactive or nonexistent|final (?:e-?mail )?delivery point|not a valid mailbox|that(?:'s| is) not a valid user|is wrong or no longer valid|wrong or no longer valid|e-?mail address (?:is )?(?:wrong|incorrect|invalid|misspelled)",
            r"unroute?able address|unable to (?:verify|find|resolve|validate|lookup)[a-z ]{0,14}(?:user|recipient|address|mailbox)|recipient (?:verify|verification|validation)|delivery to (?:the )?(?:this )?(?:user|account|recipient)[a-z ]{0,20}(?:not|is) (?:possible|allowed)|unknown user|bad address syntax|malformed (?:address|recipient|user)|recipient (?:was )?rejected by (?:the )?server|recipients? (?:refused|unknown)|unable to relay recipient in non-accepted domain",
            r"(?:empfänger|benutzer|adresse|adressat|postfach|teilnehmer|konto|kunde|nutzer|mailbox)[^.;]{0,60}(?:unbekannt|nicht (?:gefunden|bekannt|vorhanden|existent|gültig|registriert|erreichbar)|existiert nicht|ungültig|gibt es nicht|existieren nicht)|unbekannter (?:empfänger|benutzer|nutzer)|empfaenger unbekannt|kein(?:en)? (?:solche[nrs]? )?(?:benutzer|empfänger|postfach)|existiert nicht|wurde[n]? nicht gefunden|konnte nicht gefunden werden|nicht gefunden\b",
            r"(?:utilisateur|destinataire|adresse|boîte|compte|boite)[^.;]{0,60}(?:inconnue?|introuvable|n'existe pas|non valide|invalide|inexistante?|n'a pas été trouvée?|erronée?|incorrecte?)|n'existe pas|(?:est )?introuvable|n'a pas été trouvé|n'est pas (?:un |une )?(?:valide|connu)",
            r"(?:usuario|destinatario|dirección|direccion|buz[oó]n|cuenta|casilla)[^.;]{0,60}(?:no (?:existe|encontrad|válid|se encontró|se ha encontrado|se pudo encontrar)|desconocid|inexistente|incorrect|inválid)|no se (?:ha )?(?:encontr[óo]|encontrado|pudo encontrar) (?:la|el) (?:dirección|usuario|destinatario|buz)|no existe|desconocido",
            r"(?:usuário|usuario|destinatário|endereço|conta|caixa)[^.;]{0,60}(?:não (?:existe|encontrad|foi encontrad|foi possível encontrar|é válid)|desconhecid|inexistente|inválid|incorret)|não (?:existe|foi encontrad)|desconhecido",
            r"(?:utente|destinatario|indirizzo|casella|account)[^.;]{0,60}(?:sconosciut|inesistente|non (?:esiste|trovat|valid|è stato trovat|è valid|riconosciut)|errat)|non esiste|impossibile trovare|non (?:è stato )?trovato",
            r"(?:gebruiker|ontvanger|adres|geadresseerde|postvak|e-mailadres)[^.;]{0,60}(?:onbekend|bestaat niet|niet gevonden|ongeldig|kan niet worden gevonden)|bestaat niet|niet gevonden|onbekende gebruiker",
            r"(?:użytkownik|adres|odbiorc|skrzynk|konto)[^.;]{0,60}(?:nieznan|nie istnieje|nie znaleziono|nieprawidłow|nie został)|nie istnieje|nie znaleziono|(?:пользовател|ящик|адрес|получател|абонент)[^.;]{0,60}(?:не существует|неизвест|не найден|не зарегистр|недействит)|не существует|не найден|неизвестный пользователь",
            r"(?:ユーザ|アドレス|宛先|受信者|メールボックス|アカウント)[^。]{0,40}(?:存在し(?:ません|ない)|見つかりません|見つからな|不明|知らない|いません|有効ではあり|無効|間違)|存在しません|見つかりません|宛先不明|あて先[^。]{0,16}(?:不明|存在)",
            r"(?:用户|收件人|地址|邮箱|帐号|账号|帳號|信箱|使用者|收信人)[^。]{0,24}(?:不存在|不正确|未找到|找不到|有误|無效|无效|错误|停用|不明)|不存在|查无此人|找不到|존재하지 않|찾을 수 없|알 수 없는 (?:사용자|수신자)",
            r"(?:användare|mottagare|adress|bruger|modtager|mottaker|e-postadress)[^.;]{0,60}(?:finns inte|okänd|hittades inte|kunde inte hittas|findes ikke|ukendt|blev ikke fundet|ikke fundet|finnes ikke|ukjent|ble ikke funnet|ikke funnet|ugyldig|ogiltig)|neexistuje|nebyla? nalezen|neznám|nem létezik|nem található|ismeretlen|nu există|nu a fost găsit|bulunamadı|mevcut değil|geçersiz|böyle bir (?:kullanıcı|adres|hesap|alıcı)|(?:kullanıcı|adres|hesap|alıcı)\w* (?:yok|bilinmiyor)|ei löydy|tuntematon|ei ole olemassa|δεν υπάρχει|άγνωστος",
        ],
    },
    Rule {
        reason: BounceReason::Spam,
        closed: false,
        sayings: &[r"\bspam\b"],
    },
    // Rules of the house: relaying, lists with members only, viruses, encryption, permission.
    Rule {
        reason: BounceReason::Policy,
        closed: false,
        sayings: &[
            r"relay(?:ing|ed)?[^.;]{0,40}(?:denied|prohibit|not (?:permit|allow|accept)|access|refus|reject|forbidden|disallow|restrict|from)|(?:unable|cannot|not allowed|not permitted|refuse|denied|no|not) (?:\w+ ){0,2}relay|rcpthosts|relay (?:denied|not)|we do not relay|allowed rcpthosts|not a (?:gateway|relay)",
            r"access (?:is |was )?(?:denied|restricted|not (?:granted|allowed))|permission (?:denied|to)|not (?:authori[sz]ed|permitted|allowed|entitled|accepting)|unauthori[sz]ed|policy\b|policies|prohibit|restrict(?:ed|ion)|administrative(?:ly)?|forbidden|security reasons?|rejected by (?:the )?(?:recipient|user|administrator)",
            r"(?:only|must)[^.;]{0,40}(?:members?|subscribers?|authenticat|internal|registered|authori[sz]ed)|not (?:a )?(?:member|subscrib)|does not accept|not accept(?:ing|ed)?|do(?:es)? not have permission|members? only|private (?:list|group)|closed (?:list|group)|allowed senders|whitelist|white list",
            r"\bvirus|malware|worm\b|trojan|infected|(?:attachment|file type|extension|executable|archive|zip|url|link|content)[^.;]{0,40}(?:not (?:allowed|permitted|accepted)|blocked|banned|prohibit|reject|forbidden|suspicious|stripped|filtered|malicious|disallowed)|attachment.{0,40}(?:refused|rejected|not (?:allowed|permitted|accepted)|forbidden)|(?:contains?|detected|blocked)[^.;]{0,24}(?:attachment|url|link|phish|virus)|phish",
            r"(?:tls|encrypt\w*|starttls)[^.;]{0,24}(?:required|mandatory|must|needed|not (?:offered|available|support))|must issue a starttls|requires? (?:tls|encryption|authentication)|require_?tls",
            r"(?:message|mail|e-?mail|sender|client host|transaction)[^.;]{0,30}(?:rejected|refused|blocked|denied|filtered|not accepted)|(?:rejected|refused|blocked|denied) by|rejected for policy|reject by behaviour|filter(?:ed)? (?:rule|by)|rfc ?-?(?:5322|2822|822|5321|compliant)|non-?compliant|\bbare lf\b|spoof|(?:^|[:;(]|\d) ?blocked\b",
            r"richtlinie|nicht (?:berechtigt|erlaubt|gestattet|zugelassen|autorisiert)|berechtigung|abgelehnt|verweigert|stratégie|autorisé|interdit|politique|refusé|rejeté|no (?:está )?(?:autorizad|permitid)|directiva|política|rechazad|denegad|não (?:está )?(?:autorizad|permitid)|rejeitad|recusad|non (?:è )?(?:autorizzat|consentit)|rifiutat|criteri|niet (?:toegestaan|gemachtigd)|geweigerd|beleid|odrzucon|отклонен|запрещ|拒否|拒绝|拒收|許可されて|거부",
        ],
    },
    Rule {
        reason: BounceReason::Network,
        closed: false,
        sayings: &[
            r"connect(?:ion)?(?: attempt)?s?\b[^.;]{0,60}(?:timed? ?-?out|refused|reset|lost|dropped|fail|closed|aborted|terminat|unreachable|rejected|not (?:possible|be (?:established|made))|broken|interrupted)|(?:could ?n.t|could not|can.t|cannot|unable to|failed to|did not) (?:\w+ ){0,3}(?:connect|contact|reach (?:the |host|any|server|remote)|establish|open (?:a )?connection)",
            r"\btimed ?-?out|(?:connect\w*|connection|operation|network|read|write|session|response|smtp|dns|server|host) time-?out|no route|unreachable|network (?:error|problem|failure)|(?:lost|dropped|broken|bad|deferred) (?:connection|input)|conversation with|host (?:is )?(?:down|not responding|not reachable)|(?:server|host|mta|relay)[^.;]{0,40}(?:not respond|did ?n.t respond|did not respond|no response|no answer|unavailable|not available|not reachable|not accepting (?:network )?(?:messages|connections))|no (?:response|answer) from",
            r"(?:dns|name ?server|name service|resolver|mx|domain lookup|host lookup|lookup)[^.;]{0,50}(?:fail|error|timeout|temporar|problem|try again|serv ?fail|deferred|did not complete)|servfail|temporary (?:lookup|resolution|dns|name)|try again[^.;]{0,12}(?:dns|name)|no socket|smtp connection got far|eof|end of file|tls (?:handshake|negotiat|is required|session|connect)|ssl[^.;]{0,20}(?:fail|error)|handshake",
            r"(?:routing|mail) loop|loop(?:s|ing)? (?:back|detected)|too many hops|hop count|hops? exceeded|loop count",
            r"zeitüberschreitung|verbindung[^.;]{0,40}(?:fehlgeschlagen|abgelehnt|abgebrochen|unterbrochen|nicht (?:möglich|hergestellt|aufgebaut))|nicht erreichbar|délai (?:d'attente|dépassé)|connexion[^.;]{0,30}(?:refusée|impossible|échou|perdue)|ne répond pas|tiempo de espera|conexión[^.;]{0,30}(?:rechazad|perdid|fall|agotad)|no responde|tempo (?:limite|esgotado)|conexão[^.;]{0,30}(?:recusad|perdid|falh)|não (?:está )?respond|connessione[^.;]{0,30}(?:rifiutat|persa|fallit|scadut)|non risponde|verbinding[^.;]{0,30}(?:geweigerd|verbroken|mislukt)|接続[^。]{0,16}(?:できません|失敗|タイムアウト|拒否)|タイムアウト|连接[^。]{0,8}(?:超时|失败|被拒)|соединени[^.;]{0,30}(?:превышен|отказ|не удалось)",
        ],
    },
    Rule {
        reason: BounceReason::Expired,
        closed: false,
        sayings: &[
            r"(?:message|mail|queue|delivery|retry|retries|retention|it|lifetime|ttl|time)[^.;]{0,40}(?:expired|expir|time-? ?(?:limit )?exceeded|timeout exceeded|too (?:long|old)|exhausted)|expired[^.;]{0,20}(?:message|queue|delivery)|retry time|undelivered (?:for|after)|(?:after|for|within|over|than|in) \d+(?:\.\d+)? (?:hour|day|minute|attempt|time|week|tr|retr)|multiple (?:retries|attempts)|delivery attempts?|attempts? (?:failed|exceeded)|too (?:long|many attempts)|in (?:the )?queue (?:too|for)|could not (?:be )?deliver(?:ed)? (?:for|within)|not been collected|not collected|max(?:imum)? (?:delivery )?(?:attempts|retr)|\d+ attempts|message (?:has )?timed out|still being retried|will be retried|failing for a long time|abgelaufen|expir[ée]|caducad|scadut|verlopen|有効期限|过期|过期",
        ],
    },
];
