//! Whether contents can be sent: the parts each channel has, known fields, and a fallback where one may be needed.

use super::text::{Part, parts};
use super::{Content, Contents, Field};
use crate::messaging::messages::{Channel, Purpose};
use crate::text::{Language, Message, TextError, check_line, check_paragraphs, listed};

/// The most characters of a subject, a text and an HTML text.
const SUBJECT: usize = 200;
const TEXT: usize = 20_000;
const HTML: usize = 200_000;
/// The most characters of a text message, fields not yet filled in.
const SHORT: usize = 1_000;

/// What is wrong with contents, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentFault {
    /// JSON pointer below the contents, such as `/zh-CN/text`.
    pub pointer: String,
    /// What is wrong there.
    pub kind: FaultKind,
}

crate::errors! {
    /// What is wrong with a part of contents.
    pub enum FaultKind {
        NoLanguage => ("at least one language is needed", "至少要有一种语言"),
        Text(error: TextError) => error,
        SubjectMissing => ("an e-mail needs a subject", "邮件须有主题"),
        OnlyEmail => ("only an e-mail has it", "只有邮件才有此项"),
        UnknownField(name: String) => (
            "there is no field {{{{{name}}}}}: expected one of {expected}",
            "没有字段 {{{{{name}}}}}：应为 {expected} 之一",
            expected = fields()
        ),
        FallbackMissing(field: Field) => (
            "{{{{{field}}}}} may be missing: say what stands there then, as in {{{{{field}|…}}}}",
            "{{{{{field}}}}} 可能没有内容：请写上备用文字，如 {{{{{field}|…}}}}"
        ),
        NotClosed => ("a {{{{ is not closed by }}}}", "有 {{{{ 没有以 }}}} 结束"),
        UnsubscribeMissing => (
            "a marketing message needs {{{{unsubscribe_url}}}}",
            "营销消息须有 {{{{unsubscribe_url}}}}"
        ),
        UnsubscribeUnfit => (
            "only a marketing message has {{{{unsubscribe_url}}}}",
            "只有营销消息才有 {{{{unsubscribe_url}}}}"
        ),
    }
}

fn fields() -> Message {
    let quoted: Vec<Message> = Field::WORDS.iter().map(|word| Message::new(*word, format!("`{word}`"))).collect();
    listed(&quoted)
}

/// Everything that is wrong with contents, in order.
pub fn check(channel: Channel, purpose: Purpose, contents: &Contents) -> Vec<ContentFault> {
    let mut faults = Faults(Vec::new());
    for &language in Language::ALL {
        if let Some(content) = contents.get(language) {
            check_content(channel, purpose, content, language, &mut faults);
        }
    }
    if contents.choose([]).is_none() {
        faults.add(String::new(), FaultKind::NoLanguage);
    }
    faults.0
}

struct Faults(Vec<ContentFault>);

impl Faults {
    fn add(&mut self, pointer: String, kind: FaultKind) {
        self.0.push(ContentFault { pointer, kind });
    }
}

fn check_content(channel: Channel, purpose: Purpose, content: &Content, language: Language, faults: &mut Faults) {
    let at = |part: &str| format!("/{language}/{part}");
    let is_email = channel == Channel::Email;
    match &content.subject {
        Some(_) if !is_email => faults.add(at("subject"), FaultKind::OnlyEmail),
        Some(subject) => check_fields(&at("subject"), subject, check_line(subject, SUBJECT), purpose, faults),
        None if is_email => faults.add(at("subject"), FaultKind::SubjectMissing),
        None => {}
    }
    let most = if is_email { TEXT } else { SHORT };
    check_body(&at("text"), &content.text, most, purpose, faults);
    match &content.html {
        Some(_) if !is_email => faults.add(at("html"), FaultKind::OnlyEmail),
        Some(html) => check_body(&at("html"), html, HTML, purpose, faults),
        None => {}
    }
}

/// A part that must offer the way out of marketing.
fn check_body(pointer: &str, text: &str, most: usize, purpose: Purpose, faults: &mut Faults) {
    check_fields(pointer, text, check_paragraphs(text, most), purpose, faults);
    let offers =
        parts(text).any(|part| matches!(part, Part::Field { name, .. } if name == Field::UnsubscribeUrl.as_str()));
    if purpose == Purpose::Marketing && !offers {
        faults.add(pointer.to_owned(), FaultKind::UnsubscribeMissing);
    }
}

