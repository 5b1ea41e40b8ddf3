//! Where the mail server is, and how one gets in.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use reqwest::Url;

use super::connection::Connection;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(15);

/// When a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tls {
    Never,
    /// STARTTLS where the server offers it: whoever is in between can prevent it.
    Offered,
    /// STARTTLS, or nothing is sent.
    Required,
    /// From the first byte.
    Wrapped,
}

/// A mail server: `smtps://user:password@host:465`, `smtp://host:587?tls=required`, `smtp://host:25`.
#[derive(Clone, Debug)]
pub struct Server {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
}

impl Server {
    /// Reads the URL; user and password are percent-encoded. The fault says what was expected.
    pub fn parse(text: &str) -> Result<Server, &'static str> {
        const EXPECTED: &str = "expected smtp://[user:password@]host[:port][?tls=required] or smtps://…";
        let url = Url::parse(text).map_err(|_| EXPECTED)?;
        let wanted = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let (tls, port) = match (url.scheme(), wanted.as_deref()) {
            ("smtp", None) => (Tls::Never, 25),
            ("smtp", Some("opportunistic")) => (Tls::Offered, 587),
            ("smtp", Some("required")) => (Tls::Required, 587),
            ("smtps", None) => (Tls::Wrapped, 465),
            _ => return Err(EXPECTED),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(EXPECTED)?;
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        Ok(Server {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            credentials: url.password().map(|password| Credentials::new(decoded(url.username()), decoded(password))),
        })
    }

    /// A new connection, encrypted and logged in as wanted. `hello` is the name we introduce ourselves by.
    pub async fn connect(&self, hello: &str) -> Result<Connection, Error> {
        let hello = ClientId::Domain(hello.to_owned());
        let parameters = || TlsParameters::new(self.host.clone());
        let wrapped = (self.tls == Tls::Wrapped).then(parameters).transpose()?;
        let place = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(place, Some(CONNECT), &hello, wrapped, None).await?;
        if self.tls == Tls::Required || (self.tls == Tls::Offered && connection.can_starttls()) {
            connection.starttls(parameters()?, &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Connection::ready(connection, hello).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_says_where_and_how() {
        for (url, host, port, tls) in [
            ("smtp://mail.example", "mail.example", 25, Tls::Never),
            ("smtp://mail.example:2525", "mail.example", 2525, Tls::Never),
            ("smtp://mail.example?tls=required", "mail.example", 587, Tls::Required),
            ("smtp://mail.example/?tls=opportunistic", "mail.example", 587, Tls::Offered),
            ("smtps://mail.example", "mail.example", 465, Tls::Wrapped),
            ("smtp://[::1]:25", "::1", 25, Tls::Never),
        ] {
            let server = Server::parse(url).unwrap();
            assert_eq!((server.host.as_str(), server.port, server.tls), (host, port, tls), "{url}");
            assert_eq!(server.credentials, None);
        }
        for url in ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example?tls=no", ""] {
            assert!(Server::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_password_may_hold_anything() {
        let server = Server::parse("smtps://me%40shop.example:p%40s%3As@mail.example").unwrap();
        assert_eq!(server.credentials, Some(Credentials::new("me@shop.example".into(), "p@s:s".into())));
    }
}
