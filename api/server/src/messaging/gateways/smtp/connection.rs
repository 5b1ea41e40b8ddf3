//! A connection to the mail server, and what is said on it for one mail.
//!
//! The commands are sent by us rather than by the library's `send`: a refused recipient does not cost the connection, one
//! that the server closed while it stood idle is replaced before anything was handed over, the envelope leaves in one
//! piece where the server takes that (PIPELINING, RFC 2920), and so does the content with the dot that ends it (two pieces
//! wait for each other by the clocks of TCP, some 40 ms for each mail).

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Ehlo, Mail as MailFrom, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

use super::mail::Mail;
use super::verdict::Stage;

pub struct Connection {
    line: AsyncSmtpConnection,
    /// Commands may be sent before the one before is answered.
    pipelines: bool,
}

impl Connection {
    /// A connection that is encrypted and logged in as far as it will be: what the server offers now holds.
    pub async fn ready(mut line: AsyncSmtpConnection, hello: ClientId) -> Result<Connection, Error> {
        let offered = line.command(Ehlo::new(hello)).await?;
        let pipelines = offered.message().any(|line| line.eq_ignore_ascii_case("PIPELINING"));
        Ok(Connection { line, pipelines })
    }

    /// Says whom a mail is from and for, up to where the server waits for the content.
    pub async fn envelope(&mut self, mail: &Mail) -> Result<(), (Stage, Error)> {
        let from = MailFrom::new(Some(mail.from.clone()), Vec::new());
        let to = Rcpt::new(mail.to.clone(), Vec::new());
        if self.pipelines {
            return self.envelope_at_once(format!("{from}{to}{Data}")).await;
        }
        self.line.command(from).await.map_err(|error| (Stage::Sender, error))?;
        self.line.command(to).await.map_err(|error| (Stage::Recipient, error))?;
        self.line.command(Data).await.map_err(|error| (Stage::Content, error))?;
        Ok(())
    }

    async fn envelope_at_once(&mut self, commands: String) -> Result<(), (Stage, Error)> {
        let mut refused = self.line.command(commands).await.err().map(|error| (Stage::Sender, error));
        for stage in [Stage::Recipient, Stage::Content] {
            // Without a status it is the connection that is gone: there is no other answer.
            if refused.as_ref().is_some_and(|(_, error)| error.status().is_none()) {
                break;
            }
            match (self.line.read_response().await, &refused) {
                (Err(error), None) => refused = Some((stage, error)),
                // It waits for a content nobody is to get: it gets none.
                (Ok(_), Some(_)) if stage == Stage::Content => drop(self.line.command(".\r\n").await),
                _ => {}
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// Hands the content over.
    pub async fn content(&mut self, mail: &Mail) -> Result<Response, Error> {
        self.line.command(&mail.content).await
    }

    /// Forgets the mail that was begun.
    pub async fn reset(&mut self) -> Result<Response, Error> {
        self.line.command(Rset).await
    }

    pub async fn quit(&mut self) -> Result<Response, Error> {
        self.line.quit().await
    }
}
