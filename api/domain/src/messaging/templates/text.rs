//! Reading a text with fields, and filling them in.

use super::{Content, Field, MergeFacts};

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Plain(&'a str),
    /// What stands between `{{` and `}}`: the name, and the fallback behind `|`.
    Field {
        name: &'a str,
        fallback: Option<&'a str>,
    },
    /// A `{{` that nothing closes.
    Open(&'a str),
}

/// A text in its parts, in order.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(inside) = rest.strip_prefix("{{") else {
            let end = rest.find("{{").unwrap_or(rest.len());
            let (plain, left) = rest.split_at(end);
            rest = left;
            return Some(Part::Plain(plain));
        };
        let Some((field, left)) = inside.split_once("}}").filter(|(field, _)| !field.contains("{{")) else {
            let open = rest;
            rest = "";
            return Some(Part::Open(open));
        };
        rest = left;
        let (name, fallback) = match field.split_once('|') {
            Some((name, fallback)) => (name, Some(fallback.trim())),
            None => (field, None),
        };
        Some(Part::Field { name: name.trim(), fallback })
    })
}

/// A message's words for one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: Option<String>,
    /// Plain text; fields stand in it as they are.
    pub text: String,
    /// The values of fields are escaped in it. None when the content has no HTML.
    pub html: Option<String>,
    /// Fields the customer has nothing for, so that the fallback stands there.
    pub missing: Vec<Field>,
}

/// Fills in the fields. What a customer is called can neither break out of the subject's line nor of the HTML's text.
pub fn render(content: &Content, facts: &MergeFacts) -> Rendered {
    let mut missing = Vec::new();
    let subject = content.subject.as_ref().map(|subject| one_line(&fill(subject, facts, |text| text, &mut missing)));
    let text = fill(&content.text, facts, |text| text, &mut missing);
    let html = content.html.as_ref().map(|html| fill(html, facts, |text| escape(&text), &mut missing));
    missing.sort_unstable();
    missing.dedup();
    Rendered { subject, text, html, missing }
}

fn fill(text: &str, facts: &MergeFacts, shown: impl Fn(String) -> String, missing: &mut Vec<Field>) -> String {
    let mut filled = String::with_capacity(text.len() + 64);
    for part in parts(text) {
        match part {
            Part::Plain(plain) | Part::Open(plain) => filled.push_str(plain),
            Part::Field { name, fallback } => {
                let field = name.parse::<Field>().ok();
                let value = field.and_then(|field| facts.value(field));
                if let (Some(field), None) = (field, &value) {
                    missing.push(field);
                }
                filled.push_str(&shown(value.unwrap_or_else(|| fallback.unwrap_or_default().to_owned())));
            }
        }
    }
    filled
}

/// Without what ends a line; what stood there is a space.
fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    spaced.trim().to_owned()
}

/// Text as HTML shows it, in an element or a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wang() -> MergeFacts {
        MergeFacts {
            customer_name: Some("王小明".into()),
            points_balance: Some(0),
            customer_city: Some("  ".into()),
            organisation_name: "仙芋世家".into(),
            unsubscribe_url: "https://x.example/t/unsubscribe?a=1&b=2".into(),
            ..MergeFacts::default()
        }
    }

    fn content(subject: &str, text: &str, html: &str) -> Content {
        Content { subject: Some(subject.into()), text: text.into(), html: Some(html.into()) }
    }

    #[test]
    fn a_text_is_read_in_parts() {
        let read = |text| parts(text).collect::<Vec<_>>();
        assert_eq!(read("a {b} c"), [Part::Plain("a {b} c")]);
        assert_eq!(
            read("{{ customer.name | 朋友 }}！"),
            [Part::Field { name: "customer.name", fallback: Some("朋友") }, Part::Plain("！")]
        );
        assert_eq!(
            read("{{x}}{{y|}}"),
            [Part::Field { name: "x", fallback: None }, Part::Field { name: "y", fallback: Some("") }]
        );
        assert_eq!(read("a{{b"), [Part::Plain("a"), Part::Open("{{b")]);
        assert_eq!(read("{{a {{b}}"), [Part::Open("{{a {{b}}")]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn fields_are_filled_in_and_holes_get_their_fallback() {
        for (text, filled) in [
            ("{{customer.name|朋友}}，好", "王小明，好"),
            ("{{customer.city|贵}}地", "贵地"),
            ("{{points.balance|no}} points", "0 points"),
            ("{{level.name|会员}}", "会员"),
            ("{{organisation.name}}", "仙芋世家"),
            ("{{customer.name|x}}{{customer.name|x}}", "王小明王小明"),
        ] {
            assert_eq!(render(&content("s", text, "h"), &wang()).text, filled, "{text}");
        }
        let rendered = render(&content("s", "{{level.name|x}}{{customer.city|y}}{{level.name|z}}", "h"), &wang());
        assert_eq!(rendered.missing, [Field::CustomerCity, Field::LevelName]);
    }

    #[test]
    fn a_name_stays_within_its_line_and_its_element() {
        let facts = MergeFacts { customer_name: Some("A\r\nBcc: all@example.com\u{2028}<b>&'\"".into()), ..wang() };
        let rendered = render(&content("Hi {{customer.name|x}}", "t", "<p title='{{customer.name|x}}'>"), &facts);
        assert_eq!(rendered.subject.unwrap(), "Hi A  Bcc: all@example.com <b>&'\"");
        assert_eq!(rendered.html.unwrap(), "<p title='A\r\nBcc: all@example.com\u{2028}&lt;b&gt;&amp;&#39;&quot;'>");
        let link = render(&content("s", "{{unsubscribe_url}}", "<a href=\"{{unsubscribe_url}}\">"), &wang());
        assert_eq!(link.text, "https://x.example/t/unsubscribe?a=1&b=2");
        assert_eq!(link.html.unwrap(), "<a href=\"https://x.example/t/unsubscribe?a=1&amp;b=2\">");
    }

    #[test]
    fn what_a_customer_is_called_is_no_template() {
        let facts = MergeFacts { customer_name: Some("{{organisation.name}}".into()), ..wang() };
        assert_eq!(render(&content("s", "{{customer.name|x}}", "h"), &facts).text, "{{organisation.name}}");
    }
}
