//! Mail by SMTP: connections that are kept, one mail at a time on each.
//!
//! The commands are sent one by one rather than by the library's `send`, for three reasons: a refused recipient does not
//! cost the connection, a connection that the server closed while it stood idle is replaced before anything was handed
//! over, and the content leaves in one piece with the dot that ends it (two pieces wait for each other by the clocks of
//! TCP, some 40 ms for each mail).

mod mail;
mod server;
mod verdict;

use std::sync::Mutex;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt, Rset};
use tokio::sync::Semaphore;

use super::{Message, Outcome};
use crate::config;
use mail::Mail;
use verdict::Stage;

pub use mail::Sender;
pub use server::Server;

/// The way out of mails.
pub struct Smtp {
    server: Server,
    from: Sender,
    connections: usize,
    timeout: Duration,
    /// Connections that no mail is on.
    idle: Mutex<Vec<AsyncSmtpConnection>>,
    free: Semaphore,
}

impl Smtp {
    /// The configured mail server; none when there is none.
    pub fn of(config: &config::Smtp) -> Option<Smtp> {
        Some(Smtp {
            server: Server::parse(config.url.as_deref()?).ok()?,
            from: Sender::parse(&config.from)?,
            connections: config.connections,
            timeout: Duration::from_secs(config.timeout_seconds),
            idle: Mutex::default(),
            free: Semaphore::new(config.connections),
        })
    }

    pub fn connections(&self) -> usize {
        self.connections
    }

    pub async fn send(&self, message: &Message) -> Outcome {
        let mail = match Mail::of(&self.from, message) {
            Ok(mail) => mail,
            Err(outcome) => return outcome,
        };
        let sent = tokio::time::timeout(self.timeout, self.deliver(&mail)).await;
        sent.unwrap_or_else(|_| Outcome::later("timeout", "the mail server did not answer in time", None))
    }

    /// Says QUIT on every idle connection.
    pub async fn close(&self) {
        let idle = self.idle.lock().map(|mut idle| std::mem::take(&mut *idle)).unwrap_or_default();
        for mut connection in idle {
            // Not waited for longer than it takes a server that is there.
            let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
        }
    }

    async fn deliver(&self, mail: &Mail) -> Outcome {
        // The semaphore is never closed; without a permit there would merely be one connection more.
        let _permit = self.free.acquire().await.ok();
        if let Some(mut connection) = self.take_idle() {
            match begin(&mut connection, mail).await {
                Ok(()) => return self.hand_over(connection, mail).await,
                Err(error) if error.is_permanent() => return self.told(connection, Stage::Sender, &error).await,
                // The server may have closed it meanwhile, or wants another one (421): nothing was handed over yet.
                Err(_) => {}
            }
        }
        let mut connection = match self.server.connect(self.from.domain()).await {
            Ok(connection) => connection,
            Err(error) => return verdict::unreachable(&error),
        };
        match begin(&mut connection, mail).await {
            Ok(()) => self.hand_over(connection, mail).await,
            Err(error) => self.told(connection, Stage::Sender, &error).await,
        }
    }

    /// Names the recipient and hands the content over.
    async fn hand_over(&self, mut connection: AsyncSmtpConnection, mail: &Mail) -> Outcome {
        if let Err(error) = connection.command(Rcpt::new(mail.to.clone(), Vec::new())).await {
            return self.told(connection, Stage::Recipient, &error).await;
        }
        if let Err(error) = connection.command(Data).await {
            return self.told(connection, Stage::Content, &error).await;
        }
        match connection.command(&mail.content).await {
            Ok(response) => {
                self.keep(connection);
                Outcome::Taken { gateway_id: response.first_line().map(super::short).filter(|line| !line.is_empty()) }
            }
            Err(error) => self.told(connection, Stage::Content, &error).await,
        }
    }

    /// The outcome of a refusal; the connection is kept when the server will go on with it.
    async fn told(&self, mut connection: AsyncSmtpConnection, stage: Stage, error: &Error) -> Outcome {
        let goes_on = error.status().is_some_and(|code| code.to_string() != verdict::CLOSING);
        if goes_on && connection.command(Rset).await.is_ok() {
            self.keep(connection);
        }
        verdict::of(stage, error)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().ok()?.pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(connection);
        }
    }
}

/// Begins a mail on a connection.
async fn begin(connection: &mut AsyncSmtpConnection, mail: &Mail) -> Result<(), Error> {
    connection.command(MailFrom::new(Some(mail.from.clone()), Vec::new())).await.map(|_| ())
}
