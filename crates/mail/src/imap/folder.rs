//! Folders: their names as they travel and as they are shown, and what each is there for.

use base64::{
    Engine,
    alphabet::IMAP_MUTF7,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// The base64 of folder names: without padding, "," in place of "/".
const MUTF7: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// A folder of the mailbox that can be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its name, as it is shown.
    pub name: String,
    /// Its name, as the server wants to hear it.
    pub raw: String,
    /// What it is there for, as far as the server or its name says.
    pub role: Option<Role>,
}

/// What a folder is there for (RFC 6154).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Where mail comes in.
    Inbox,
    /// What the rep sent.
    Sent,
    /// What the server takes for spam.
    Junk,
    /// What was thrown away.
    Trash,
    /// What is not finished.
    Drafts,
    /// Every message, whatever folder it is in.
    All,
    /// What was put aside.
    Archive,
}

impl Role {
    const NAMED: [Self; 4] = [Self::Sent, Self::Junk, Self::Trash, Self::Drafts];

    /// The role that an attribute states, such as `\Sent`.
    fn stated(attribute: &str) -> Option<Self> {
        Some(match attribute.to_ascii_lowercase().as_str() {
            "\\sent" => Self::Sent,
            "\\junk" => Self::Junk,
            "\\trash" => Self::Trash,
            "\\drafts" => Self::Drafts,
            "\\all" => Self::All,
            "\\archive" => Self::Archive,
            _ => return None,
        })
    }

    /// How programs and providers name such a folder, in small letters.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Sent => SENT,
            Self::Junk => JUNK,
            Self::Trash => &["trash", "deleted items", "deleted messages", "bin"],
            Self::Drafts => &["drafts", "draft"],
            Self::Inbox | Self::All | Self::Archive => &[],
        }
    }
}

/// What Outlook, Apple Mail, Thunderbird, Gmail, Yahoo and the web mail of large providers call it.
const SENT: &[&str] = &[
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "gesendet",
    "gesendete objekte",
    "gesendete elemente",
    "gesendete nachrichten",
    "envoyés",
    "messages envoyés",
    "éléments envoyés",
    "courrier envoyé",
    "enviados",
    "enviado",
    "elementos enviados",
    "mensajes enviados",
    "correo enviado",
    "itens enviados",
    "mensagens enviadas",
    "e-mails enviados",
    "inviati",
    "inviata",
    "posta inviata",
    "elementi inviati",
    "messaggi inviati",
    "verzonden",
    "verzonden items",
    "verzonden berichten",
    "skickat",
    "skickade",
    "skickade objekt",
    "skickade meddelanden",
    "sendt",
    "sendte",
    "sendt post",
    "sendte elementer",
    "sendte beskeder",
    "lähetetyt",
    "lähetetyt viestit",
    "wysłane",
    "elementy wysłane",
    "odeslané",
    "odeslaná pošta",
    "odoslané",
    "odoslaná pošta",
    "elküldött",
    "elküldött elemek",
    "elküldött üzenetek",
    "trimise",
    "elemente trimise",
    "poslano",
    "poslane stavke",
    "изпратени",
    "отправленные",
    "надіслані",
    "απεσταλμένα",
    "gönderilmiş",
    "gönderilenler",
    "gönderilmiş öğeler",
    "العناصر المرسلة",
    "البريد المرسل",
    "פריטים שנשלחו",
    "送信済み",
    "送信済みアイテム",
    "送信済みメール",
    "送信済みトレイ",
    "已发送",
    "已发送邮件",
    "已发邮件",
    "寄件備份",
    "已傳送的郵件",
    "보낸 편지함",
    "보낸편지함",
    "보낸메일함",
];

/// The same for spam.
const JUNK: &[&str] = &[
    "junk",
    "spam",
    "junk e-mail",
    "junk email",
    "junk mail",
    "bulk",
    "bulk mail",
    "junk-e-mail",
    "spamverdacht",
    "unerwünscht",
    "courrier indésirable",
    "indésirables",
    "pourriel",
    "correo no deseado",
    "correo basura",
    "no deseado",
    "lixo eletrônico",
    "lixo electrónico",
    "correio não solicitado",
    "posta indesiderata",
    "indesiderata",
    "ongewenste e-mail",
    "ongewenst",
    "skräppost",
    "søppelpost",
    "uønsket mail",
    "uønsket post",
    "roskaposti",
    "wiadomości-śmieci",
    "wiadomości śmieci",
    "nevyžádaná pošta",
    "nevyžiadaná pošta",
    "levélszemét",
    "mesaje nedorite",
    "neželena pošta",
    "спам",
    "нежелательная почта",
    "ανεπιθύμητα",
    "önemsiz",
    "önemsiz e-posta",
    "istenmeyen",
    "البريد غير الهام",
    "דואר זבל",
    "迷惑メール",
    "垃圾邮件",
    "垃圾郵件",
    "정크 메일",
    "스팸메일함",
    "스팸함",
];

/// A folder as the server lists it.
pub(super) struct Listed {
    /// Its name as it travels.
    pub(super) raw: String,
    /// What parts the names of a folder and of those in it.
    pub(super) delimiter: Option<char>,
    /// Such as `\Sent`.
    pub(super) attributes: Vec<String>,
}

