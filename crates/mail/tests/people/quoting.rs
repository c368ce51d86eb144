//! What a person wrote, cut from what they quote.

use crate::{answer, html_answer};

/// What stands above in every example.
const WORDS: &str =
    "Hi Dana,\n\nyes, two of them please. From: our plant in Ghent, as always.\n\nBest,\nTom";

/// Quotations under an answer, as mail programs make them.
const BELOW: &[(&str, &str)] = &[
    (
        "Gmail",
        "On Sat, Nov 21, 2026 at 9:00 AM Dana Reyes <dana@example.com> wrote:\n\n> Hello Tom,\n> shall I send two?\n>",
    ),
    (
        "Gmail, folded",
        "On Sat, Nov 21, 2026 at 9:00 AM Dana Reyes with a long name <\ndana@example.com> wrote:\n\n> Hello Tom,",
    ),
    (
        "Gmail, old",
        "2026-11-21 9:00 GMT+01:00 Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, German",
        "Am Sa., 21. Nov. 2026 um 09:00 Uhr schrieb Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, German, name first",
        "Dana Reyes <dana@example.com> schrieb am Sa., 21. Nov. 2026, 09:00:\n\n> Hello Tom,",
    ),
    (
        "Gmail, French",
        "Le sam. 21 nov. 2026 à 09:00, Dana Reyes <dana@example.com> a\nécrit :\n\n> Hello Tom,",
    ),
    (
        "Gmail, Spanish",
        "El sáb, 21 nov 2026 a las 9:00, Dana Reyes (<dana@example.com>) escribió:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Italian",
        "Il giorno sab 21 nov 2026 alle ore 09:00 Dana Reyes <dana@example.com>\nha scritto:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Dutch",
        "Op za 21 nov 2026 om 09:00 schreef Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Portuguese",
        "Em sáb., 21 de nov. de 2026 às 09:00, Dana Reyes <dana@example.com> escreveu:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Swedish",
        "Den lör 21 nov. 2026 kl 09:00 skrev Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Danish",
        "Den lør. 21. nov. 2026 kl. 09.00 skrev Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Norwegian",
        "lør. 21. nov. 2026 kl. 09:00 skrev Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Finnish",
        "la 21. marrask. 2026 klo 9.00 Dana Reyes (dana@example.com) kirjoitti:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Polish",
        "sob., 21 lis 2026 o 09:00 Dana Reyes <dana@example.com> napisał(a):\n\n> Hello Tom,",
    ),
    (
        "Gmail, Czech",
        "so 21. 11. 2026 v 9:00 odesílatel Dana Reyes <dana@example.com> napsal:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Russian",
        "сб, 21 нояб. 2026 г. в 09:00, Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Chinese",
        "Dana Reyes <dana@example.com> 于2026年11月21日周六 09:00写道：\n\n> Hello Tom,",
    ),
    (
        "Gmail, Japanese",
        "2026年11月21日(土) 9:00 Dana Reyes <dana@example.com>:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Korean",
        "2026년 11월 21일 (토) 오전 9:00, Dana Reyes <dana@example.com>님이 작성:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Turkish",
        "Dana Reyes <dana@example.com>, 21 Kas 2026 Cmt, 09:00 tarihinde şunu yazdı:\n\n> Hello Tom,",
    ),
    (
        "Gmail, Hungarian",
        "Dana Reyes <dana@example.com> ezt írta (időpont: 2026. nov. 21., Szo, 9:00):\n\n> Hello Tom,",
    ),
    (
        "Apple Mail",
        "> On Nov 21, 2026, at 9:00 AM, Dana Reyes <dana@example.com> wrote:\n> \n> Hello Tom,",
    ),
    (
        "Apple Mail, German",
        "> Am 21.11.2026 um 09:00 schrieb Dana Reyes <dana@example.com>:\n> \n> Hello Tom,",
    ),
    (
        "iPhone",
        "Sent from my iPhone\n\n> On Nov 21, 2026, at 9:00 AM, Dana Reyes <dana@example.com> wrote:\n> \n> Hello Tom,",
    ),
    (
        "iPhone, German",
        "Von meinem iPhone gesendet\n\n> Am 21.11.2026 um 09:00 schrieb Dana Reyes <dana@example.com>:\n> \n> Hello Tom,",
    ),
    (
        "Thunderbird",
        "On 21/11/2026 09:00, Dana Reyes wrote:\n> Hello Tom,\n>\n> two?",
    ),
    (
        "Thunderbird, German",
        "Am 21.11.26 um 09:00 schrieb Dana Reyes:\n> Hello Tom,",
    ),
    (
        "Outlook",
        "From: Dana Reyes <dana@example.com> \nSent: Saturday, November 21, 2026 9:00 AM\nTo: Tom Baker <tom@customer.example>\nCc: Ann Lee <ann@customer.example>; Ben Ode\n <ben@customer.example>\nSubject: News from the plant\n\nHello Tom,\n\nshall I send two?\n\nDana",
    ),
    (
        "Outlook, no addresses",
        "From: Dana Reyes\nSent: Saturday, November 21, 2026 9:00 AM\nTo: Tom Baker\nSubject: News from the plant\n\nHello Tom,",
    ),
    (
        "Outlook, bold",
        "*From:* Dana Reyes <dana@example.com>\n*Sent:* Saturday, November 21, 2026 9:00 AM\n*To:* Tom Baker\n*Subject:* News\n\nHello Tom,",
    ),
    (
        "Outlook, old",
        "-----Original Message-----\nFrom: Dana Reyes [mailto:dana@example.com]\nSent: Saturday, November 21, 2026 9:00 AM\nTo: Tom Baker\nSubject: News\n\nHello Tom,",
    ),
    (
        "Outlook, German",
        "Von: Dana Reyes <dana@example.com>\nGesendet: Samstag, 21. November 2026 09:00\nAn: Tom Baker\nBetreff: News\n\nHello Tom,",
    ),
    (
        "Outlook, old, German",
        "-----Ursprüngliche Nachricht-----\nVon: Dana Reyes\nGesendet: Samstag, 21. November 2026 09:00\nAn: Tom Baker\nBetreff: News\n\nHello Tom,",
    ),
    (
        "Outlook, French",
        "De : Dana Reyes <dana@example.com>\nEnvoyé : samedi 21 novembre 2026 09:00\nÀ : Tom Baker\nObjet : News\n\nHello Tom,",
    ),
    (
        "Outlook, Spanish",
        "De: Dana Reyes <dana@example.com>\nEnviado el: sábado, 21 de noviembre de 2026 9:00\nPara: Tom Baker\nAsunto: News\n\nHello Tom,",
    ),
    (
        "Outlook, Italian",
        "Da: Dana Reyes <dana@example.com>\nInviato: sabato 21 novembre 2026 09:00\nA: Tom Baker\nOggetto: News\n\nHello Tom,",
    ),
    (
        "Outlook, Dutch",
        "Van: Dana Reyes <dana@example.com>\nVerzonden: zaterdag 21 november 2026 09:00\nAan: Tom Baker\nOnderwerp: News\n\nHello Tom,",
    ),
    (
        "Outlook, Portuguese",
        "De: Dana Reyes <dana@example.com>\nEnviada em: sábado, 21 de novembro de 2026 09:00\nPara: Tom Baker\nAssunto: News\n\nHello Tom,",
    ),
    (
        "Outlook, Swedish",
        "Från: Dana Reyes <dana@example.com>\nSkickat: den 21 november 2026 09:00\nTill: Tom Baker\nÄmne: News\n\nHello Tom,",
    ),
    (
        "Outlook, Danish",
        "Fra: Dana Reyes <dana@example.com>\nSendt: 21. november 2026 09:00\nTil: Tom Baker\nEmne: News\n\nHello Tom,",
    ),
    (
        "Outlook, Polish",
        "Od: Dana Reyes <dana@example.com>\nWysłano: sobota, 21 listopada 2026 09:00\nDo: Tom Baker\nTemat: News\n\nHello Tom,",
    ),
    (
        "Outlook, Czech",
        "Od: Dana Reyes <dana@example.com>\nOdesláno: sobota 21. listopadu 2026 9:00\nKomu: Tom Baker\nPředmět: News\n\nHello Tom,",
    ),
    (
        "Outlook, Russian",
        "От: Dana Reyes <dana@example.com>\nОтправлено: 21 ноября 2026 г. 9:00\nКому: Tom Baker\nТема: News\n\nHello Tom,",
    ),
    (
        "Outlook, Chinese",
        "发件人: Dana Reyes <dana@example.com>\n发送时间: 2026年11月21日 9:00\n收件人: Tom Baker\n主题: News\n\nHello Tom,",
    ),
    (
        "Outlook, a language nobody thought of",
        "Ngirraa: Dana Reyes <dana@example.com>\nYeroo: 21.11.2026 09:00\nGara: Tom Baker\nWaaee: News\n\nHello Tom,",
    ),
    (
        "Outlook for a phone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Dana Reyes <dana@example.com>\nSent: Saturday, November 21, 2026 9:00:00 AM\nTo: Tom Baker <tom@customer.example>\nSubject: News\n\nHello Tom,",
    ),
    (
        "Outlook for a phone, German",
        "Outlook für Android beziehen<https://aka.ms/AAb9ysg>\n________________________________\nVon: Dana Reyes\nGesendet: Samstag, 21. November 2026 09:00\nAn: Tom Baker\nBetreff: News\n\nHello Tom,",
    ),
    (
        "Samsung",
        "Sent from my Galaxy\n\n-------- Original message --------\nFrom: Dana Reyes <dana@example.com>\nDate: 21/11/2026 09:00 (GMT+01:00)\nTo: tom@customer.example\nSubject: News\n\nHello Tom,",
    ),
    (
        "Yahoo",
        "    On Saturday, November 21, 2026 at 09:00:00 AM GMT+1, Dana Reyes <dana@example.com> wrote:  \n \n Hello Tom,\n\nshall I send two?",
    ),
    (
        "Proton",
        "Sent with Proton Mail secure email.\n\nOn Saturday, November 21st, 2026 at 9:00 AM, Dana Reyes <dana@example.com> wrote:\n\n> Hello Tom,",
    ),
    (
        "Zimbra",
        "----- Original Message -----\nFrom: \"Dana Reyes\" <dana@example.com>\nTo: \"Tom Baker\" <tom@customer.example>\nSent: Saturday, November 21, 2026 9:00:00 AM\nSubject: News\n\nHello Tom,",
    ),
    (
        "Notes",
        "Dana Reyes <dana@example.com> wrote on 21.11.2026 09:00:00:\n\n> From: Dana Reyes <dana@example.com>\n> To: tom@customer.example\n> \n> Hello Tom,",
    ),
    (
        "Notes, table",
        "From:   \"Dana Reyes\" <dana@example.com>\nTo:     <tom@customer.example>, \nDate:   21/11/2026 09:00\nSubject:        News\n\n\n\nHello Tom,",
    ),
    (
        "Zoho",
        "---- On Sat, 21 Nov 2026 09:00:00 +0100 Dana Reyes <dana@example.com> wrote ----\n\nHello Tom,",
    ),
    (
        "GMX",
        "Gesendet: Samstag, 21. November 2026 um 09:00 Uhr\nVon: \"Dana Reyes\" <dana@example.com>\nAn: tom@customer.example\nBetreff: News\n\nHello Tom,",
    ),
    (
        "AOL",
        "-----Original Message-----\nFrom: Dana Reyes <dana@example.com>\nTo: tom@customer.example\nSent: Sat, Nov 21, 2026 9:00 am\nSubject: News\n\nHello Tom,",
    ),
    (
        "QQ",
        "------------------ 原始邮件 ------------------\n发件人: \"Dana Reyes\" <dana@example.com>;\n发送时间: 2026年11月21日(星期六) 上午9:00\n收件人: \"Tom\"<tom@customer.example>;\n主题: News\n\nHello Tom,",
    ),
    (
        "Mutt",
        "On Sat, Nov 21, 2026 at 09:00:00AM +0100, Dana Reyes wrote:\n> Hello Tom,",
    ),
    ("Eudora", "At 09:00 AM 11/21/2026, you wrote:\n>Hello Tom,"),
    (
        "A help desk",
        "##- Please type your reply above this line -##\n\nDana Reyes, Nov 21, 2026\n\nHello Tom,",
    ),
    (
        "A signature, then a quotation",
        "-- \nTom Baker\nPlant manager, Customer\n+1 555 0100\n\nOn Sat, Nov 21, 2026 at 9:00 AM Dana Reyes <dana@example.com> wrote:\n\n> Hello Tom,",
    ),
    (
        "Forwarded",
        "---------- Forwarded message ---------\nFrom: Dana Reyes <dana@example.com>\nDate: Sat, Nov 21, 2026 at 9:00 AM\nSubject: News\nTo: <tom@customer.example>\n\nHello Tom,",
    ),
    (
        "Forwarded by Apple Mail",
        "> Begin forwarded message:\n> \n> From: Dana Reyes <dana@example.com>\n> Subject: News\n> \n> Hello Tom,",
    ),
    ("Only marked lines", "> Hello Tom,\n> shall I send two?"),
    ("Nothing", ""),
];

