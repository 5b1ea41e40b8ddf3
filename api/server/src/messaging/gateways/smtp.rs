//! Mail by SMTP: connections that are kept, one mail at a time on each.

mod connection;
mod mail;
mod server;
mod verdict;

use std::sync::Mutex;
use std::time::Duration;

use lettre::transport::smtp::Error;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Message, Outcome};
use crate::platform::config;
use connection::Connection;
use mail::Mail;
use verdict::Stage;

pub use mail::Sender;
pub use server::Server;

/// A mail whose content the server waits for.
pub struct Begun<'a> {
    connection: Connection,
    mail: Mail,
    /// None when the semaphore is closed, which it never is.
    _permit: Option<SemaphorePermit<'a>>,
}

/// The way out of mails.
pub struct Smtp {
    server: Server,
    from: Sender,
    connections: usize,
    timeout: Duration,
    /// Connections that no mail is on.
    idle: Mutex<Vec<Connection>>,
    free: Semaphore,
}

impl Smtp {
    /// The configured mail server; none when there is none.
    pub fn of(config: &config::Smtp) -> Option<Smtp> {
        Some(Smtp {
            server: Server::parse(config.url.as_deref()?).ok()?,
            from: Sender::of(config)?,
            connections: config.connections,
            timeout: Duration::from_secs(config.timeout_seconds),
            idle: Mutex::default(),
            free: Semaphore::new(config.connections),
        })
    }

    pub fn connections(&self) -> usize {
        self.connections
    }

    /// Tells the server whom a mail is from and for.
    pub async fn begin(&self, message: &Message) -> Result<Begun<'_>, Outcome> {
        let mail = Mail::of(&self.from, message)?;
        self.in_time(self.envelope(mail)).await?
    }

    /// Hands the content over.
    pub async fn finish(&self, begun: Begun<'_>) -> Outcome {
        let Begun { mut connection, mail, _permit } = begun;
        let handed_over = self.in_time(async {
            match connection.content(&mail).await {
                Ok(response) => {
                    self.keep(connection);
                    let said = response.first_line().map(super::short).filter(|line| !line.is_empty());
                    Outcome::Taken { gateway_id: said }
                }
                Err(error) => self.told(connection, Stage::Content, &error).await,
            }
        });
        handed_over.await.unwrap_or_else(|late| late)
    }

    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<T, Outcome> {
        let late = || Outcome::later("timeout", verdict::late(), None);
        tokio::time::timeout(self.timeout, work).await.map_err(|_| late())
    }

    /// Says QUIT on every idle connection.
    pub async fn close(&self) {
        let idle = self.idle.lock().map(|mut idle| std::mem::take(&mut *idle)).unwrap_or_default();
        for mut connection in idle {
            // Not waited for longer than it takes a server that is there.
            let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
        }
    }

    async fn envelope(&self, mail: Mail) -> Result<Begun<'_>, Outcome> {
        let permit = self.free.acquire().await.ok();
        if let Some(mut connection) = self.take_idle() {
            match connection.envelope(&mail).await {
                Ok(()) => return Ok(Begun { connection, mail, _permit: permit }),
                // The server may have closed it meanwhile, or wants another one (421): nothing was handed over yet.
                Err((Stage::Sender, error)) if !error.is_permanent() => {}
                Err((stage, error)) => return Err(self.told(connection, stage, &error).await),
            }
        }
        let mut connection =
            self.server.connect(self.from.domain()).await.map_err(|error| verdict::unreachable(&error))?;
        match connection.envelope(&mail).await {
            Ok(()) => Ok(Begun { connection, mail, _permit: permit }),
            Err((stage, error)) => Err(self.told(connection, stage, &error).await),
        }
    }

    /// The outcome of a refusal; the connection is kept when the server will go on with it.
    async fn told(&self, mut connection: Connection, stage: Stage, error: &Error) -> Outcome {
        let goes_on = error.status().is_some_and(|code| code.to_string() != verdict::CLOSING);
        if goes_on && connection.reset().await.is_ok() {
            self.keep(connection);
        }
        verdict::of(stage, error)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle.lock().ok()?.pop()
    }

    fn keep(&self, connection: Connection) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(connection);
        }
    }
}
