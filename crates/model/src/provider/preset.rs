//! What each provider offers: servers, limits, and how one signs in there, with where it is published.

use super::{Preset, Provider};
use crate::{EmailAddress, OAuthClient, Security, ServerAddress, SignIn};

impl Provider {
    /// Its name, to show.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gmail => "Gmail",
            Self::GoogleWorkspace => "Google Workspace",
            Self::Microsoft365 => "Microsoft 365",
            Self::OutlookCom => "Outlook.com",
            Self::Yahoo => "Yahoo Mail",
            Self::Icloud => "iCloud Mail",
            Self::Fastmail => "Fastmail",
            Self::Zoho => "Zoho Mail",
            Self::Other => "Another provider",
        }
    }

    /// What it offers the owner of `address`: servers, limits and how one signs in. Where nothing is published, the
    /// limits are cautious suggestions.
    pub fn preset(self, address: &EmailAddress) -> Preset {
        let (smtp, imap) = self.servers(address.domain());
        let Limits { daily, per_minute } = self.limits();
        Preset {
            provider: self,
            name: self.name().to_owned(),
            smtp: Some(smtp),
            imap: Some(imap),
            daily_limit: Some(daily),
            per_minute: Some(per_minute),
            domain_gap: Some(DOMAIN_GAP),
            plus_addressing: self.has_plus_addressing(),
            sign_in: match self {
                Self::Microsoft365 | Self::OutlookCom => SignIn::OAuth2,
                _ => SignIn::Password,
            },
            oauth: self.oauth(),
            password_hint: self.password_hint().to_owned(),
        }
    }

    /// Whether its server lets the envelope's sender carry a token (`name+token@domain`), so that a bounce comes back to
    /// an address that tells its delivery. Only where this is certain; elsewhere bounces are matched by Message-ID.
    ///
    /// Microsoft refuses every sender that is not the mailbox or one of its aliases (`5.7.60`, `SendAsDenied`), Gmail
    /// puts the account's own address in its place without a word, and Yahoo, iCloud and Zoho refuse senders that are not
    /// set up. Fastmail documents it for the header only. A company's own server is asked with its setting
    /// [`Preset::plus_addressing`].
    pub const fn takes_return_address(self) -> bool {
        matches!(self, Self::Other)
    }

    /// The servers that take and hold its mail, for an address with this domain.
    fn servers(self, domain: &str) -> (ServerAddress, ServerAddress) {
        let tls = |host: &str, port| ServerAddress {
            host: host.to_owned(),
            port,
            security: Security::Tls,
        };
        let start_tls = |host: &str| ServerAddress {
            host: host.to_owned(),
            port: 587,
            security: Security::StartTls,
        };
        match self {
            // https://support.google.com/mail/answer/7126229 (2026).
            Self::Gmail | Self::GoogleWorkspace => {
                (tls("smtp.gmail.com", 465), tls("imap.gmail.com", 993))
            }
            // https://support.microsoft.com/office/8361e398-8af4-4e97-b147-6c6c4ac95353 (2026).
            Self::Microsoft365 => (
                start_tls("smtp.office365.com"),
                tls("outlook.office365.com", 993),
            ),
            Self::OutlookCom => (
                start_tls("smtp-mail.outlook.com"),
                tls("outlook.office365.com", 993),
            ),
            // https://help.yahoo.com/kb/SLN4724.html (2026).
            Self::Yahoo => (
                tls("smtp.mail.yahoo.com", 465),
                tls("imap.mail.yahoo.com", 993),
            ),
            // https://support.apple.com/102525 (2026).
            Self::Icloud => (start_tls("smtp.mail.me.com"), tls("imap.mail.me.com", 993)),
            // https://www.fastmail.help/hc/articles/1500000278342 (2026).
            Self::Fastmail => (tls("smtp.fastmail.com", 465), tls("imap.fastmail.com", 993)),
            // https://www.zoho.com/mail/help/imap-access.html (2026): companies with a domain of their own have servers of
            // their own, and each region its own ending.
            Self::Zoho => {
                let own = domain
                    .strip_prefix("zohomail.")
                    .or_else(|| domain.strip_prefix("zoho."));
                let (pro, ending) = own.map_or(("pro", "com"), |ending| ("", ending));
                (
                    tls(&format!("smtp{pro}.zoho.{ending}"), 465),
                    tls(&format!("imap{pro}.zoho.{ending}"), 993),
                )
            }
            // What most providers use; to be found wrong by the test of the settings at the latest.
            Self::Other => (
                tls(&format!("smtp.{domain}"), 465),
                tls(&format!("imap.{domain}"), 993),
            ),
        }
    }

    /// How much may go out.
    fn limits(self) -> Limits {
        let limits = |daily, per_minute| Limits { daily, per_minute };
        match self {
            // https://support.google.com/mail/answer/22839 (2026): 500 a day. Google publishes nothing about a minute.
            Self::Gmail => limits(500, 20),
            // https://support.google.com/a/answer/166852 (2026): 2,000 a rolling 24 hours, 500 during a trial.
            Self::GoogleWorkspace => limits(2_000, 20),
            // https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
            // (2026): 10,000 recipients a day, 30 messages a minute.
            Self::Microsoft365 => limits(10_000, 30),
            // https://support.microsoft.com/office/279ee200-594c-40f0-9ec8-bb6af7735c2e (2026): 5,000 recipients a day with
            // a subscription, of whom 1,000 may be new; less without, by how long the account has been trusted: 300 is what
            // its users report.
            Self::OutlookCom => limits(300, 10),
            // https://help.yahoo.com/kb/SLN17518.html (2026): 500 a day.
            Self::Yahoo => limits(500, 10),
            // https://support.apple.com/102198 (2026): 1,000 messages and 1,000 recipients a day.
            Self::Icloud => limits(1_000, 20),
            // https://www.fastmail.help/hc/articles/1500000277382 (2026): by plan; the smaller ones stay below this.
            Self::Fastmail => limits(2_000, 20),
            // https://www.zoho.com/mail/help/adminconsole/rates-and-limits.html (2026): 50 to 500 an hour to people
            // outside, by the account's reputation; who goes beyond it is blocked.
            Self::Zoho => limits(300, 3),
            // A suggestion: what small hosting companies allow at least is often 100 to 500 an hour.
            Self::Other => limits(500, 20),
        }
    }

    /// Whether mail to `name+anything@domain` certainly reaches `name@domain` (RFC 5233): an opt-out that got lost would
    /// be worse than one that is matched with more effort.
    const fn has_plus_addressing(self) -> bool {
        match self {
            // Google: https://support.google.com/mail/answer/22370. Exchange Online: on since 2022. Outlook.com, iCloud and
            // Fastmail document it too (2026).
            Self::Gmail
            | Self::GoogleWorkspace
            | Self::Microsoft365
            | Self::OutlookCom
            | Self::Icloud
            | Self::Fastmail => true,
            // Yahoo has disposable addresses instead; at Zoho and elsewhere it is a setting.
            Self::Yahoo | Self::Zoho | Self::Other => false,
        }
    }

    /// Where one says yes in the browser, and what is asked for; the client id is the rep's own. Yahoo gives none to
    /// single people, and the others take app passwords.
    fn oauth(self) -> Option<OAuthClient> {
        let (authorize_url, token_url, scope) = match self {
            // https://developers.google.com/identity/protocols/oauth2/native-app and
            // https://developers.google.com/workspace/gmail/imap/xoauth2-protocol (2026).
            Self::Gmail | Self::GoogleWorkspace => (
                "https://accounts.google.com/o/oauth2/v2/auth",
                "https://oauth2.googleapis.com/token",
                "https://mail.google.com/",
            ),
            // https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
            // (2026); `common` takes both companies' and private accounts.
            Self::Microsoft365 | Self::OutlookCom => (
                "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
                "https://login.microsoftonline.com/common/oauth2/v2.0/token",
                "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
            ),
            Self::Yahoo | Self::Icloud | Self::Fastmail | Self::Zoho | Self::Other => return None,
        };
        Some(OAuthClient {
            client_id: String::new(),
            authorize_url: authorize_url.to_owned(),
            token_url: token_url.to_owned(),
            scope: scope.to_owned(),
        })
    }

    const fn password_hint(self) -> &'static str {
        match self {
            Self::Gmail => {
                "Google wants an app password here, not your usual one. Turn on 2-Step Verification in your Google account, then make one at myaccount.google.com/apppasswords."
            }
            Self::GoogleWorkspace => {
                "Google wants an app password here, not your usual one: turn on 2-Step Verification, then make one at myaccount.google.com/apppasswords. If that page is not there, your company has switched it off: ask your administrator, or sign in with the browser."
            }
            Self::Microsoft365 => {
                "Microsoft no longer takes passwords from mail programs, so you sign in with the browser. Ask your administrator for a client ID, and to allow \"authenticated SMTP\" for your mailbox."
            }
            Self::OutlookCom => {
                "Outlook.com takes no passwords from mail programs, so you sign in with the browser. Allow IMAP first, at outlook.com under Settings, Mail, Forwarding and IMAP."
            }
            Self::Yahoo => {
                "Yahoo wants an app password here, not your usual one. Make one in your Yahoo account under Security, Generate app password."
            }
            Self::Icloud => {
                "Apple wants an app-specific password here, not your usual one. Make one at account.apple.com under Sign-In and Security, App-Specific Passwords."
            }
            Self::Fastmail => {
                "Fastmail wants an app password here, not your usual one. Make one under Settings, Privacy & Security, App passwords, with access to mail."
            }
            Self::Zoho => {
                "Allow IMAP in Zoho Mail first, under Settings, Mail Accounts. With two-factor sign-in, make an app password at accounts.zoho.com under Security; without it, your usual password will do."
            }
            Self::Other => {
                "Use the password of your mailbox. If your provider has two-step sign-in, it may want an app password made for Byline."
            }
        }
    }
}

