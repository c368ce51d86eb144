//! The great mail providers, and whose mailbox an address is.

mod preset;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EmailAddress, OAuthClient, ServerAddress, SignIn, contact::words};

words! {
    /// Who keeps the rep's mailbox.
    Provider {
        /// A free mailbox at gmail.com.
        Gmail = "gmail",
        /// A company's or school's domain at Google.
        GoogleWorkspace = "google-workspace",
        /// A company's domain at Microsoft.
        Microsoft365 = "microsoft-365",
        /// A free mailbox at outlook.com, hotmail.com or live.com.
        OutlookCom = "outlook-com",
        /// Yahoo.
        Yahoo = "yahoo",
        /// Apple.
        Icloud = "icloud",
        /// Fastmail.
        Fastmail = "fastmail",
        /// Zoho.
        Zoho = "zoho",
        /// Anybody else, such as the company's own server.
        Other = "other",
    }
}

/// What a provider offers, as of November 2026; every value can be changed by the rep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preset {
    /// Which.
    pub provider: Provider,
    /// Its name, to show.
    pub name: String,
    /// The server that takes mail.
    pub smtp: Option<ServerAddress>,
    /// The server that holds what came in.
    pub imap: Option<ServerAddress>,
    /// How many messages may go out in a rolling 24 hours.
    #[ts(type = "number | null")]
    pub daily_limit: Option<u32>,
    /// How many messages may go out a minute.
    #[ts(type = "number | null")]
    pub per_minute: Option<u32>,
    /// How many seconds lie at least between two messages to the same domain.
    #[ts(type = "number | null")]
    pub domain_gap: Option<u32>,
    /// Whether mail to `name+anything@domain` reaches `name@domain`.
    pub plus_addressing: bool,
    /// How one signs in there.
    pub sign_in: SignIn,
    /// With OAuth 2: where, without the client id, which is the rep's own; `None` where the provider has none.
    pub oauth: Option<OAuthClient>,
    /// What the rep needs to know about the password there, and what to do.
    pub password_hint: String,
}

impl Provider {
    /// Whose mailbox an address is, by its domain; a company's own domain at Google or Microsoft cannot be told from
    /// the address alone and is [`Provider::Other`].
    pub fn of(address: &EmailAddress) -> Self {
        let domain = address.domain();
        let is_any = |brand: &str, endings: &[&str]| {
            domain
                .strip_prefix(brand)
                .and_then(|rest| rest.strip_prefix('.'))
                .is_some_and(|ending| endings.contains(&ending))
        };
        match domain {
            "gmail.com" | "googlemail.com" => Self::Gmail,
            "msn.com" | "passport.com" | "windowslive.com" => Self::OutlookCom,
            "ymail.com" | "rocketmail.com" | "myyahoo.com" => Self::Yahoo,
            "icloud.com" | "me.com" | "mac.com" => Self::Icloud,
            "zohomail.com" | "zohomail.eu" | "zohomail.in" | "zohomail.com.au" => Self::Zoho,
            _ if is_any("outlook", OUTLOOK)
                || is_any("hotmail", HOTMAIL)
                || is_any("live", LIVE) =>
            {
                Self::OutlookCom
            }
            _ if is_any("yahoo", YAHOO) => Self::Yahoo,
            _ if is_any("fastmail", FASTMAIL) => Self::Fastmail,
            _ if is_any("zoho", &["com", "eu", "in", "com.au", "com.cn", "jp"]) => Self::Zoho,
            _ => Self::Other,
        }
    }

    /// Whose mailbox it is, by the name of a server that takes its mail or holds it, which tells a company's own domain
    /// at a great provider; by the address where the server says nothing.
    pub fn of_host(host: &str, address: &EmailAddress) -> Self {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let within = |domains: &[&str]| {
            domains.iter().any(|domain| {
                host.strip_suffix(domain)
                    .is_some_and(|front| front.is_empty() || front.ends_with('.'))
            })
        };
        match Self::of(address) {
            Self::Other => {}
            known => return known,
        }
        // The names in MX records stand beside those of SMTP and IMAP.
        if within(&["gmail.com", "googlemail.com", "google.com"]) {
            Self::GoogleWorkspace
        } else if within(&["office365.com", "outlook.com", "office.com"]) {
            Self::Microsoft365
        } else if within(&["yahoo.com", "yahoodns.net"]) {
            Self::Yahoo
        } else if within(&["mail.me.com", "mail.icloud.com"]) {
            Self::Icloud
        } else if within(&["fastmail.com", "messagingengine.com"]) {
            Self::Fastmail
        } else if within(&["zoho.com", "zoho.eu", "zoho.in", "zoho.com.au", "zoho.jp"]) {
            Self::Zoho
        } else {
            Self::Other
        }
    }
}

