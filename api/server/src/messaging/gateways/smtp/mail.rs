//! A message as a mail: its headers and its content as they go over the wire.

use regulars_domain::identities::mail_domain;
use regulars_domain::ids;
use regulars_domain::message;

use std::fmt;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message as Composed};

use crate::messaging::gateways::{Message, Outcome};
use crate::platform::clock;
use crate::platform::config::Smtp;

/// Whom mails are from.
#[derive(Clone, Debug)]
pub struct Sender {
    mailbox: Mailbox,
    /// Where mails that bounce go, before and behind the delivery's id.
    bounces: Option<(String, String)>,
}

/// Stands for the delivery's id where mails that bounce go.
const ID: &str = "{{id}}";

impl Sender {
    /// An address, or `Name <address>`.
    pub fn parse(text: &str) -> Option<Sender> {
        let Mailbox { name, email } = text.trim().parse().ok()?;
        Some(Sender { mailbox: Mailbox::new(name, in_ascii(&email)?), bounces: None })
    }

    /// As it is configured; none when an address is none.
    pub fn of(config: &Smtp) -> Option<Sender> {
        let sender = Sender::parse(&config.from)?;
        let Some(bounces) = &config.bounces else { return Some(sender) };
        let parts = bounces.trim().split_once(ID).unwrap_or((bounces.trim(), ""));
        let sender = Sender { bounces: Some((parts.0.to_owned(), parts.1.to_owned())), ..sender };
        let is_whole = !bounces.contains(ID) || (parts.1.contains('@') && !parts.1.contains("{{"));
        sender.envelope(&ids::make(ids::DELIVERY)).filter(|_| is_whole)?;
        Some(sender)
    }

    /// Whom the mail server is told a mail is from: there it comes back to.
    fn envelope(&self, delivery_id: &str) -> Option<Address> {
        let Some((before, behind)) = &self.bounces else { return Some(self.mailbox.email.clone()) };
        let id = if behind.is_empty() { "" } else { delivery_id };
        in_ascii(&format!("{before}{id}{behind}").parse().ok()?)
    }

    /// The domain the ids of our mails are in.
    pub fn domain(&self) -> &str {
        self.mailbox.email.domain()
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
        let to = address(&message.to)?;
        let reply_to = message.reply_to.as_deref().map(address).transpose()?;
        let name = message.name.as_deref().map(one_line).filter(|name| !name.is_empty());
        let mut builder = Composed::builder()
            .from(sender.mailbox.clone())
            .to(Mailbox::new(name, to.clone()))
            .subject(one_line(message.subject.as_deref().unwrap_or_default()))
            .message_id(Some(format!("<{}@{}>", message.delivery_id, sender.domain())))
            .date(clock::now().into());
        if let Some(reply_to) = reply_to {
            builder = builder.reply_to(Mailbox::new(None, reply_to));
        }
        if let Some(url) = &message.unsubscribe_url {
            builder = builder
                .raw_header(raw("List-Unsubscribe", format!("<{}>", one_line(url))))
                .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
                // All marketing is one list to a mail program (RFC 2919).
                .raw_header(raw("List-Id", format!("<marketing.{}>", sender.domain())));
        }
        let text = in_lines(&message.text);
        let composed = match &message.html {
            Some(html) => builder.multipart(MultiPart::alternative_plain_html(text, in_lines(html))),
            None => builder.singlepart(SinglePart::plain(text)),
        };
        let composed = composed.map_err(|error| cannot_compose(&error))?;
        let content = String::from_utf8(composed.formatted()).map_err(|error| cannot_compose(&error))?;
        Ok(Mail {
            from: sender.envelope(&message.delivery_id).unwrap_or_else(|| sender.mailbox.email.clone()),
            to,
            content: Content(ended(&content)),
        })
    }
}

fn address(text: &str) -> Result<Address, Outcome> {
    let refused = |said| Outcome::refused("bad_address", said, false);
    let address: Address =
        text.parse().map_err(|_| refused(message!("not an e-mail address: `{text}`", "不是邮箱地址：`{text}`")))?;
    in_ascii(&address).ok_or_else(|| {
        refused(message!(
            "mail to an address beyond ASCII is not supported: `{text}`",
            "不支持向含 ASCII 以外字符的地址发送邮件：`{text}`"
        ))
    })
}

/// The address with its domain as it is asked for; none when that is not enough to write it in ASCII.
fn in_ascii(address: &Address) -> Option<Address> {
    let domain =
        mail_domain(address.domain()).or_else(|| address.domain().is_ascii().then(|| address.domain().to_owned()))?;
    Address::new(address.user(), domain).ok().filter(|_| address.user().is_ascii())
}

/// A header that is one word, never folded or encoded: readers of these do not undo either.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

/// With every end of a line written as mail writes it: servers do not agree on what a lone CR or LF is, and one that takes
/// it for an end could be made to see another mail behind it.
fn in_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "").replace('\n', "\r\n")
}