/// The folders that can be opened. What the server says a folder is there for counts; its name only for what the server
/// says of none.
pub(super) fn understood(listed: Vec<Listed>) -> Vec<Folder> {
    let mut folders = Vec::new();
    let mut last_names = Vec::new();
    for Listed {
        raw,
        delimiter,
        attributes,
    } in listed
    {
        let closed = |attribute: &String| {
            attribute.eq_ignore_ascii_case("\\Noselect")
                || attribute.eq_ignore_ascii_case("\\NonExistent")
        };
        if attributes.iter().any(closed) {
            continue;
        }
        let name = shown(&raw);
        let role = if raw.eq_ignore_ascii_case("INBOX") {
            Some(Role::Inbox)
        } else {
            attributes
                .iter()
                .find_map(|attribute| Role::stated(attribute))
        };
        let last = delimiter.map_or(name.as_str(), |delimiter| {
            name.rsplit(delimiter).next().unwrap_or_default()
        });
        last_names.push((name.len(), last.to_lowercase()));
        folders.push(Folder { name, raw, role });
    }
    for role in Role::NAMED {
        if folders.iter().any(|folder| folder.role == Some(role)) {
            continue;
        }
        // "Sent" rather than "Old mail/Sent".
        let best = (0..folders.len())
            .filter(|at| folders[*at].role.is_none())
            .filter(|at| role.names().contains(&last_names[*at].1.as_str()))
            .min_by_key(|at| last_names[*at].0);
        if let Some(at) = best {
            folders[at].role = Some(role);
        }
    }
    folders
}

/// A folder's name as it is shown: modified UTF-7 (RFC 3501 §5.1.3) read. A name that is not written so is shown as it is.
pub fn shown(raw: &str) -> String {
    let mut name = String::new();
    let mut rest = raw;
    while let Some((plain, after)) = rest.split_once('&') {
        name.push_str(plain);
        let Some((coded, after)) = after.split_once('-') else {
            return raw.to_owned();
        };
        if coded.is_empty() {
            name.push('&');
        } else {
            match text(coded) {
                Some(text) => name.push_str(&text),
                None => return raw.to_owned(),
            }
        }
        rest = after;
    }
    name.push_str(rest);
    name
}

/// A folder's name as it travels: modified UTF-7 (RFC 3501 §5.1.3).
pub fn raw(shown: &str) -> String {
    let mut raw = String::new();
    let mut units = Vec::new();
    let flush = |units: &mut Vec<u8>, raw: &mut String| {
        if !units.is_empty() {
            raw.push('&');
            raw.push_str(&MUTF7.encode(&units));
            raw.push('-');
            units.clear();
        }
    };
    for c in shown.chars() {
        match c {
            '&' => {
                flush(&mut units, &mut raw);
                raw.push_str("&-");
            }
            ' '..='~' => {
                flush(&mut units, &mut raw);
                raw.push(c);
            }
            _ => units.extend(
                c.encode_utf16(&mut [0; 2])
                    .iter()
                    .flat_map(|unit| unit.to_be_bytes()),
            ),
        }
    }
    flush(&mut units, &mut raw);
    raw
}

fn text(coded: &str) -> Option<String> {
    let bytes = MUTF7.decode(coded).ok()?;
    let (units, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    char::decode_utf16(units.iter().copied().map(u16::from_be_bytes))
        .collect::<Result<_, _>>()
        .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn listed(raw: &str, attributes: &[&str]) -> Listed {
        Listed {
            raw: raw.to_owned(),
            delimiter: Some('/'),
            attributes: attributes.iter().map(|&word| word.to_owned()).collect(),
        }
    }

    fn roles(folders: Vec<Listed>) -> Vec<(String, Option<Role>)> {
        understood(folders)
            .into_iter()
            .map(|folder| (folder.name, folder.role))
            .collect()
    }

    #[test]
    fn names_are_shown_as_the_rep_knows_them() {
        // The example of RFC 3501 §5.1.3.
        assert_eq!(
            shown("~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            "~peter/mail/台北/日本語"
        );
        assert_eq!(shown("Gel&APY-scht & more"), "Gel&APY-scht & more");
        assert_eq!(shown("Q&-A"), "Q&A");
        assert_eq!(shown("&&&-"), "&&&-");
        assert_eq!(raw("Envoyés & lus"), "Envoy&AOk-s &- lus");
    }

    #[test]
    fn what_the_server_says_counts_more_than_a_name() {
        assert_eq!(
            roles(vec![
                listed("INBOX", &[]),
                listed("Sent", &[]),
                listed("Gesendet", &["\\HasNoChildren", "\\Sent"]),
                listed("[Gmail]", &["\\Noselect"]),
                listed("[Gmail]/Spam", &["\\Junk"]),
            ]),
            [
                ("INBOX".to_owned(), Some(Role::Inbox)),
                ("Sent".to_owned(), None),
                ("Gesendet".to_owned(), Some(Role::Sent)),
                ("[Gmail]/Spam".to_owned(), Some(Role::Junk)),
            ]
        );
    }

    #[test]
    fn without_its_word_the_plainest_name_counts() {
        assert_eq!(
            roles(vec![
                listed("Old/Sent", &[]),
                listed("&AMk-l&AOk-ments envoy&AOk-s", &[]),
                listed("Junk E-mail", &[]),
                listed("Presents", &[]),
            ]),
            [
                ("Old/Sent".to_owned(), Some(Role::Sent)),
                ("Éléments envoyés".to_owned(), None),
                ("Junk E-mail".to_owned(), Some(Role::Junk)),
                ("Presents".to_owned(), None),
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_name_comes_back_as_it_went(name in "\\PC{0,20}") {
            let raw = raw(&name);
            prop_assert!(raw.is_ascii());
            prop_assert_eq!(shown(&raw), name);
        }

        #[test]
        fn no_name_of_a_stranger_does_harm(raw in ".{0,20}") {
            shown(&raw);
        }
    }
}