/// The endings of outlook.*.
const OUTLOOK: &[&str] = &[
    "com", "at", "be", "cl", "co.id", "co.il", "co.th", "com.ar", "com.au", "com.br", "com.gr",
    "com.tr", "com.vn", "cz", "de", "dk", "es", "fr", "hu", "ie", "in", "it", "jp", "kr", "lv",
    "my", "ph", "pt", "sa", "sg", "sk",
];

/// The endings of hotmail.*.
const HOTMAIL: &[&str] = &[
    "com", "be", "ca", "ch", "cl", "co.id", "co.il", "co.in", "co.jp", "co.kr", "co.nz", "co.th",
    "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.hk", "com.tr", "com.tw", "com.vn", "cz",
    "de", "dk", "es", "fi", "fr", "gr", "hu", "it", "lt", "lv", "my", "nl", "no", "ph", "rs", "se",
    "sg", "sk",
];

/// The endings of live.*.
const LIVE: &[&str] = &[
    "com", "at", "be", "ca", "cl", "cn", "co.kr", "co.uk", "co.za", "com.ar", "com.au", "com.mx",
    "com.my", "com.ph", "com.pt", "com.sg", "de", "dk", "fi", "fr", "hk", "ie", "in", "it", "jp",
    "nl", "no", "ru", "se",
];

/// The endings of yahoo.*; yahoo.co.jp is another company.
const YAHOO: &[&str] = &[
    "com", "ca", "cl", "co.id", "co.il", "co.in", "co.kr", "co.nz", "co.th", "co.uk", "co.za",
    "com.ar", "com.au", "com.br", "com.co", "com.hk", "com.mx", "com.my", "com.pe", "com.ph",
    "com.sg", "com.tr", "com.tw", "com.ve", "com.vn", "cz", "de", "dk", "es", "fi", "fr", "gr",
    "hu", "ie", "in", "it", "nl", "no", "pl", "pt", "ro", "se",
];

/// The endings of fastmail.*.
const FASTMAIL: &[&str] = &[
    "com", "fm", "ca", "cn", "co.uk", "com.au", "de", "es", "im", "in", "jp", "mx", "net", "nl",
    "org", "se", "to", "us",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("an address")
    }

    #[test]
    fn an_address_tells_its_provider() {
        for (text, provider) in [
            ("dana@gmail.com", Provider::Gmail),
            ("dana@GoogleMail.com", Provider::Gmail),
            ("dana@outlook.com", Provider::OutlookCom),
            ("dana@hotmail.co.uk", Provider::OutlookCom),
            ("dana@live.nl", Provider::OutlookCom),
            ("dana@yahoo.de", Provider::Yahoo),
            ("dana@ymail.com", Provider::Yahoo),
            ("dana@me.com", Provider::Icloud),
            ("dana@fastmail.fm", Provider::Fastmail),
            ("dana@zohomail.eu", Provider::Zoho),
            ("dana@example.com", Provider::Other),
            // Others' domains that look alike.
            ("dana@yahoo.co.jp", Provider::Other),
            ("dana@live.example.com", Provider::Other),
            ("dana@notgmail.com", Provider::Other),
            ("dana@gmail.com.example.org", Provider::Other),
        ] {
            assert_eq!(Provider::of(&address(text)), provider, "{text}");
        }
    }

    #[test]
    fn a_server_tells_a_company_s_provider() {
        let company = address("dana@example.com");
        for (host, provider) in [
            ("smtp.gmail.com", Provider::GoogleWorkspace),
            ("ASPMX.L.GOOGLE.COM.", Provider::GoogleWorkspace),
            ("smtp.office365.com", Provider::Microsoft365),
            (
                "example-com.mail.protection.outlook.com",
                Provider::Microsoft365,
            ),
            ("in1-smtp.messagingengine.com", Provider::Fastmail),
            ("mx01.mail.icloud.com", Provider::Icloud),
            ("mx2.zoho.eu", Provider::Zoho),
            ("mail.example.com", Provider::Other),
            ("smtp.gmail.com.example.org", Provider::Other),
            ("notgmail.com", Provider::Other),
        ] {
            assert_eq!(Provider::of_host(host, &company), provider, "{host}");
        }
        assert_eq!(
            Provider::of_host("smtp.gmail.com", &address("dana@gmail.com")),
            Provider::Gmail
        );
    }
}
