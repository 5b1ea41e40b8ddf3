//! The ways out: what carries a message to the other side and says what became of it.
//!
//! [`smtp`] speaks to a mail server, [`http`] to a gateway for text messages or WeChat. Both keep their connections, so a
//! [`Gateway`] is made once by who sends many, inside the runtime that sends (see [`runtime`]). Only jobs call them,
//! never a write. Whether a message may go out at all, and how often it is tried, is decided elsewhere.

mod check;
pub mod http;
pub mod smtp;

pub use check::check;

use std::time::Duration;

use regulars_domain::message;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::{self, Language};
use serde_json::{Value, json};

use crate::platform::app::App;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error, Refusal};

/// One message ready to leave.
#[derive(Clone, Debug)]
pub struct Message {
    /// The same for each try: by it the other side knows what it has already.
    pub delivery_id: String,
    pub channel: Channel,
    /// In the channel's one form, see [`Channel::address`].
    pub to: String,
    /// Whom it is for.
    pub name: Option<String>,
    pub language: Language,
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
    /// Where answers go; none: to the sender. Only a mail has it.
    pub reply_to: Option<String>,
    /// Where the customer can put an end to marketing; none in a service message.
    pub unsubscribe_url: Option<String>,
}

/// What became of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has it.
    Taken { gateway_id: Option<String> },
    /// Refused for good; `hard`: there is no such address, nothing must be sent there any more.
    Refused { code: String, detail: text::Message, hard: bool },
    /// Not now: greylisted, too many, a dropped connection, no answer in time. The other side may have it all the same.
    Later { code: String, detail: text::Message, after: Option<Duration> },
}

/// The most characters of what the other side said that are kept.
const DETAIL: usize = 300;

impl Outcome {
    fn refused(code: impl Into<String>, said: impl Into<Said>, hard: bool) -> Outcome {
        Outcome::Refused { code: code.into(), detail: said.into().0, hard }
    }

    fn later(code: impl Into<String>, said: impl Into<Said>, after: Option<Duration>) -> Outcome {
        Outcome::Later { code: code.into(), detail: said.into().0, after }
    }
}

impl Outcome {
    /// As the result of a job that somebody looks at.
    pub fn told(&self, language: Language) -> Value {
        match self {
            Outcome::Taken { gateway_id } => json!({"outcome": "taken", "gateway_id": gateway_id}),
            Outcome::Refused { code, detail, hard } => {
                json!({"outcome": "refused", "code": code, "detail": detail.text(language), "is_dead": hard})
            }
            Outcome::Later { code, detail, .. } => {
                json!({"outcome": "later", "code": code, "detail": detail.text(language)})
            }
        }
    }
}

/// Why a try failed: in words of ours, or in the other side's own, which are the same in both languages.
struct Said(text::Message);

impl From<text::Message> for Said {
    fn from(ours: text::Message) -> Said {
        Said(text::Message::new(short(ours.text(Language::English)), short(ours.text(Language::Chinese))))
    }
}

impl From<&str> for Said {
    fn from(theirs: &str) -> Said {
        Said(text::Message::new(short(theirs), short(theirs)))
    }
}

impl From<String> for Said {
    fn from(theirs: String) -> Said {
        Said::from(theirs.as_str())
    }
}

/// One line of what the other side said: it may say anything, at any length.
pub(crate) fn short(detail: &str) -> String {
    let line = detail.chars().map(|c| if c.is_control() { ' ' } else { c });
    line.take(DETAIL).collect::<String>().trim().to_owned()
}

/// The way out of one channel. It belongs to the runtime it first sends in.
pub struct Gateway(Way);

enum Way {
    Smtp(Box<smtp::Smtp>),
    Http(Box<http::Http>),
}

impl Gateway {
    /// The channel's way out; none when none is configured.
    pub fn of(app: &App, channel: Channel) -> Option<Gateway> {
        let way = match channel {
            Channel::Email => smtp::Smtp::of(&app.config.smtp).map(|smtp| Way::Smtp(Box::new(smtp))),
            Channel::Sms => http::Http::of(&app.config.sms).map(|http| Way::Http(Box::new(http))),
            Channel::Wechat => http::Http::of(&app.config.wechat).map(|http| Way::Http(Box::new(http))),
        };
        way.map(Gateway)
    }

    /// How many messages it carries at the same time.
    pub fn connections(&self) -> usize {
        match &self.0 {
            Way::Smtp(smtp) => smtp.connections(),
            Way::Http(http) => http.connections(),
        }
    }

    /// Hands one message over, and says what became of it.
    pub async fn send(&self, message: &Message) -> Outcome {
        match self.begin(message).await {
            Ok(begun) => begun.finish().await,
            Err(outcome) => outcome,
        }
    }

    /// Hands over the one message of a job and closes the way behind it.
    pub fn send_alone(self, message: &Message) -> Answer<Outcome> {
        Ok(runtime()?.block_on(async {
            let outcome = self.send(message).await;
            self.close().await;
            outcome
        }))
    }

    /// Goes as far with a message as one can without handing it over; what is begun may be dropped. It never takes longer
    /// than the configured time.
    pub async fn begin(&self, message: &Message) -> Result<Begun<'_>, Outcome> {
        Ok(Begun(match &self.0 {
            Way::Smtp(smtp) => Under::Smtp(smtp, smtp.begin(message).await?),
            Way::Http(http) => Under::Http(http, http.begin(message)?),
        }))
    }

    /// Takes leave of the other side: what is open is closed in order.
    pub async fn close(&self) {
        if let Way::Smtp(smtp) = &self.0 {
            smtp.close().await;
        }
    }
}

/// A message that only has to be handed over.
pub struct Begun<'a>(Under<'a>);

enum Under<'a> {
    Smtp(&'a smtp::Smtp, smtp::Begun<'a>),
    Http(&'a http::Http, reqwest::Request),
}

impl Begun<'_> {
    /// Hands it over, and says what became of it. It never takes longer than the configured time.
    pub async fn finish(self) -> Outcome {
        match self.0 {
            Under::Smtp(smtp, mail) => smtp.finish(mail).await,
            Under::Http(http, request) => http.finish(request).await,
        }
    }
}

/// Whether a channel has a way out, its name, and how many messages it carries at the same time.
pub fn configured(config: &Config, channel: Channel) -> Option<(&'static str, usize)> {
    let http =
        |gateway: &crate::platform::config::HttpGateway| gateway.url.as_ref().map(|_| ("http", gateway.connections));
    match channel {
        Channel::Email => config.smtp.url.as_ref().map(|_| ("smtp", config.smtp.connections)),
        Channel::Sms => http(&config.sms),
        Channel::Wechat => http(&config.wechat),
    }
}

/// The refusal of what cannot be sent because the channel has no way out.
pub fn no_way_out(channel: Channel) -> Error {
    let said =
        message!("no gateway is configured for {channel}", "{channel}没有配置发送通道", channel = channel.label());
    Refusal::of(Code::Conflict).detail(said).into()
}

/// The small runtime a job sends in: jobs themselves are not asynchronous.
pub fn runtime() -> Answer<tokio::runtime::Runtime> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| Error::Internal(format!("no runtime to send in: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_side_says_is_kept_in_one_short_line() {
        let Outcome::Later { detail, .. } = Outcome::later("x", format!("a\r\nb{}", "长".repeat(1000)), None) else {
            panic!("later is later")
        };
        let said = detail.text(Language::English);
        assert!(said.starts_with("a  b长") && said.chars().count() == DETAIL, "{said}");
        assert_eq!(detail.text(Language::Chinese), said, "it is the other side's own");
    }
}
