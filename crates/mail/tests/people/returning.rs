//! When somebody is back.

use crate::mail;

/// The day of return of an absence note, and the note must be known as one.
fn returns(note: &str) -> Option<String> {
    mail(
        "Auto-Submitted: auto-replied\n",
        "Automatic reply: News from the plant",
        note,
    )
    .returns
    .map(|day| day.to_string())
}

#[test]
fn the_day_of_return_is_read_in_many_languages_and_forms() {
    let notes = [
        (
            "I am out of the office until 9:30 am on Tuesday, December 1.",
            "2026-12-01",
        ),
        ("I will return on Monday (11/30).", "2026-11-30"),
        (
            "Estaré ausente del 23 al 30 de noviembre, ambos inclusive.",
            "2026-12-01",
        ),
        (
            "Volto ao escritório na segunda-feira, 30 de novembro.",
            "2026-11-30",
        ),
        (
            "Jeg er fraværende til og med d. 30. november.",
            "2026-12-01",
        ),
        ("İzindeyim, 1 Aralık Salı günü döneceğim.", "2026-12-01"),
        // English, both orders, with and without a year
        (
            "I am out of the office until Monday, November 30.",
            "2026-11-30",
        ),
        (
            "I am out of the office until Monday, November 30, 2026, with limited access to e-mail.",
            "2026-11-30",
        ),
        ("I'll be back on 30 November.", "2026-11-30"),
        (
            "I will be back in the office on Monday 30th November 2026.",
            "2026-11-30",
        ),
        (
            "Thank you for your mail. I am away and returning on the 30th of November.",
            "2026-11-30",
        ),
        ("I am on leave from Nov 21 through Nov 28.", "2026-11-29"),
        (
            "I'm on vacation Nov 21 - Nov 28 and will be back on Nov 30th.",
            "2026-11-30",
        ),
        (
            "I will be out of the office starting 11/21/2026 and will not return until 11/30/2026.",
            "2026-11-30",
        ),
        (
            "I will be out of the office from 21/11/2026 and will not return until 03/12/2026.",
            "2026-12-03",
        ),
        ("I am on annual leave until 03/12/2026.", "2026-12-03"),
        ("I am away until 2026-12-01.", "2026-12-01"),
        (
            "I am out of the office up to and including 4 December.",
            "2026-12-05",
        ),
        (
            "Out until 4 December inclusive. Please call Ben.",
            "2026-12-05",
        ),
        ("I will return after December 4.", "2026-12-05"),
        ("I am travelling and back next Monday.", "2026-11-23"),
        ("I'm away today and will be back tomorrow.", "2026-11-22"),
        ("I will be back on the 28th.", "2026-11-28"),
        (
            "I'm away w/c 23rd November, back Monday 30th.",
            "2026-11-30",
        ),
        ("Ich bin am Montag, den 30. wieder da.", "2026-11-30"),
        (
            "I'm on parental leave, returning 1 March 2027.",
            "2027-03-01",
        ),
        (
            "I am away between Christmas and New Year; our office reopens on January 4.",
            "2027-01-04",
        ),
        (
            "Hello,\n\nI am currently out of the office and will be\nback on\nNovember 30, 2026. For urgent matters\nplease contact Ben at 555-0100.",
            "2026-11-30",
        ),
        ("From December 1 I will be available again.", "2026-12-01"),
        // German
        ("Ich bin bis 30.11. nicht im Büro.", "2026-11-30"),
        (
            "Ich bin bis einschließlich 27.11.2026 nicht im Haus.",
            "2026-11-28",
        ),
        ("Ich bin bis einschl. 27. November im Urlaub.", "2026-11-28"),
        (
            "Vielen Dank für Ihre Nachricht. Ich bin ab dem 1. Dezember wieder erreichbar.",
            "2026-12-01",
        ),
        ("Ich bin vom 21. bis 28. November abwesend.", "2026-11-28"),
        (
            "Ich bin vom 21.11. bis zum 28.11.2026 im Urlaub und ab Montag, den 30.11.2026 wieder für Sie da.",
            "2026-11-30",
        ),
        (
            "Am Montag, 30. November bin ich wieder im Büro.",
            "2026-11-30",
        ),
        ("Ich kehre am 7.12.26 zurück.", "2026-12-07"),
        ("Bis und mit 4. Dezember bin ich abwesend.", "2026-12-05"),
        ("Morgen bin ich wieder da.", "2026-11-22"),
        // French
        (
            "Je suis absent du bureau jusqu'au 3 décembre.",
            "2026-12-03",
        ),
        (
            "Je suis en congés, de retour le 3 décembre 2026.",
            "2026-12-03",
        ),
        ("Absente du 21 au 28 novembre inclus.", "2026-11-29"),
        (
            "Je serai de retour le lundi 30 novembre. En cas d'urgence, contactez Luc.",
            "2026-11-30",
        ),
        ("Je reviens le 1er décembre.", "2026-12-01"),
        ("Je suis absent jusqu’au 03/12/2026.", "2026-12-03"),
        // Spanish
        (
            "Estoy fuera de la oficina hasta el 30 de noviembre.",
            "2026-11-30",
        ),
        (
            "Estaré de vacaciones y vuelvo el lunes 30 de noviembre de 2026.",
            "2026-11-30",
        ),
        ("Regreso el 3 de diciembre.", "2026-12-03"),
        (
            "Estaré ausente hasta el 03/12/2026 inclusive.",
            "2026-12-04",
        ),
        // Italian
        ("Sono fuori ufficio fino al 30 novembre.", "2026-11-30"),
        ("Sarò assente fino al 27 novembre compreso.", "2026-11-28"),
        ("Rientro il 1° dicembre 2026.", "2026-12-01"),
        ("Tornerò in ufficio lunedì 30 novembre.", "2026-11-30"),
        // Dutch
        ("Ik ben afwezig tot 30 november.", "2026-11-30"),
        ("Ik ben met vakantie tot en met 27 november.", "2026-11-28"),
        ("Ik ben t/m 27-11-2026 niet op kantoor.", "2026-11-28"),
        ("Vanaf 1 december ben ik weer bereikbaar.", "2026-12-01"),
        ("Maandag 30 november ben ik terug.", "2026-11-30"),
        // Portuguese
        ("Estou de férias até 30 de novembro.", "2026-11-30"),
        (
            "Estarei de volta no dia 3 de dezembro de 2026.",
            "2026-12-03",
        ),
        (
            "Retorno em 01/12/2026. Não estou no escritório.",
            "2026-12-01",
        ),
        // Swedish, Danish, Norwegian
        ("Jag är på semester till den 30 november.", "2026-11-30"),
        ("Jag är tillbaka den 1 december.", "2026-12-01"),
        ("Jag är ledig t.o.m. 27 november.", "2026-11-28"),
        ("Jeg er tilbage på kontoret den 30. november.", "2026-11-30"),
        ("Jeg holder ferie til og med 27. november.", "2026-11-28"),
        ("Jeg er tilbake mandag 30. november.", "2026-11-30"),
        // Polish, Czech, Finnish, Russian
        ("Jestem na urlopie do 30 listopada.", "2026-11-30"),
        ("Wracam 1 grudnia.", "2026-12-01"),
        ("Jsem na dovolené do 30. listopadu.", "2026-11-30"),
        ("Olen lomalla 30.11. asti.", "2026-11-30"),
        ("Я в отпуске до 30 ноября.", "2026-11-30"),
        // East Asia
        ("11月30日まで不在にしております。", "2026-11-30"),
        ("我将于2026年12月1日返回办公室。", "2026-12-01"),
    ];
    let wrong: Vec<String> = notes
        .iter()
        .filter_map(|(note, day)| {
            let read = returns(note);
            (read.as_deref() != Some(*day)).then(|| format!("{note}: {read:?}, not {day}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_day_is_named_where_none_is_sure() {
    let notes = [
        "I am out of the office with limited access to e-mail.",
        "I have been away since November 2.",
        // Gone by
        "I am out of the office until November 16.",
        "I am out of the office until 16 November 2026.",
        "Ich bin bis 20.11.2026 nicht im Büro.",
        // Either order, nothing tells which
        "I am out of the office until 04/05/2027.",
        // A day that is something else
        "Please register for our open day on December 3. I will answer as soon as I can.",
        "Our new catalog of 1 December 2026 is out. I am not in the office at the moment.",
        "From December 1 I will be away.",
        "Ab dem 1. Dezember bin ich im Urlaub.",
        // No such day
        "I am back on February 30.",
        "I am back on 45/45/2026.",
        "Call +1 555 010 11 12 or room 12.11 until I am back.",
    ];
    let wrong: Vec<String> = notes
        .iter()
        .filter_map(|note| returns(note).map(|day| format!("{note}: {day}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hints_in_the_text_and_the_senders_country_tell_day_from_month() {
    // The same figures, and what makes them one day or the other.
    let note = "I am out of the office until 04/05/2027.";
    let british = mail(
        "Auto-Submitted: auto-replied\n",
        "Automatic reply: x",
        &format!("{note} Call +44 20 7946 0000."),
    );
    let american = mail(
        "Auto-Submitted: auto-replied\n",
        "Automatic reply: x",
        &format!("{note} Call (202) 555-0100."),
    );
    let weekday = mail(
        "Auto-Submitted: auto-replied\n",
        "Automatic reply: x",
        "I am out of the office until Tuesday 04/05/2027.",
    );
    assert_eq!(
        british.returns.map(|day| day.to_string()).as_deref(),
        Some("2027-05-04")
    );
    assert_eq!(
        american.returns.map(|day| day.to_string()).as_deref(),
        Some("2027-04-05")
    );
    assert_eq!(
        weekday.returns.map(|day| day.to_string()).as_deref(),
        Some("2027-05-04")
    );
}

#[test]
fn the_subject_says_it_where_the_text_does_not() {
    let notes = mail(
        "",
        "AUTO: Tom Baker is out of the office (returning 11/30/2026)",
        "I am out of the office. Note: this is an automated response.",
    );
    assert_eq!(
        notes.returns.map(|day| day.to_string()).as_deref(),
        Some("2026-11-30")
    );
}

#[test]
fn a_person_who_says_when_they_are_back_is_no_absence_note() {
    let reply = crate::answer("I'm travelling, back on November 30. Shall we talk then?");
    assert_eq!(reply.kind, byline_model::IncomingKind::Reply);
    assert_eq!(reply.returns, None);
}