/// Without anything that could end a header, or that a reader would take for an encoded word (RFC 2047) and undo.
fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().replace("=?", "= ?")
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
    use std::collections::BTreeMap;

    use regulars_domain::messaging::messages::Channel;
    use regulars_domain::text::Language;

    use super::*;
    use crate::platform::config::Config;

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
            reply_to: None,
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
        for header in [
            "Message-ID: <dlv_01@shop.example>",
            &link,
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "List-Id: <marketing.shop.example>",
        ] {
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
    fn an_address_that_is_none_is_refused_and_not_called_dead() {
        for to in ["", "wang", "wang@example.com\r\nRCPT TO:<all@example.com>", "a b@example.com"] {
            let refused = Mail::of(&Sender::parse("a@b.example").unwrap(), &Message { to: to.into(), ..message() });
            assert!(matches!(refused.err(), Some(Outcome::Refused { hard: false, .. })), "{to:?}");
        }
    }

    #[test]
    fn an_address_beyond_ascii_is_not_called_dead() {
        for to in ["用户@example.com", "用户@商店.中国"] {
            let mail = Mail::of(&Sender::parse("a@b.example").unwrap(), &Message { to: to.into(), ..message() });
            assert!(matches!(mail.err(), Some(Outcome::Refused { hard: false, .. })), "{to}");
        }
    }

    #[test]
    fn a_bounce_comes_back_under_the_id_of_its_delivery() {
        let sender = |bounces: &str| {
            let file = format!(
                "[smtp]\nurl = \"smtp://a.example\"\nfrom = \"Shop <hello@shop.example>\"\nbounces = \"{bounces}\""
            );
            Sender::of(&Config::from_sources(&file, BTreeMap::new(), &[]).unwrap().smtp)
        };
        for (bounces, from) in [
            ("back@shop.example", "back@shop.example"),
            ("back+{{id}}@shop.example", "back+dlv_01@shop.example"),
            ("{{id}}@商店.中国", "dlv_01@xn--czrs0t.xn--fiqs8s"),
        ] {
            let mail = Mail::of(&sender(bounces).unwrap(), &message()).ok().unwrap();
            assert_eq!(mail.from.to_string(), from);
            assert!(mail.content.to_string().contains("<hello@shop.example>"), "who reads it sees whom it is from");
        }
        for wrong in ["back", "back@{{id}}", "{{id}}", "back+{{id}}", "a b@shop.example", "{{id}}{{id}}@shop.example"] {
            assert!(sender(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_international_domain_is_written_as_servers_know_it() {
        let sender = Sender::parse("仙芋世家 <hello@商店.中国>").unwrap();
        assert_eq!(sender.domain(), "xn--czrs0t.xn--fiqs8s");
        let message =
            Message { to: "wang@bücher.example".into(), reply_to: Some("service@商店.中国".into()), ..message() };
        let mail = Mail::of(&sender, &message).ok().unwrap();
        assert_eq!(mail.to.to_string(), "wang@xn--bcher-kva.example");
        assert_eq!(mail.from.to_string(), "hello@xn--czrs0t.xn--fiqs8s");
        let mail = mail.content.to_string();
        assert!(mail.is_ascii() && mail.contains("Reply-To: service@xn--czrs0t.xn--fiqs8s\r\n"), "{mail}");
    }

    #[test]
    fn a_mail_is_read_as_it_was_written() {
        let long = "word ".repeat(2000);
        for (name, subject, text) in [
            ("王小明", "新品上市", "您好"),
            ("Wang, \"Reni\" <x@y.example>", "=?utf-8?B?eA==?= %0d%0a", "=20 = =3D"),
            ("O'Hara; (comment) \\ \u{1f600}", &"新品上市".repeat(50), &"一行很长的话".repeat(500)),
            ("a@b.example", &"x".repeat(200), &"x".repeat(5000)),
            ("\u{202e}gnaw\u{2028}", "tab\there", &long),
            ("", "", "."),
            ("x", "x", "..\r.\r\n.\n\r\nQUIT"),
            ("x", "x", "From here\nto there \t\n"),
        ] {
            let html = format!("<p>{text}</p>");
            let message = Message {
                name: Some(name.into()),
                subject: Some(subject.into()),
                text: text.into(),
                html: Some(html.clone()),
                ..message()
            };
            let mail = composed(&message);
            for line in mail.split("\r\n") {
                assert!(line.len() <= 998 && !line.contains(['\r', '\n', '\0']), "{line:?}");
            }
            let content = mail.strip_suffix(".\r\n").unwrap().replace("\r\n.", "\r\n");
            let read = mail_parser::MessageParser::default().parse(content.as_bytes()).unwrap();
            let to = read.to().unwrap().first().unwrap();
            assert_eq!(to.address(), Some("wang@example.com"), "{name}");
            assert_eq!(to.name().unwrap_or_default(), one_line(name), "{name}");
            assert_eq!(read.subject().unwrap_or_default(), one_line(subject));
            let lines = |text: &str| in_lines(text).trim_end().to_owned();
            assert_eq!(lines(&read.body_text(0).unwrap()), lines(text));
            assert_eq!(lines(&read.body_html(0).unwrap()), lines(&html));
            for header in ["Date", "Message-ID", "MIME-Version", "From"] {
                assert!(read.header(header).is_some(), "{header}");
            }
        }
    }

    #[test]
    fn a_line_of_one_dot_ends_nothing() {
        assert_eq!(ended("a\r\n.\r\n..b\r\nc"), "a\r\n..\r\n...b\r\nc\r\n.\r\n");
        assert_eq!(ended(""), "\r\n.\r\n");
    }
}