fn check_fields(pointer: &str, text: &str, read: Result<String, TextError>, purpose: Purpose, faults: &mut Faults) {
    if let Err(error) = read {
        faults.add(pointer.to_owned(), FaultKind::Text(error));
    }
    for part in parts(text) {
        match part {
            Part::Plain(_) => {}
            Part::Open(_) => faults.add(pointer.to_owned(), FaultKind::NotClosed),
            Part::Field { name, fallback } => match name.parse::<Field>() {
                Err(_) => {
                    let name = name.chars().take(40).collect();
                    faults.add(pointer.to_owned(), FaultKind::UnknownField(name));
                }
                Ok(Field::UnsubscribeUrl) if purpose == Purpose::Service => {
                    faults.add(pointer.to_owned(), FaultKind::UnsubscribeUnfit);
                }
                Ok(field) if !field.is_always_there() && fallback.is_none_or(str::is_empty) => {
                    faults.add(pointer.to_owned(), FaultKind::FallbackMissing(field));
                }
                Ok(_) => {}
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(subject: &str, text: &str) -> Contents {
        let content = Content { subject: Some(subject.into()), text: text.into(), html: None };
        Contents { english: Some(content), ..Contents::default() }
    }

    fn told(channel: Channel, purpose: Purpose, contents: &Contents) -> Vec<(String, FaultKind)> {
        check(channel, purpose, contents).into_iter().map(|fault| (fault.pointer, fault.kind)).collect()
    }

    #[test]
    fn good_contents_pass() {
        let good = email("Hi {{customer.name|friend}}", "{{organisation.name}}\n{{unsubscribe_url}}");
        assert_eq!(told(Channel::Email, Purpose::Marketing, &good), []);
        let html = Content { html: Some("<a href=\"{{unsubscribe_url}}\">x</a>".into()), ..good.english.unwrap() };
        let both = Contents { chinese: Some(html.clone()), english: Some(html) };
        assert_eq!(told(Channel::Email, Purpose::Marketing, &both), []);
        let sms = Content { text: "{{points.balance|0}} points".into(), ..Content::default() };
        assert_eq!(told(Channel::Sms, Purpose::Service, &Contents { chinese: Some(sms), english: None }), []);
    }

    #[test]
    fn each_fault_is_told_at_its_place() {
        let service = |subject: &str, text: &str| told(Channel::Email, Purpose::Service, &email(subject, text));
        let one = |pointer: &str, kind| vec![(pointer.to_owned(), kind)];
        for (faults, expected) in [
            (service("a", "{{customer.nmae|x}}"), one("/en/text", FaultKind::UnknownField("customer.nmae".into()))),
            (service("a", "{{}}"), one("/en/text", FaultKind::UnknownField(String::new()))),
            (service("{{customer.city}}", "t"), one("/en/subject", FaultKind::FallbackMissing(Field::CustomerCity))),
            (service("{{level.name| }}", "t"), one("/en/subject", FaultKind::FallbackMissing(Field::LevelName))),
            (service("a", "{{customer.name|x"), one("/en/text", FaultKind::NotClosed)),
            (service("a\nBcc: b", "t"), one("/en/subject", FaultKind::Text(TextError::Control))),
            (service("a", " "), one("/en/text", FaultKind::Text(TextError::Empty))),
            (service("a", "{{unsubscribe_url}}"), one("/en/text", FaultKind::UnsubscribeUnfit)),
            (
                told(Channel::Email, Purpose::Marketing, &email("a", "t")),
                one("/en/text", FaultKind::UnsubscribeMissing),
            ),
            (told(Channel::Email, Purpose::Service, &Contents::default()), one("", FaultKind::NoLanguage)),
        ] {
            assert_eq!(faults, expected);
        }
    }

    #[test]
    fn a_channel_has_its_own_parts() {
        let text = Content { text: "t".into(), ..Content::default() };
        let with = |content| Contents { english: Some(content), ..Contents::default() };
        let service = |channel, contents| told(channel, Purpose::Service, &contents);
        assert_eq!(
            service(Channel::Email, with(text.clone())),
            [("/en/subject".to_owned(), FaultKind::SubjectMissing)]
        );
        let full = Content { subject: Some("s".into()), html: Some("h".into()), ..text };
        assert_eq!(
            service(Channel::Sms, with(full.clone())),
            [("/en/subject".to_owned(), FaultKind::OnlyEmail), ("/en/html".to_owned(), FaultKind::OnlyEmail)]
        );
        let long = Content { text: "字".repeat(1001), ..Content::default() };
        assert_eq!(
            service(Channel::Wechat, with(long)),
            [("/en/text".to_owned(), FaultKind::Text(TextError::TooLong(1000)))]
        );
    }

    #[test]
    fn a_fault_says_what_was_expected() {
        for (fault, english, chinese) in [
            (
                FaultKind::FallbackMissing(Field::CustomerCity),
                "{{customer.city}} may be missing: say what stands there then, as in {{customer.city|…}}",
                "{{customer.city}} 可能没有内容：请写上备用文字，如 {{customer.city|…}}",
            ),
            (FaultKind::NotClosed, "a {{ is not closed by }}", "有 {{ 没有以 }} 结束"),
            (FaultKind::Text(TextError::Empty), "must not be empty", "不能为空"),
            (
                FaultKind::UnsubscribeMissing,
                "a marketing message needs {{unsubscribe_url}}",
                "营销消息须有 {{unsubscribe_url}}",
            ),
        ] {
            assert_eq!(Message::from(&fault), Message::new(english, chinese));
        }
        let unknown = Message::from(FaultKind::UnknownField("x".into()));
        assert!(unknown.text(Language::English).starts_with("there is no field {{x}}: expected one of customer.name,"));
        assert!(unknown.text(Language::Chinese).starts_with("没有字段 {{x}}：应为 `customer.name`、"));
    }
}
