//! The steps of making a connection, as the settings page shows them.

use super::ConnectError;

/// The steps of making a connection. Where TLS comes first, the certificate comes before the greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepName {
    /// Finding the server by its name.
    Name,
    /// Reaching it.
    Connection,
    /// Hearing a mail server there.
    Greeting,
    /// Making the connection private.
    Certificate,
    /// Signing in.
    SignIn,
    /// Opening the inbox, to look only.
    Inbox,
}

impl StepName {
    /// The word for it on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Greeting => "greeting",
            Self::Certificate => "certificate",
            Self::SignIn => "sign-in",
            Self::Inbox => "inbox",
        }
    }
}

impl std::fmt::Display for StepName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.word())
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub name: StepName,
    /// Whether it went well.
    pub ok: bool,
    /// What was found, or what went wrong and what to do.
    pub words: String,
}

impl Step {
    /// A step that went well.
    pub(crate) fn done(name: StepName, words: String) -> Self {
        Self {
            name,
            ok: true,
            words,
        }
    }
}

/// The steps that `attempt` takes, up to the first that fails.
pub(crate) fn walk(attempt: impl FnOnce(&mut Vec<Step>) -> Result<(), ConnectError>) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Err(error) = attempt(&mut steps) {
        steps.push(Step {
            name: error.step(),
            ok: false,
            words: error.to_string(),
        });
    }
    steps
}