#[test]
fn an_answer_above_a_quotation_comes_through_whole() {
    let wrong: Vec<String> = BELOW
        .iter()
        .filter_map(|(program, below)| {
            let text = answer(&format!("{WORDS}\n\n{below}")).text;
            (text != WORDS).then(|| format!("{program}: {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[test]
fn an_answer_below_or_between_quoted_lines_comes_through_in_order() {
    let below = "On 21/11/2026 09:00, Dana Reyes wrote:\n> Hello Tom,\n> shall I send two?\n\nYes, two.\n\n-- \nTom Baker";
    assert_eq!(answer(below).text, "Yes, two.");
    let between = "Hi Dana,\n\nOn 21/11/2026 09:00, Dana Reyes wrote:\n> How many?\n\nTwo.\n\n> When?\n\nIn March.\n\nTom";
    assert_eq!(answer(between).text, "Hi Dana,\n\nTwo.\n\nIn March.\n\nTom");
    let tight = "> How many would you like to have for the plant, and for which of the lines?\nyes, two\n> When?\nIn March.";
    assert_eq!(answer(tight).text, "yes, two\n\nIn March.");
}

#[test]
fn a_quoted_line_that_was_wrapped_leaves_nothing_behind() {
    let wrapped = "Two.\n\nOn 21/11/2026 09:00, Dana Reyes wrote:\n> We could send them to Ghent in the first week of March, or in the\nsecond.\n> Which is better?";
    assert_eq!(answer(wrapped).text, "Two.");
}

#[test]
fn a_persons_own_words_are_no_header_of_a_quotation() {
    let own = [
        "From: Hamburg\nTo: Ghent\nDate: 3 December\n\nThat is the route we need.",
        "On the whole I like it. On Monday I wrote to our board about it:\n\nthey meet in March.",
        "You wrote that payback is 11 months. We think:\n\nit is more like 20.",
        "Dear Dana, from: our plant to: yours. Sent: nothing yet.",
        "Sent from the warehouse this morning, so you should have it on Tuesday.",
        "I see three points:\n--\nprice\n--\ntime\n--\nservice, which matters most to us of all",
        "Von der Anlage habe ich gehört. Am Montag um 10 Uhr passt es mir.",
        "As Ann said in March:\n\nwe buy when the price is right.",
        "The subject: pumps.\nThe date: open.\nThe place: Ghent.",
    ];
    let wrong: Vec<String> = own
        .iter()
        .filter_map(|text| {
            let read = answer(text).text;
            (read != *text).then(|| format!("{text}\n=> {read}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[test]
fn a_message_that_only_quotes_is_shown_as_it_is() {
    let quoted = "> Hello Tom,\n> shall I send two?";
    assert_eq!(answer(quoted).text, quoted);
    assert_eq!(
        answer("Sent from my iPhone\n\n> Hello Tom,").text,
        "Sent from my iPhone"
    );
}

#[test]
fn devices_sign_in_many_languages() {
    let lines = [
        "Sent from my iPad",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent from Yahoo Mail for iPhone",
        "Sent from Mail for Windows",
        "Sent from Outlook for Android",
        "Get Outlook for Android",
        "Sent via the Samsung Galaxy S25, an AT&T 5G smartphone",
        "Von meinem iPad gesendet",
        "Gesendet von Mail für Windows",
        "Gesendet von Outlook für iOS",
        "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
        "Gesendet mit der WEB.DE Mail App",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon téléphone Samsung",
        "Télécharger Outlook pour iOS",
        "Enviado desde mi iPhone",
        "Obtener Outlook para Android",
        "Inviato da iPhone",
        "Inviato dal mio Galaxy",
        "Scarica Outlook per iOS",
        "Verstuurd vanaf mijn iPhone",
        "Verzonden vanuit Outlook voor iOS",
        "Enviado do meu iPhone",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Hent Outlook til iOS",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Odesláno z iPhonu",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "나의 iPhone에서 보냄",
    ];
    let wrong: Vec<&str> = lines
        .into_iter()
        .filter(|line| answer(&format!("Yes, two.\n\n{line}")).text != "Yes, two.")
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn html_is_read_as_text_and_cut_by_its_structure() {
    let cases = [
        (
            "Gmail",
            r#"<div dir="ltr">Yes, <b>two</b> of&nbsp;them &amp; soon.<div><br></div><div>Tom</div></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Sat, Nov 21, 2026 at 9:00 AM Dana Reyes &lt;<a href="mailto:dana@example.com">dana@example.com</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid"><p>Hello Tom</p></blockquote></div>"#,
        ),
        (
            "Outlook",
            r#"<html><head><style>p{margin:0}</style><title>x</title></head><body><div class="WordSection1"><p class="MsoNormal">Yes, two of them &amp; soon.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Tom</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Dana Reyes &lt;dana@example.com&gt; <br><b>Sent:</b> Saturday, November 21, 2026 9:00 AM<br><b>To:</b> Tom Baker<br><b>Subject:</b> News</p></div></div><p>Hello Tom</p></div></body></html>"#,
        ),
        (
            "Outlook on the web",
            r#"<div style="font-family:Aptos">Yes, two of them &amp; soon.</div><div><br></div><div>Tom</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font><b>Ngirraa:</b> Dana</font></div><div>Hello Tom<br>two?</div>"#,
        ),
        (
            "Apple Mail",
            r#"<html><body>Yes, two of them &amp; soon.<div><br></div><div>Tom<br><div><br><blockquote type="cite"><div>On Nov 21, 2026, at 9:00 AM, Dana Reyes &lt;dana@example.com&gt; wrote:</div><br><div>Hello Tom</div></blockquote></div></div></body></html>"#,
        ),
        (
            "Yahoo",
            r#"<div class="yahoo-style-wrap"><div dir="ltr">Yes, two of them &amp; soon.</div><div><br></div><div>Tom</div></div><div id="ydp1yahoo_quoted_1" class="ydp1yahoo_quoted"><div>Am 21. schrieb Dana:</div><div>Hello Tom</div></div>"#,
        ),
        (
            "Thunderbird",
            r#"<p>Yes, two of them &amp; soon.</p><p>Tom</p><div class="moz-cite-prefix">Ngirraa 21.11. Dana:<br></div><blockquote type="cite" cite="mid:x"><p>Hello Tom</p></blockquote><pre class="moz-signature" cols="72">-- 
Tom Baker</pre>"#,
        ),
        (
            "Proton",
            r#"<div>Yes, two of them &amp; soon.</div><div><br></div><div>Tom</div><div class="protonmail_signature_block">Sent with Proton Mail</div><div class="protonmail_quote">On Saturday Dana wrote:<blockquote>Hello Tom</blockquote></div>"#,
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(program, html)| {
            let text = html_answer(html).text;
            (text != "Yes, two of them & soon.\n\nTom").then(|| format!("{program}: {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n---\n"));
}

#[test]
fn html_keeps_answers_between_quotations_and_what_a_person_indents() {
    let between = r#"<div class="gmail_quote"><blockquote class="gmail_quote">How many?</blockquote><div>Two.</div><blockquote class="gmail_quote">When?</blockquote><div>In March.</div></div>"#;
    assert_eq!(html_answer(between).text, "Two.\n\nIn March.");
    let indented = r#"<div>We need:</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>two pumps</div></blockquote>"#;
    assert_eq!(html_answer(indented).text, "We need:\n\ntwo pumps");
    let list = "<p>We need</p><ul><li>two pumps</li><li>a <a href='https://customer.example/valve'>valve</a></li></ul>";
    assert_eq!(html_answer(list).text, "We need\n\n- two pumps\n- a valve");
}

#[test]
fn a_tag_that_nobody_writes_ends_what_is_read_and_loses_nothing_above() {
    // Reading it would take time in the square of its attributes.
    let attributes: String = (0..5000).map(|number| format!(" a{number}")).collect();
    let html = format!("<p>Yes, two.</p><a{attributes}>x</a>");
    assert_eq!(html_answer(&html).text, "Yes, two.");
    // Long values are fine: a picture in the text.
    let picture = "ab/cd ".repeat(5000);
    let html = format!("<p>Yes, two.</p><img src=\"data:image/png;base64,{picture}\"><p>Tom</p>");
    assert_eq!(html_answer(&html).text, "Yes, two.\n\nTom");
}
