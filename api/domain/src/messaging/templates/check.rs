//! Whether contents can be sent: the parts each channel has, known fields, and a fallback where one may be needed.

use super::html::{Met, Place, read};
use super::text::{Part, parts};
use super::{Content, Contents, Field, way_out};
use crate::identities::IdentityError;
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
        UnsubscribeHidden => (
            "the reader must see a link to {{{{unsubscribe_url}}}} and be able to follow it: not in a comment, not hidden, with words in it",
            "须让读者看得见并能点开 {{{{unsubscribe_url}}}} 链接：不能在注释中，不能隐藏，链接须有文字"
        ),
        UnsubscribeJoined => (
            "{{{{unsubscribe_url}}}} must not touch letters or digits: they would be taken for a part of it",
            "{{{{unsubscribe_url}}}} 前后不能紧接字母或数字，否则会被当作链接的一部分"
        ),
        Misplaced(field: Field) => (
            "{{{{{field}}}}} cannot be filled in within a script, a style sheet or a tag's names",
            "{{{{{field}}}}} 不能写在脚本、样式表或标签名、属性名中"
        ),
        ReplyTo(error: IdentityError) => error,
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
    if purpose == Purpose::Marketing && is_joined(&content.text) {
        faults.add(at("text"), FaultKind::UnsubscribeJoined);
    }
    match &content.html {
        Some(_) if !is_email => faults.add(at("html"), FaultKind::OnlyEmail),
        Some(html) => check_html(&at("html"), html, purpose, faults),
        None => {}
    }
    match &content.reply_to {
        Some(_) if !is_email => faults.add(at("reply_to"), FaultKind::OnlyEmail),
        Some(address) => {
            // Braces are letters of an address too, but no field is filled in here.
            let read =
                if address.contains("{{") { Err(IdentityError::Email) } else { Channel::Email.address(address, "") };
            if let Err(error) = read {
                faults.add(at("reply_to"), FaultKind::ReplyTo(error));
            }
        }
        None => {}
    }
}

/// A part that must offer the way out of marketing; whether it does.
fn check_body(pointer: &str, text: &str, most: usize, purpose: Purpose, faults: &mut Faults) -> bool {
    check_fields(pointer, text, check_paragraphs(text, most), purpose, faults);
    let is_offered = purpose != Purpose::Marketing || parts(text).any(|part| is_way_out(&part));
    if !is_offered {
        faults.add(pointer.to_owned(), FaultKind::UnsubscribeMissing);
    }
    is_offered
}

fn check_html(pointer: &str, html: &str, purpose: Purpose, faults: &mut Faults) {
    let is_there = check_body(pointer, html, HTML, purpose, faults);
    if purpose == Purpose::Marketing && is_there && !way_out::is_offered(html) {
        faults.add(pointer.to_owned(), FaultKind::UnsubscribeHidden);
    }
    read(html, |met| {
        if let Met::Field(Place::Code, name, _) = met
            && let Ok(field) = name.parse()
        {
            faults.add(pointer.to_owned(), FaultKind::Misplaced(field));
        }
    });
}

fn is_way_out(part: &Part<'_>) -> bool {
    matches!(part, Part::Field { name, .. } if *name == Field::UnsubscribeUrl.as_str())
}

/// Whether the link stands against something that whoever reads the text would take for a part of it.
fn is_joined(text: &str) -> bool {
    let parts: Vec<Part<'_>> = parts(text).collect();
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '%'));
    parts.iter().enumerate().any(|(place, part)| {
        let before = place.checked_sub(1).and_then(|before| parts.get(before));
        is_way_out(part)
            && (matches!(before, Some(Part::Plain(plain)) if joins(plain.chars().next_back()))
                || matches!(parts.get(place + 1), Some(Part::Plain(plain)) if joins(plain.chars().next())))
    })
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
        let content = Content { subject: Some(subject.into()), text: text.into(), ..Content::default() };
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
            (
                told(Channel::Email, Purpose::Marketing, &email("a", "t{{unsubscribe_url}}")),
                one("/en/text", FaultKind::UnsubscribeJoined),
            ),
            (
                told(Channel::Email, Purpose::Marketing, &email("a", "{{unsubscribe_url}}0")),
                one("/en/text", FaultKind::UnsubscribeJoined),
            ),
            (told(Channel::Email, Purpose::Marketing, &email("a", "退订:{{unsubscribe_url}}。再见")), vec![]),
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
    fn html_is_checked_as_a_reader_sees_it() {
        let with =
            |html: &str| Content { html: Some(html.into()), ..email("a", "{{unsubscribe_url}}").english.unwrap() };
        let marketing = |html: &str| {
            let contents = Contents { english: Some(with(html)), ..Contents::default() };
            told(Channel::Email, Purpose::Marketing, &contents)
        };
        let out = "<a href=\"{{unsubscribe_url}}\">out</a>";
        for (html, kind) in [
            ("<p>only in the text</p>".to_owned(), Some(FaultKind::UnsubscribeMissing)),
            (format!("<!-- {out} -->"), Some(FaultKind::UnsubscribeHidden)),
            (format!("<div style=\"display:none\">{out}</div>"), Some(FaultKind::UnsubscribeHidden)),
            (
                format!("{out}<script>'{{{{customer.name|x}}}}'</script>"),
                Some(FaultKind::Misplaced(Field::CustomerName)),
            ),
            (format!("{out}<p {{{{customer.name|x}}}}>"), Some(FaultKind::Misplaced(Field::CustomerName))),
            (format!("{out}<!-- {{{{customer.name|x}}}} -->"), None),
            (out.to_owned(), None),
        ] {
            let expected: Vec<_> = kind.into_iter().map(|kind| ("/en/html".to_owned(), kind)).collect();
            assert_eq!(marketing(&html), expected, "{html}");
        }
    }

    #[test]
    fn answers_go_to_an_address() {
        let reply_to = |channel, to: &str| {
            let content = Content { reply_to: Some(to.into()), ..email("a", "t").english.unwrap() };
            let content = if channel == Channel::Email { content } else { Content { subject: None, ..content } };
            told(channel, Purpose::Service, &Contents { english: Some(content), ..Contents::default() })
        };
        let one = |kind| vec![("/en/reply_to".to_owned(), kind)];
        assert_eq!(reply_to(Channel::Email, "service@shop.example"), []);
        assert_eq!(reply_to(Channel::Email, "service@商店.example"), []);
        assert_eq!(reply_to(Channel::Sms, "service@shop.example"), one(FaultKind::OnlyEmail));
        for wrong in [
            "",
            "service",
            "a@b.example, c@d.example",
            "a@b.example\r\nBcc: c@d.example",
            "{{customer.name|a}}@b.example",
        ] {
            assert_eq!(reply_to(Channel::Email, wrong), one(FaultKind::ReplyTo(IdentityError::Email)), "{wrong}");
        }
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
