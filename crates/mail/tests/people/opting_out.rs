//! Who asks to stop, and who only seems to.

use byline_model::IncomingKind;

use crate::{answer, mail};

#[test]
fn a_message_whose_whole_sense_is_to_stop_is_an_opt_out() {
    let asks = [
        "unsubscribe",
        "Unsubscribe!",
        "UNSUBSCRIBE ME PLEASE",
        "STOP.",
        "Stop",
        "Please unsubscribe.",
        "Please unsubscribe me from this newsletter. Thanks, Tom",
        "Please remove me from your list.",
        "Hi Dana,\n\nplease take me off your mailing list.\n\nBest regards,\nTom Baker\nPlant manager\n+1 555 0100",
        "Can you please remove me from your distribution list? Thanks",
        "Could you take me off this list?",
        "Thank you, but we have no need for this. Please take us off your list.",
        "Stop sending me these emails.",
        "Stop emailing me!!!",
        "This is the third time I ask. Remove me from your list now. This is spam.",
        "I no longer wish to receive your newsletter.",
        "I don't want to receive these mails anymore.",
        "Please don't send me any more newsletters.",
        "No more emails please",
        "Kindly remove my email address from your database.",
        "I'd like to be removed from this mailing list.",
        "I would like to unsubscribe",
        "I never signed up for this. Take me off.",
        "not interested, remove me",
        "Please opt me out.",
        "Leave me alone.",
        "How did you get my address? Remove it immediately from your database.",
        "I request removal from your list.",
        "Ich bitte um Löschung aus dem Verteiler.",
        "Chiedo la cancellazione dalla vostra newsletter. Grazie",
        "Unsubscribe\n\nSent from my iPhone",
        // German
        "Bitte aus dem Verteiler nehmen.",
        "Bitte nehmen Sie mich aus Ihrem Verteiler.\n\nMit freundlichen Grüßen\nKlaus Meier",
        "abmelden",
        "Bitte abmelden",
        "Ich möchte keine Newsletter mehr erhalten.",
        "Bitte senden Sie mir keine weiteren E-Mails.",
        "Bitte löschen Sie meine Adresse aus Ihrer Liste.",
        "Könnten Sie mich bitte von der Liste streichen? Danke.",
        "Hiermit widerspreche ich der Nutzung meiner Daten zu Werbezwecken.",
        "Bitte tragen Sie mich aus dem Newsletter aus.",
        // French
        "Désabonnez-moi",
        "désinscription",
        "Merci de me désinscrire de votre liste.",
        "Bonjour,\nJe ne souhaite plus recevoir vos mails.\nCordialement,\nLuc",
        "Veuillez me retirer de votre liste de diffusion, merci.",
        "Merci de ne plus m'envoyer de mails.",
        // Spanish
        "baja",
        "Por favor, darme de baja.",
        "Quiero darme de baja de este boletín.",
        "No quiero recibir más correos.",
        "Por favor elimíneme de su lista de correo.",
        // Italian
        "Cancellatemi",
        "Cancellami dalla lista per favore.",
        "Non desidero più ricevere le vostre mail.",
        "Vi prego di rimuovermi dalla mailing list.",
        // Dutch
        "Uitschrijven",
        "Graag uitschrijven voor deze nieuwsbrief.",
        "Afmelden aub",
        "Wilt u mij van de mailinglijst verwijderen? Bedankt.",
        "Ik wil geen mails meer ontvangen.",
        // Portuguese
        "Descadastrar",
        "Por favor, remova-me da sua lista.",
        "Não quero mais receber estes e-mails.",
        // Swedish, Danish, Norwegian
        "Avregistrera mig tack",
        "Ta bort mig från listan.",
        "Jag vill inte ha fler mejl.",
        "Afmeld mig venligst",
        "Fjern mig fra listen, tak",
        "Meld meg av listen, takk.",
        // Polish, Czech, Finnish, Russian, and further east
        "Proszę mnie wypisać z listy.",
        "Proszę o usunięcie mojego adresu.",
        "Odhlaste mě prosím z odběru.",
        "Poistakaa minut listalta.",
        "Отпишите меня, пожалуйста.",
        "Удалите меня из рассылки",
        "退订",
        "请不要再给我发邮件了",
        "配信停止",
        "수신거부",
    ];
    let missed: Vec<&str> = asks
        .into_iter()
        .filter(|ask| {
            let read = answer(ask);
            assert!(!read.text.is_empty(), "an opt-out keeps its text: {ask}");
            read.kind != IncomingKind::OptOut
        })
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn what_only_may_mean_stop_is_a_reply_and_proposed() {
    let unsure = [
        "Please don't remove me from your list, I like it.",
        "How do I unsubscribe my old address?",
        "Please unsubscribe my old address, I now use tom@new.example.",
        "Remove me from the CC but keep the newsletter coming.",
        "If this goes on like that, I will unsubscribe.",
        "Please remove me from the list unless you have something on pumps.",
        "Take me off the list and call me instead, I would like a quote for 40 units.",
        "Please send these less often, or remove me from your list. Once a quarter would be enough.",
        "Is there a way to unsubscribe?",
        "Bitte nehmen Sie mich nicht aus dem Verteiler.",
        "Bitte nehmen Sie meine Kollegin Eva aus dem Verteiler, sie ist nicht mehr bei uns.",
        "Ne me désabonnez pas, j'aime bien.",
        "Our customers unsubscribe from such newsletters all the time. What do you do against that?",
        "I did not unsubscribe, but your last issue never came.",
        "Thanks for the issue on heat pumps. We are comparing three suppliers at the moment and the payback you name is half of what the others say. Could you tell me what energy price you assumed? We pay about 21 cents. Also, my colleague Ann Lee asked me how she can get it. And please take me off the list for the trade fair tickets, I got mine already through the association. Next week would be a good time for a call, say on Tuesday after ten.",
    ];
    let wrong: Vec<String> = unsure
        .into_iter()
        .filter_map(|text| {
            let read = answer(text);
            (read.kind != IncomingKind::Reply || read.may_opt_out.is_none())
                .then(|| format!("{text}: {:?}, {:?}", read.kind, read.may_opt_out))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each is an answer, and nobody is done away with for it.
fn are_replies(texts: &[&str]) {
    let wrong: Vec<String> = texts
        .iter()
        .filter_map(|text| {
            let read = answer(text);
            (read.kind != IncomingKind::Reply).then(|| format!("{text}: {:?}", read.kind))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ordinary_answers_are_not_taken_for_a_wish_to_stop() {
    let ordinary = [
        "Please stop by on Tuesday, we can look at the line together.",
        "We can't stop production for that. How long does it take?",
        "Can you remove the second page from the quote?",
        "I would like to take you up on your offer.",
        "Thanks, great newsletter!",
        "Yes please.",
        "No.",
        "Not interested at the moment, maybe next year.",
        "Take me off the Tuesday meeting, please. I'll join on Thursday.",
        "Der Verkauf läuft. Melden Sie sich bitte nächste Woche.",
        "Merci, c'est bien reçu.",
        "We had to cancel the order. Can you send a new quote?",
        "Ich nehme gern teil.",
    ];
    are_replies(&ordinary);
}

/// What has the verbs of a request to stop, or its "no more", and is about something else: done without asking, each of
/// these would lose a customer.
#[test]
fn the_verbs_of_such_a_wish_alone_say_nothing() {
    let ordinary = [
        // Not received, not wanted, not needed: goods, papers, a day.
        "We do not need any more valves this year.",
        "I don't want the blue one, I want the green one.",
        "I haven't received your newsletter since May, am I still on the list?",
        "Please don't send the large one.",
        "Do not contact me before ten, I am on the shop floor.",
        "Don't email me, call me on 555-0100.",
        "Please send no more samples, we have plenty.",
        "Please take me off the guest list of the open day, I am abroad.",
        "I want to be removed from the waiting list and order now.",
        "Please cancel my subscription to the service plan.",
        "Cancel.",
        "Stop! Before you pack it: the address is wrong, it is 1 Mill Lane.",
        "OK, take me off hold and ship it.",
        "Please delete my order.",
        "Wir haben keine E-Mail mit dem Angebot erhalten.",
        "Ich habe noch keine Informationen zum Ventil bekommen.",
        "Ich finde keine Nachricht von Ihnen.",
        "Das Ventil kommt aus dem System nicht heraus.",
        "Bitte melden Sie mich zum Tag der offenen Tür an.",
        "Bitte streichen Sie die zweite Position von der Liste.",
        "N'hésitez pas à me contacter.",
        "Je n'ai pas pu recevoir le fichier.",
        "Supprimez la deuxième ligne de la liste, svp.",
        "No quiero más de dos válvulas.",
        "No deseo recibir la mercancía antes de enero.",
        "Non desidero ricevere la merce prima di gennaio.",
        "Chiedo la cancellazione del mio ordine.",
        "Ik heb geen bericht van u ontvangen over de prijs.",
        "Ik meld me af voor de open dag.",
        "Não quero mais de duas válvulas.",
        "Vi vill inte ha den blå ventilen.",
        "Vi vil ikke have den blå ventil.",
        "Nie chcę dostać zaworu przed świętami.",
        "Proszę usunąć drugą pozycję z oferty.",
        "Neposílejte mi prosím nabídku na malý ventil.",
        "Не хочу получать товар до января.",
        "Отпишусь вам завтра.",
        "请不要发货到旧地址。",
        // The small print of theirs.
        "Two valves please.\n\nTo unsubscribe from our own mailings, click here: https://customer.example/out",
        // A wish for one thing, and an end of another.
        "I want to order three valves. Also, please stop sending me the newsletter; the price list yes.",
    ];
    are_replies(&ordinary);
}

#[test]
fn a_wish_to_stop_is_understood_in_many_forms() {
    let asks = [
        "I would appreciate it if you took me off this list.",
        "Could my address be removed from your distribution list, please?",
        "Off the list please",
        "pls remove",
        "Please unsubscribe tom@customer.example",
        "Please cease all communication.",
        "Please discontinue sending me this newsletter.",
        "I am not interested. Do not write again.",
        "Please   do not\nwrite to me   again.",
        "Please erase all data you hold about me.",
        "Bitte keine weitere Werbung.",
        "Stoppen Sie bitte die Zusendung.",
        "Ich bestelle den Newsletter ab.",
        "Bitte nicht mehr anschreiben.",
        "Hören Sie auf, mir zu schreiben!",
        "Veuillez ne plus m'envoyer de courriels.",
        "Arrêtez de m'écrire.",
        "Dejen de enviarme correos.",
        "Non scrivetemi più.",
        "Basta mail, grazie.",
        "Stuur mij geen nieuwsbrieven meer.",
        "Favor me retirar da lista.",
        "Ta bort mig från er sändlista.",
        "Send mig ikke flere mails.",
        "Fjern meg fra listen.",
        "Älkää lähettäkö enää.",
        "Proszę o usunięcie z listy mailingowej.",
        "Už mi prosím nic neposílejte.",
        "Прошу удалить мой адрес из рассылки.",
        "Lütfen beni listenizden çıkarın.",
        "今後の配信は不要です。",
        "请把我从名单中删除。",
    ];
    let missed: Vec<&str> = asks
        .into_iter()
        .filter(|ask| answer(ask).kind != IncomingKind::OptOut)
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_mail_program_that_follows_our_link_may_sign_as_a_machine() {
    let by_program = mail(
        "Auto-Submitted: auto-generated\n",
        "unsubscribe 0123456789abcdef0123456789abcdef",
        "This message was automatically generated by the mail program.",
    );
    assert_eq!(by_program.kind, IncomingKind::OptOut);
}

#[test]
fn our_own_unsubscribe_link_in_a_quotation_never_counts() {
    let reply = answer(
        "Great, see you on Monday.\n\nOn Sat, Nov 21, 2026 at 9:00 AM Dana Reyes <dana@example.com> wrote:\n\n> News from the plant\n>\n> Please remove me from your list: unsubscribe\n",
    );
    assert_eq!(reply.kind, IncomingKind::Reply);
    assert_eq!(reply.may_opt_out, None);
    let unmarked = answer(
        "Great, see you on Monday.\n\n-----Original Message-----\nFrom: Dana Reyes\nSent: Saturday, November 21, 2026 9:00 AM\nTo: Tom Baker\nSubject: News from the plant\n\nunsubscribe\n",
    );
    assert_eq!(unmarked.kind, IncomingKind::Reply);
    assert_eq!(unmarked.may_opt_out, None);
}

#[test]
fn the_mail_that_our_link_makes_is_an_opt_out_whatever_stands_in_it() {
    let subject = "unsubscribe 0123456789abcdef0123456789abcdef";
    for body in [
        "",
        "Please stop.",
        "Sent from my iPhone",
        "I have told you twice that I retired last year and have nothing to do with pumps any more.",
    ] {
        assert_eq!(mail("", subject, body).kind, IncomingKind::OptOut, "{body}");
    }
    // Taken back in words: the rep decides.
    let taken_back = mail(
        "",
        subject,
        "Sorry, I clicked this by mistake. Please keep me on the list.",
    );
    assert_ne!(taken_back.kind, IncomingKind::OptOut);
    assert!(taken_back.may_opt_out.is_some());
}

#[test]
fn a_fresh_mail_with_the_wish_in_its_subject_counts() {
    assert_eq!(mail("", "Unsubscribe", "").kind, IncomingKind::OptOut);
    assert_eq!(
        mail("", "Please remove me from your list", "Tom Baker").kind,
        IncomingKind::OptOut
    );
    assert_eq!(
        mail("", "Abmeldung", "Mit freundlichen Grüßen\nKlaus Meier").kind,
        IncomingKind::OptOut
    );
}

#[test]
fn a_machine_asks_nothing() {
    let note = mail(
        "Auto-Submitted: auto-replied\nIn-Reply-To: <newsletter@example.com>\n",
        "Automatic reply: News",
        "I have left the company. Please remove me from your list.",
    );
    assert_eq!(note.kind, IncomingKind::AutoReply);
}
