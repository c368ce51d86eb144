//! Making a connection, step by step, up to a mailbox that can be read.

use byline_model::Security;
use imap_codec::imap_types::{
    auth::AuthMechanism,
    command::CommandBody,
    response::{Capability, Data},
};

use super::{
    ImapError,
    answer::Greeting,
    sign_in,
    wire::{Answer, Patience, Wire},
};
use crate::connection::{ConnectError, Service, Settings, Step, StepName, Stream, reach, secure};

/// The conversation over whatever stream there is.
pub(super) type Client = Wire<Box<dyn Stream>>;

/// What a server offers, as far as it matters here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Offers {
    pub(super) start_tls: bool,
    pub(super) plain: bool,
    pub(super) login_disabled: bool,
    pub(super) x_oauth2: bool,
    pub(super) oauth_bearer: bool,
    /// What proves who signs in may stand in the first line (RFC 4959).
    pub(super) initial_response: bool,
    /// RFC 2177.
    pub(super) idle: bool,
    /// RFC 6851.
    pub(super) moves: bool,
    /// RFC 4315.
    pub(super) uid_plus: bool,
}

impl Offers {
    fn note(&mut self, capability: &Capability<'_>) {
        match capability {
            Capability::StartTls => self.start_tls = true,
            Capability::Auth(AuthMechanism::Plain) => self.plain = true,
            Capability::Auth(AuthMechanism::XOAuth2) => self.x_oauth2 = true,
            Capability::Auth(AuthMechanism::OAuthBearer) => self.oauth_bearer = true,
            Capability::LoginDisabled => self.login_disabled = true,
            Capability::SaslIr => self.initial_response = true,
            Capability::Idle => self.idle = true,
            Capability::Move => self.moves = true,
            Capability::UidPlus => self.uid_plus = true,
            // All of these are part of the newer protocol (RFC 9051 appendix E).
            Capability::Other(_) if capability.to_string().eq_ignore_ascii_case("IMAP4rev2") => {
                self.idle = true;
                self.moves = true;
                self.uid_plus = true;
                self.initial_response = true;
            }
            _ => {}
        }
    }
}

/// Makes a signed-in connection; every step that went well is added to `steps`.
pub(super) async fn dial(
    settings: &Settings<'_>,
    steps: &mut Vec<Step>,
) -> Result<(Client, Offers), ConnectError> {
    let server = settings.server;
    let (host, port) = (server.host.as_str(), server.port);
    let stream = reach(settings, Service::Imap, steps).await?;
    let in_order = || {
        Step::done(
            StepName::Certificate,
            format!("the certificate of {host} is in order"),
        )
    };
    let (mut wire, greeting) = match server.security {
        Security::None => {
            let mut wire: Client = Wire::new(Box::new(stream), host);
            let greeting = greet(&mut wire, settings, steps).await?;
            (wire, greeting)
        }
        Security::Tls => {
            let stream = secure(stream, settings, Service::Imap).await?;
            steps.push(in_order());
            let mut wire: Client = Wire::new(Box::new(stream), host);
            let greeting = greet(&mut wire, settings, steps).await?;
            (wire, greeting)
        }
        Security::StartTls => {
            let not_offered = || ConnectError::TlsNotOffered {
                host: host.to_owned(),
                port,
                service: Service::Imap,
            };
            let mut bare = Wire::new(stream, host);
            let greeting = greet(&mut bare, settings, steps).await?;
            // Whoever knows already who this is takes no STARTTLS any more (RFC 9051 §6.2.1): somebody on the way could
            // say so to keep the conversation open.
            if matches!(greeting, Greeting::Known(_))
                || !offers(&mut bare, settings).await?.start_tls
            {
                return Err(not_offered());
            }
            let patience = Patience::short(settings.timeouts.command);
            match bare.run(CommandBody::StartTLS, patience, |_| {}).await {
                Ok(()) => {}
                Err(ImapError::Refused { .. }) => return Err(not_offered()),
                Err(error) => return Err(broken(error, settings, StepName::Certificate)),
            }
            let stream = bare.into_quiet_stream().ok_or_else(|| ConnectError::Tls {
                host: host.to_owned(),
                why: "something was said before the encryption began".to_owned(),
            })?;
            let stream = secure(stream, settings, Service::Imap).await?;
            steps.push(in_order());
            (
                Wire::new(Box::new(stream) as Box<dyn Stream>, host),
                greeting,
            )
        }
    };

    // What was offered before the connection was private counts for nothing.
    let before = offers(&mut wire, settings).await?;
    let Some(login) = settings.login.as_ref() else {
        return Ok((wire, before));
    };
    if matches!(greeting, Greeting::Welcome(_)) {
        sign_in::sign_in(&mut wire, before, login, settings).await?;
    }
    steps.push(Step::done(
        StepName::SignIn,
        format!("signed in as {}", login.user),
    ));
    let after = offers(&mut wire, settings).await?;
    Ok((wire, after))
}

/// Hears the greeting.
async fn greet<S: Stream>(
    wire: &mut Wire<S>,
    settings: &Settings<'_>,
    steps: &mut Vec<Step>,
) -> Result<Greeting, ConnectError> {
    let step = StepName::Greeting;
    let line = wire
        .greeting(settings.timeouts.command)
        .await
        .map_err(|error| broken(error, settings, step))?;
    match Greeting::read(&line) {
        Some(Greeting::Goodbye(words)) => Err(ConnectError::TurnedAway {
            host: settings.server.host.clone(),
            words,
            step,
        }),
        Some(greeting) => {
            let (Greeting::Welcome(words) | Greeting::Known(words) | Greeting::Goodbye(words)) =
                &greeting;
            steps.push(Step::done(step, words.clone()));
            Ok(greeting)
        }
        None => Err(broken(
            ImapError::Nonsense {
                host: settings.server.host.clone(),
            },
            settings,
            step,
        )),
    }
}

/// Asks what the server offers.
async fn offers<S: Stream>(
    wire: &mut Wire<S>,
    settings: &Settings<'_>,
) -> Result<Offers, ConnectError> {
    let mut offers = Offers::default();
    let patience = Patience::short(settings.timeouts.command);
    wire.run(CommandBody::Capability, patience, |answer| {
        if let Answer::Data(Data::Capability(list)) = answer {
            list.as_ref()
                .iter()
                .for_each(|capability| offers.note(capability));
        }
    })
    .await
    .map_err(|error| broken(error, settings, StepName::Greeting))?;
    Ok(offers)
}

/// What a failed exchange means before there is a mailbox.
pub(super) fn broken(error: ImapError, settings: &Settings<'_>, step: StepName) -> ConnectError {
    let (host, port) = (settings.server.host.clone(), settings.server.port);
    let service = Service::Imap;
    match error {
        ImapError::Lost { .. } => ConnectError::Lost { host, step },
        ImapError::Stalled { .. } => ConnectError::Timeout {
            host,
            service,
            step,
        },
        ImapError::Goodbye { words, .. } | ImapError::Refused { words, .. } => {
            ConnectError::TurnedAway { host, words, step }
        }
        ImapError::Nonsense { .. }
        | ImapError::TooMuch { .. }
        | ImapError::NoFolder { .. }
        | ImapError::FolderChanged { .. } => ConnectError::NotMail {
            host,
            port,
            service,
        },
    }
}