/// How much may go out of a mailbox.
struct Limits {
    /// In a rolling 24 hours.
    daily: u32,
    /// In a minute.
    per_minute: u32,
}

/// How many seconds lie between two messages to the same domain. No provider publishes what the other side likes; two
/// seconds keep twenty colleagues of one customer from looking like a flood, and cost a mailing next to nothing.
const DOMAIN_GAP: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("an address")
    }

    #[test]
    fn every_preset_is_complete_and_private() {
        for provider in Provider::ALL.iter().copied() {
            let preset = provider.preset(&address("dana@example.com"));
            assert_eq!(preset.provider, provider);
            assert!(!preset.name.is_empty());
            let smtp = preset.smtp.expect("a server that takes mail");
            let imap = preset.imap.expect("a server that holds mail");
            assert_ne!(smtp.security, Security::None, "{provider}");
            assert_eq!(imap.security, Security::Tls, "{provider}");
            // RFC 8314 §7: 465 begins with TLS, 587 with STARTTLS; mixed up, nothing works.
            let port = match smtp.security {
                Security::Tls => 465,
                _ => 587,
            };
            assert_eq!((smtp.port, imap.port), (port, 993), "{provider}");
            assert!(preset.daily_limit.is_some_and(|limit| limit >= 100));
            assert!(preset.per_minute.is_some_and(|limit| limit >= 1));
            // A mailing that takes the whole day's limit at full pace still ends within the day.
            assert!(preset.per_minute.map(|limit| limit * 60 * 24) >= preset.daily_limit);
            assert!(preset.domain_gap.is_some());
            assert!(preset.password_hint.ends_with('.'), "{provider}");
            assert!(!preset.password_hint.contains('!'), "{provider}");
            match (preset.sign_in, preset.oauth) {
                (SignIn::OAuth2, None) => panic!("{provider} signs in nowhere"),
                (_, Some(client)) => {
                    for url in [client.authorize_url, client.token_url] {
                        assert!(url.starts_with("https://"), "{url}");
                    }
                    assert!(client.client_id.is_empty(), "the client is the rep's own");
                    assert!(!client.scope.is_empty());
                }
                (SignIn::Password, None) => {}
            }
        }
    }

    #[test]
    fn zoho_s_servers_are_those_of_the_region_and_of_companies() {
        let smtp = |text| {
            Provider::Zoho
                .preset(&address(text))
                .smtp
                .expect("a server")
                .host
        };
        assert_eq!(smtp("dana@zohomail.eu"), "smtp.zoho.eu");
        assert_eq!(smtp("dana@zoho.com"), "smtp.zoho.com");
        assert_eq!(smtp("dana@example.com"), "smtppro.zoho.com");
        assert_eq!(smtp("dana@company.example"), "smtppro.zoho.com");
    }

    #[test]
    fn a_company_s_own_server_is_guessed_from_its_domain() {
        let preset = Provider::Other.preset(&address("dana@example.com"));
        assert_eq!(preset.smtp.expect("a server").host, "smtp.example.com");
        assert_eq!(preset.imap.expect("a server").host, "imap.example.com");
    }
}
