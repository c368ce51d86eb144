//! Quotations that bear no mark of their own, and what their writers put into them.

use byline_model::IncomingKind;

use crate::{answer, html_answer, mail, read};

const WORDS: &str = "Hi Dana,\n\nplease ring me about the valves.\n\nTom";

/// Headers that few programs write, above a text without marks.
const UNMARKED: &[(&str, &str)] = &[
    (
        "GroupWise",
        ">>> Dana Reyes <dana@example.com> 11/20/2026 4:12 PM >>>\nHello Tom,\nshall I send two?",
    ),
    (
        "Notes, a table without its lines",
        "Dana Reyes <dana@example.com>\nSent by: office@example.com\n20/11/2026 16:12\nPlease respond to\nDana Reyes <dana@example.com>\n\n\nTo\nTom Baker <tom@customer.example>\ncc\n\nSubject\nNews from the plant\n\n\nHello Tom,\nshall I send two?",
    ),
    (
        "Notes, German",
        "Dana Reyes <dana@example.com>\n20.11.2026 16:12\n\nAn\nTom Baker <tom@customer.example>\nKopie\n\nThema\nNews\n\nHello Tom,",
    ),
    (
        "Yahoo, all on one line",
        "  ----- Forwarded Message ----- From: Dana Reyes <dana@example.com>To: Tom Baker <tom@customer.example>Sent: Friday, 20 November 2026, 16:12:44 CETSubject: News\n Hello Tom,\nshall I send two?",
    ),
    (
        "Yahoo, in a language that is not known",
        "  ----- Pārsūtītais ziņojums ----- From: Dana Reyes <dana@example.com>To: Tom Baker <tom@customer.example>\n Hello Tom,",
    ),
    (
        "Yahoo's app, with the text behind it",
        "Am Fr., Nov. 20, 2026 at 16:12 schrieb Dana Reyes<dana@example.com>:   Hello Tom,\nshall I send two?",
    ),
    (
        "BlackBerry",
        "Sent from my BlackBerry 10 smartphone.\n  Original Message  \nFrom: Dana Reyes\nSent: Friday, November 20, 2026 4:12 PM\nTo: Tom Baker\nSubject: News\n\nHello Tom,",
    ),
    (
        "Thunderbird, Czech, with blanks in the date",
        "Dne 20. 11. 26 v 16:12 Dana Reyes napsal(a):\n> Hello Tom,",
    ),
];

#[test]
fn what_bears_no_mark_is_cut_by_its_header() {
    let wrong: Vec<String> = UNMARKED
        .iter()
        .filter_map(|(program, below)| {
            let text = answer(&format!("{WORDS}\n\n{below}\n")).text;
            (text != WORDS).then(|| format!("{program}: {text}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn labels_in_a_persons_own_list_are_no_header() {
    // An address, and words that are labels elsewhere, but no date with a time beside them.
    let text = "Please deliver so:\n\nstore@customer.example\n\nTo\nLeeds\n\nSubject\nto stock";
    assert_eq!(answer(text).text, text);
}

#[test]
fn comments_with_a_preface_are_kept_out_of_a_quotation_without_marks() {
    // Outlook: "Preface comments with".
    let quoted = "From: Dana Reyes <dana@example.com>\nSent: Friday, November 20, 2026 4:12 PM\nTo: Tom Baker\nSubject: News\n\nHello Tom,\n\nshall I send two?\n\n[Tom Baker] Three.\nAnd a hose.\n\nTo Leeds?\n\n[TB] To York.\n\n[Dana] old words\n";
    assert_eq!(
        answer(&format!("See below.\n\n{quoted}")).text,
        "See below.\n\n[Tom Baker] Three.\nAnd a hose.\n\n[TB] To York."
    );
    let html = "<html><body><div>See below.</div><div id=\"appendonsend\"></div><hr><div id=\"divRplyFwdMsg\"><b>From:</b> Dana Reyes &lt;dana@example.com&gt;<br><b>Sent:</b> Friday, November 20, 2026 4:12 PM<br><b>To:</b> Tom Baker<br><b>Subject:</b> News</div><div>shall I send two?</div><div>[Tom Baker] Three.</div><div>To Leeds?</div></body></html>";
    assert_eq!(html_answer(html).text, "See below.\n\n[Tom Baker] Three.");
}

#[test]
fn a_person_who_answers_through_a_help_desk_is_a_person() {
    let through_desk = read(
        "From: Ann Lee <buying@customer.example>\nTo: Dana Reyes <dana@example.com>\nSubject: Re: News from the plant\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nIn-Reply-To: <newsletter@example.com>\nX-FD-Ticket-Id: 812\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nWe take two. When could you deliver?\n\nOn Fri, 20 Nov at 4:12 PM , Dana Reyes <dana@example.com> wrote:\n> Hello\n",
    );
    assert_eq!(through_desk.kind, IncomingKind::Reply);
    assert_eq!(through_desk.text, "We take two. When could you deliver?");
}

#[test]
fn a_notice_of_reading_is_a_machines_and_names_no_return() {
    let plain = mail(
        "In-Reply-To: <newsletter@example.com>\n",
        "Gelesen: News from the plant",
        "Ihre Nachricht\n\n   An: Tom Baker\n   Betreff: News from the plant\n   Gesendet: Freitag, 20. November 2026 16:12\n\nwurde am Montag, 23. November 2026 09:01 gelesen.",
    );
    assert_eq!(plain.kind, IncomingKind::AutoReply);
    let report = read(
        "From: Tom Baker <tom@customer.example>\nTo: Dana Reyes <dana@example.com>\nSubject: Read: News\nDate: Sat, 21 Nov 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nYour message was back on Monday, November 23, 2026 and read.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
    );
    assert_eq!(report.kind, IncomingKind::AutoReply);
    assert_eq!(report.returns, None);
}

#[test]
fn an_absence_note_that_came_through_a_teams_list_is_one() {
    let note = mail(
        "List-Id: The sales team <sales.example.com>\n",
        "Out of Office: News from the plant",
        "I am out of the office until 30 November. For urgent matters please call my colleague Ann.",
    );
    assert_eq!(note.kind, IncomingKind::AutoReply);
    // A newsletter with such a headline is none.
    let newsletter = mail(
        "List-Id: Travel news <news.travel.example>\nList-Unsubscribe: <mailto:out@travel.example>\n",
        "Out of office: five places to go",
        "Are you out of the office? If you need help with booking, please call us.",
    );
    assert_eq!(newsletter.kind, IncomingKind::Other);
}
