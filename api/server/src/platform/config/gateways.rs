//! The settings of what carries messages: a mail server, and an HTTP gateway for each other channel.

use super::{Source, yes_or_stars};

/// The mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// `smtps://user:password@host`, `smtp://host?tls=required`; none: no mail leaves.
    pub url: Option<String>,
    /// Whom mails are from: an address, or `Name <address>`.
    pub from: String,
    /// Where mails that bounce go; `{{id}}` in it stands for the id of the delivery. None: to whom they are from.
    pub bounces: Option<String>,
    /// Connections at the same time, one mail at a time on each.
    pub connections: usize,
    /// How long one mail may take.
    pub timeout_seconds: u64,
}

/// An HTTP gateway. Without `body` our own contract is spoken, signed with its secret.
#[derive(Clone, Debug)]
pub struct HttpGateway {
    /// None: nothing leaves on this channel.
    pub url: Option<String>,
    /// Signs requests of our own contract; `{{secret}}` elsewhere.
    pub secret: Option<String>,
    /// Requests at the same time, at least 1.
    pub connections: usize,
    /// How long one request may take.
    pub timeout_seconds: u64,
    /// `GET`, `POST` or `PUT`.
    pub method: String,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body of a request, with placeholders.
    pub body: Option<String>,
    /// `/pointer=value`: what an answer of the status 2xx must hold, else it is a refusal.
    pub success: Option<(String, String)>,
    /// Pointer to the gateway's own id in the answer.
    pub id: Option<String>,
    /// Values at the pointer of `success` that mean: later.
    pub later: Vec<String>,
    /// Values at the pointer of `success` that mean: there is no such address.
    pub dead: Vec<String>,
}

macro_rules! http_gateway {
    ($source:expr, $section:literal) => {{
        let whole = "expected a whole number";
        let gateway = HttpGateway {
            url: $source.url(concat!($section, ".url")),
            secret: $source.secret(concat!($section, ".secret"), 8),
            connections: $source.take(concat!($section, ".connections"), "8", whole),
            timeout_seconds: $source.take(concat!($section, ".timeout_seconds"), "30", whole),
            method: $source.take_as(concat!($section, ".method"), "POST", "expected GET, POST or PUT", method),
            headers: $source.headers(concat!($section, ".headers")),
            body: $source.optional(concat!($section, ".body")),
            success: $source.success(concat!($section, ".success")),
            id: $source.pointer(concat!($section, ".id")),
            later: $source.list(concat!($section, ".later")),
            dead: $source.list(concat!($section, ".dead")),
        };
        $source.check_gateway($section, &gateway);
        gateway
    }};
}

impl Source {
    pub(super) fn smtp(&mut self) -> Smtp {
        let smtp = Smtp {
            url: self.optional("smtp.url"),
            from: self.optional("smtp.from").unwrap_or_default(),
            bounces: self.optional("smtp.bounces"),
            connections: self.take("smtp.connections", "8", "expected a whole number"),
            timeout_seconds: self.take("smtp.timeout_seconds", "60", "expected a whole number of seconds"),
        };
        self.at_least_one("smtp", smtp.connections, smtp.timeout_seconds);
        smtp
    }

    pub(super) fn sms(&mut self) -> HttpGateway {
        http_gateway!(self, "gateways.sms")
    }

    pub(super) fn wechat(&mut self) -> HttpGateway {
        http_gateway!(self, "gateways.wechat")
    }

    fn check_gateway(&mut self, section: &str, gateway: &HttpGateway) {
        self.at_least_one(section, gateway.connections, gateway.timeout_seconds);
        let Some(url) = &gateway.url else { return };
        let parsed = reqwest::Url::parse(url).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        if parsed.is_none() {
            self.faults.push(format!("{section}.url: expected http://… or https://…"));
        }
    }

    fn at_least_one(&mut self, section: &str, connections: usize, seconds: u64) {
        for (key, ok) in [("connections", connections > 0), ("timeout_seconds", seconds > 0)] {
            if !ok {
                self.faults.push(format!("{section}.{key}: expected at least 1, found 0"));
            }
        }
    }

    /// A URL that is shown without its query: a token often stands there.
    fn url(&mut self, key: &'static str) -> Option<String> {
        let value = self.raw(key);
        let shown = value.as_deref().map(|url| match url.split_once('?') {
            Some((place, _)) => format!("{}?********", super::without_password(place)),
            None => super::without_password(url),
        });
        self.effective.push((key, shown.unwrap_or_default()));
        value
    }

    /// Lines of `Name: value`; shown as stars, for a token often stands there.
    fn headers(&mut self, key: &'static str) -> Vec<(String, String)> {
        let text = self.raw(key);
        self.effective.push((key, yes_or_stars(text.as_ref())));
        let mut headers = Vec::new();
        for line in text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.split_once(':') {
                Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
                None => self.faults.push(format!("{key}: expected lines of `Name: value`")),
            }
        }
        headers
    }

    fn success(&mut self, key: &'static str) -> Option<(String, String)> {
        let text = self.optional(key)?;
        let pair = text.split_once('=').filter(|(pointer, _)| pointer.starts_with('/'));
        if pair.is_none() {
            self.faults.push(format!("{key}: expected /pointer=value, such as /code=0"));
        }
        pair.map(|(pointer, value)| (pointer.to_owned(), value.to_owned()))
    }

    fn pointer(&mut self, key: &'static str) -> Option<String> {
        let pointer = self.optional(key)?;
        if !pointer.starts_with('/') {
            self.faults.push(format!("{key}: expected a JSON pointer such as /data/id"));
        }
        Some(pointer)
    }
}

fn method(text: &str) -> Option<String> {
    ["GET", "POST", "PUT"].contains(&text).then(|| text.to_owned())
}
