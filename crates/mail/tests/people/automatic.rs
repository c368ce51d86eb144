//! Machines and people told apart. Losing a person's answer is the worst mistake here.

use byline_model::IncomingKind::{self, AutoReply, Other, Reply};

use crate::{answer, mail, read};

const ANSWER: &str =
    "In-Reply-To: <newsletter@example.com>\nReferences: <newsletter@example.com>\n";

fn check(cases: &[(&str, &str, &str)], kind: IncomingKind) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(fields, subject, body)| {
            let read = mail(fields, subject, body).kind;
            (read != kind)
                .then(|| format!("{fields}{subject}\n{body}\n  is {read:?}, not {kind:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn header_fields_of_machines_are_known() {
    let away = "Thank you for your message. I will answer as soon as I can.";
    let fields = [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-replied; owner-email=\"tom@customer.example\"",
        "X-Autoreply: yes",
        "X-Autorespond: out of office",
        "X-AutoReply-From: tom@customer.example",
        "Precedence: auto_reply",
        "X-Precedence: auto_reply",
        "Preference: auto_reply",
        "X-FC-MachineGenerated: true",
        "X-POST-MessageClass: 9; Autoresponder",
        "Delivered-To: Autoresponder",
        "X-Mailer: vacation 1.2.7",
    ];
    let wrong: Vec<&str> = fields
        .into_iter()
        .filter(|field| mail(&format!("{field}\n{ANSWER}"), "Re: News", away).kind != AutoReply)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    // RFC 3834, section 5: a person's mail may say so.
    assert_eq!(
        mail(&format!("Auto-Submitted: no\n{ANSWER}"), "Re: News", away).kind,
        Reply
    );
}

#[test]
fn absence_notes_are_known_by_their_subject_in_many_languages() {
    let subjects = [
        "Automatic reply: News",
        "Automatic Reply: News",
        "Auto-Reply: News",
        "Autoreply: News",
        "Out of Office: News",
        "Out of Office AutoReply: News",
        "OOO: News",
        "Out of office",
        "AUTO: Tom Baker is out of the office (returning 11/30/2026)",
        "Tom Baker is out of the office",
        "[Out of Office] Re: News",
        "On vacation: News",
        "Away from my mail",
        "Automatische Antwort: News",
        "Abwesenheitsnotiz: News",
        "Abwesenheitsnotiz",
        "Abwesend: News",
        "Abwesenheitsmeldung",
        "Nicht im Büro: News",
        "Réponse automatique : News",
        "Réponse automatique: News",
        "Absence du bureau",
        "Absent du bureau : News",
        "Message d'absence",
        "Respuesta automática: News",
        "Fuera de la oficina: News",
        "Fuera de oficina",
        "Risposta automatica: News",
        "Fuori sede: News",
        "Fuori ufficio",
        "Automatisch antwoord: News",
        "Afwezig: News",
        "Afwezigheidsbericht",
        "Resposta automática: News",
        "Ausência: News",
        "Fora do escritório",
        "Autosvar: News",
        "Automatiskt svar: News",
        "Frånvaro",
        "Automatisk svar: News",
        "Fraværsassistent: News",
        "Ikke på kontoret",
        "Automaattinen vastaus: News",
        "Poissa: News",
        "Automatyczna odpowiedź: News",
        "Nieobecność",
        "Automatická odpověď: News",
        "Автоответ: News",
        "Автоматический ответ: News",
        "自動応答: News",
        "自动回复: News",
        "자동 회신: News",
        "Otomatik Yanıt: News",
    ];
    // No header field helps: an old server.
    let wrong: Vec<&str> = subjects
        .into_iter()
        .filter(|subject| {
            mail(ANSWER, subject, "I am away until Monday, November 30.").kind != AutoReply
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn receipts_challenges_and_notices_of_reading_are_machines() {
    check(
        &[
            (
                &format!("Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\n{ANSWER}"),
                "[Ticket #48213] News",
                "We have received your request. Ticket number 48213.",
            ),
            (
                "Precedence: bulk\n",
                "Request received: News",
                "Thank you for contacting Customer Support. Your request (48213) has been received and one of our agents will get back to you within two business days.\n\nPlease do not reply to this e-mail.",
            ),
            (
                ANSWER,
                "Re: News [#48213]",
                "Dear customer,\n\nthis is an automated response to confirm that we have received your message. A ticket has been created. We will get back to you as soon as possible.",
            ),
            (
                ANSWER,
                "Re: News",
                "Vielen Dank für Ihre Nachricht.\nDiese E-Mail wurde automatisch erstellt, bitte antworten Sie nicht auf diese E-Mail.",
            ),
            (
                ANSWER,
                "Re: News",
                "Ceci est un message automatique. Nous avons bien reçu votre demande.",
            ),
            (
                "",
                "Please confirm your message",
                "Your message to tom@customer.example is being held. To ensure delivery, click the link below and confirm that you are human: https://customer.example/c/1",
            ),
            (
                "Return-Path: <>\n",
                "Re: News",
                "I am out of the office until November 30. In urgent cases please contact Ben.",
            ),
            (
                "Precedence: junk\n",
                "Re: News",
                "I'm on vacation until November 30 and have limited access to e-mail. For urgent matters please call Ben.",
            ),
        ],
        AutoReply,
    );
    let receipt = read(
        "From: Tom <tom@customer.example>\nTo: dana@example.com\nSubject: Read: News\nIn-Reply-To: <newsletter@example.com>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nYour message was read on Saturday.\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
    );
    assert_eq!(receipt.kind, AutoReply);
}

#[test]
fn people_are_not_taken_for_machines() {
    check(
        &[
            (
                ANSWER,
                "Re: News",
                "I was out of office, sorry for the late answer. Yes, please send the quote.",
            ),
            (
                ANSWER,
                "RE: Automatic reply: News",
                "Now I'm back. Let's talk about the pumps.",
            ),
            (
                ANSWER,
                "AW: Abwesenheitsnotiz: News",
                "Ich bin wieder da. Rufen Sie mich an?",
            ),
            (
                ANSWER,
                "Re: News",
                "I am out of the office next week. Could we talk on December 1?",
            ),
            (
                ANSWER,
                "Re: News",
                "I'm on vacation until November 30, but this is interesting. Please contact my colleague Ben, he decides.",
            ),
            (
                ANSWER,
                "Re: News",
                "Is this an automated message, or does a person read it?",
            ),
            (
                ANSWER,
                "Re: Out of office: how plants run without staff",
                "Nice piece. We do that at night.",
            ),
            // Exchange sets this on what people write.
            (
                &format!("X-Auto-Response-Suppress: DR, OOF, AutoReply\n{ANSWER}"),
                "RE: News",
                "Thanks, I'm out of office tomorrow but please contact me on Monday.",
            ),
            // Sent on by a rule of the person's own mailbox.
            (
                &format!(
                    "Auto-Submitted: auto-forwarded\nX-Forwarded-For: tom@customer.example sales@customer.example\n{ANSWER}"
                ),
                "Re: News",
                "Yes, we want two.",
            ),
            (
                &format!(
                    "Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: tom@customer.example\n{ANSWER}"
                ),
                "RE: News",
                "Yes, we want two.",
            ),
            (
                &format!(
                    "Resent-From: office@customer.example\nResent-To: dana@example.com\n{ANSWER}"
                ),
                "Re: News",
                "Yes, we want two.",
            ),
            // An agent's answer through a help desk, which signs all mail as made by a machine.
            (
                &format!(
                    "Auto-Submitted: auto-generated\nX-Mailer: Zendesk Mailer\nPrecedence: bulk\n{ANSWER}"
                ),
                "Re: News",
                "Hi Dana, our buyer Ann would like a quote for 40 units. Can you call her?",
            ),
            (
                &format!("Precedence: bulk\n{ANSWER}"),
                "Re: News",
                "Hi Dana, our buyer Ann would like a quote for 40 units.",
            ),
            // The rep wrote to a group; a member answers.
            (
                &format!(
                    "List-Id: <buyers.customer.example>\nList-Unsubscribe: <mailto:u@customer.example>\nPrecedence: list\n{ANSWER}"
                ),
                "Re: News",
                "We are in. Two, please.",
            ),
            // Only the subject or the quotation tells that it is an answer.
            ("", "AW: News", "Ja, gern."),
            ("", "SV: News", "Ja tack."),
            (
                "",
                "News",
                "Yes, please.\n\nOn Sat, Nov 21, 2026 at 9:00 AM Dana Reyes <dana@example.com> wrote:\n> Shall I send one?",
            ),
        ],
        Reply,
    );
}

#[test]
fn the_answer_to_an_invitation_is_a_persons() {
    let accepted = read(
        "From: Tom <tom@customer.example>\nTo: dana@example.com\nSubject: Accepted: Demo\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nLooking forward to it.\n--b\nContent-Type: text/calendar; charset=utf-8; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n--b--\n",
    );
    assert_eq!(accepted.kind, Reply);
}

#[test]
fn what_answers_nothing_is_other_mail() {
    check(
        &[
            (
                "List-Unsubscribe: <https://news.example/u>\nList-Id: <weekly.news.example>\n",
                "This week",
                "Ten things to read.",
            ),
            (
                "Precedence: bulk\n",
                "Your invoice",
                "Please find attached your invoice.",
            ),
            (
                "Auto-Submitted: auto-generated\n",
                "Security alert",
                "A new device signed in to your account.",
            ),
            (
                "List-Id: <pumps.lists.example>\nX-BeenThere: pumps@lists.example\nX-Mailman-Version: 2.1.39\nIn-Reply-To: <another@lists.example>\n",
                "Re: [pumps] Cavitation",
                "Try a larger pipe.",
            ),
            ("", "Meeting next week", "Hi Dana, shall we meet next week?"),
            ("", "Lunch", "Pizza at twelve."),
        ],
        Other,
    );
    assert!(
        mail(
            "List-Unsubscribe: <https://news.example/u>\n",
            "This week",
            "Ten things. To unsubscribe, click here."
        )
        .bulk
    );
    assert!(!mail("", "Lunch", "Pizza at twelve.").bulk);
    assert!(!answer("Thanks.").bulk);
}

#[test]
fn an_answer_to_our_own_message_id_is_an_answer_through_any_list() {
    let through = mail(
        "List-Id: <team.customer.example>\nX-Mailman-Version: 2.1.39\nIn-Reply-To: <0123456789abcdef0123456789abcdef.17@example.com>\n",
        "Re: [team] News",
        "Two, please.",
    );
    assert_eq!(through.kind, Reply);
}
