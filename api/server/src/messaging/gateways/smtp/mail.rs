//! A message as a mail: its headers and its content as they go over the wire.

use regulars_domain::message;

use std::fmt;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Composed};

use crate::messaging::gateways::{Message, Outcome};
use crate::platform::clock;

/// Whom mails are from.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// An address, or `Name <address>`.
    pub fn parse(text: &str) -> Option<Sender> {
        text.trim().parse().ok().map(Sender)
    }

    /// The domain the ids of our mails are in.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// A mail to one recipient.
pub struct Mail {
    pub from: Address,
    pub to: Address,
    pub content: Content,
}

/// The whole content with the dot that ends it, so that both leave in one piece.
pub struct Content(String);

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn cannot_compose(error: &dyn std::error::Error) -> Outcome {
    let said = message!("the mail cannot be composed: `{said}`", "无法生成邮件：`{said}`", said = error.to_string());
    Outcome::refused("cannot_compose", said, false)
}

impl Mail {
    /// Composes the mail; one that cannot be is refused for good.
    pub fn of(sender: &Sender, message: &Message) -> Result<Mail, Outcome> {
        let to: Address = message
            .to
            .parse()
            .map_err(|_| Outcome::refused("bad_address", message!("not an e-mail address", "不是邮箱地址"), true))?;
        if !message.to.is_ascii() {
            return Err(Outcome::refused(
                "bad_address",
                message!("an address beyond ASCII is not supported", "不支持含 ASCII 以外字符的地址"),
                false,
            ));
        }
        let name = message.name.as_deref().map(one_line).filter(|name| !name.is_empty());
        let mut builder = Composed::builder()
            .from(sender.0.clone())
            .to(Mailbox::new(name, to.clone()))
            .subject(one_line(message.subject.as_deref().unwrap_or_default()))
            .message_id(Some(format!("<{}@{}>", message.delivery_id, sender.domain())))
            .date(clock::now().into());
        if let Some(url) = &message.unsubscribe_url {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{}>", one_line(url))))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let composed = match &message.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(message.text.clone(), html.clone())),
            None => builder.singlepart(SinglePart::plain(message.text.clone())),
        };
        let composed = composed.map_err(|error| cannot_compose(&error))?;
        let content = String::from_utf8(composed.formatted()).map_err(|error| cannot_compose(&error))?;
        Ok(Mail { from: sender.0.email.clone(), to, content: Content(ended(&content)) })
    }
}

/// A header that is one word, never folded or encoded: readers of these do not undo either.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

/// Without anything that could end a header.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// The content with dots at the start of a line doubled, and the line that ends it (RFC 5321, 4.5.2).
fn ended(content: &str) -> String {
    let mut ended = String::with_capacity(content.len() + 16);
    for line in content.split_inclusive('\n') {
        if line.starts_with('.') {
            ended.push('.');
        }
        ended.push_str(line);
    }
    if !ended.ends_with("\r\n") {
        ended.push_str("\r\n");
    }
    ended.push_str(".\r\n");
    ended
}

#[cfg(test)]
mod tests {
    use regulars_domain::messaging::messages::Channel;
    use regulars_domain::text::Language;

    use super::*;

    fn message() -> Message {
        Message {
            delivery_id: "dlv_01".into(),
            channel: Channel::Email,
            to: "wang@example.com".into(),
            name: Some("王小明".into()),
            language: Language::Chinese,
            subject: Some("新品上市".into()),
            text: "您好\n.完".into(),
            html: Some("<p>您好</p>".into()),
            unsubscribe_url: Some(format!("https://shop.example/t/unsubscribe?token={}", "x".repeat(120))),
        }
    }

    fn composed(message: &Message) -> String {
        Mail::of(&Sender::parse("仙芋世家 <hello@shop.example>").unwrap(), message).ok().unwrap().content.to_string()
    }

    fn headers(mail: &str) -> Vec<&str> {
        mail.split("\r\n\r\n").next().unwrap().split("\r\n").collect()
    }

    #[test]
    fn a_mail_has_the_headers_of_a_list() {
        let mail = composed(&message());
        let headers = headers(&mail);
        let link = format!("List-Unsubscribe: <{}>", message().unsubscribe_url.unwrap());
        for header in ["Message-ID: <dlv_01@shop.example>", &link, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
        {
            assert!(headers.contains(&header), "{header} in {headers:#?}");
        }
        assert!(mail.is_ascii() && mail.contains("multipart/alternative"));
        assert!(mail.ends_with("\r\n.\r\n"));
        let service = composed(&Message { unsubscribe_url: None, html: None, ..message() });
        assert!(!service.contains("List-Unsubscribe") && !service.contains("multipart"));
    }

    #[test]
    fn nobody_is_called_a_header() {
        let evil = "x\r\nBcc: all@example.com\r\n\r\nbody\" <evil@example.com>, \u{0}";
        let mail = composed(&Message { name: Some(evil.into()), subject: Some(evil.into()), ..message() });
        let headers = headers(&mail);
        assert!(!headers.iter().any(|line| line.to_lowercase().starts_with("bcc")), "{headers:#?}");
        assert_eq!(headers.iter().filter(|line| line.starts_with("To:")).count(), 1);
        let to = Mail::of(&Sender::parse("a@b.example").unwrap(), &Message { name: Some(evil.into()), ..message() });
        assert_eq!(to.ok().unwrap().to.to_string(), "wang@example.com");
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        for to in ["", "wang", "wang@example.com\r\nRCPT TO:<all@example.com>", "a b@example.com"] {
            let refused = Mail::of(&Sender::parse("a@b.example").unwrap(), &Message { to: to.into(), ..message() });
            assert!(matches!(refused.err(), Some(Outcome::Refused { hard: true, .. })), "{to:?}");
        }
    }

    #[test]
    fn an_address_beyond_ascii_is_not_called_dead() {
        let mail =
            Mail::of(&Sender::parse("a@b.example").unwrap(), &Message { to: "用户@example.com".into(), ..message() });
        assert!(matches!(mail.err(), Some(Outcome::Refused { hard: false, .. })));
    }

    #[test]
    fn a_line_of_one_dot_ends_nothing() {
        assert_eq!(ended("a\r\n.\r\n..b\r\nc"), "a\r\n..\r\n...b\r\nc\r\n.\r\n");
        assert_eq!(ended(""), "\r\n.\r\n");
    }
}
