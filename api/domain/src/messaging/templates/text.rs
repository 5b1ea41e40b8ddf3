//! Reading a text with fields, and filling them in.

use super::encoding::{escape, escape_once, percent_encoded, unescape, unquoted};
use super::html::{Met, Place, read};
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
    /// Where answers go; none: to the sender.
    pub reply_to: Option<String>,
    /// Fields the customer has nothing for, so that the fallback stands there.
    pub missing: Vec<Field>,
}

/// Fills in the fields. What a customer is called can neither break out of the subject's line nor of the HTML's text, and
/// in a link it is one value, percent-encoded.
pub fn render(content: &Content, facts: &MergeFacts) -> Rendered {
    let mut filler = Filler { facts, missing: Vec::new() };
    let subject = content.subject.as_ref().map(|subject| one_line(&filler.line(subject)));
    let text = filler.text(&content.text);
    let html = content.html.as_ref().map(|html| filler.html(html));
    let mut missing = filler.missing;
    missing.sort_unstable();
    missing.dedup();
    Rendered { subject, text, html, reply_to: content.reply_to.clone(), missing }
}

struct Filler<'a> {
    facts: &'a MergeFacts,
    missing: Vec<Field>,
}

/// What is filled in.
enum Filling<'a> {
    /// What is known of the customer.
    Known(String),
    /// What the author wrote for those of whom nothing is known.
    Written(&'a str),
}

impl Filler<'_> {
    fn filling<'a>(&mut self, name: &str, fallback: Option<&'a str>) -> Filling<'a> {
        let field = name.parse::<Field>().ok();
        match field.and_then(|field| self.facts.value(field)) {
            Some(value) => Filling::Known(value),
            None => {
                self.missing.extend(field);
                Filling::Written(fallback.unwrap_or_default())
            }
        }
    }

    fn line(&mut self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len() + 64);
        for part in parts(text) {
            match part {
                Part::Plain(plain) | Part::Open(plain) => filled.push_str(plain),
                Part::Field { name, fallback } => filled.push_str(self.filling(name, fallback).plain()),
            }
        }
        filled
    }

    /// A field behind `https://…` is a part of that link.
    fn text(&mut self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len() + 64);
        // Where the author's own words begin: a link that was filled in is whole.
        let mut from = 0;
        for part in parts(text) {
            match part {
                Part::Plain(plain) | Part::Open(plain) => filled.push_str(plain),
                Part::Field { name, fallback } => {
                    let filling = self.filling(name, fallback);
                    if ends_in_link(filled.get(from..).unwrap_or_default()) {
                        filled.push_str(&percent_encoded(filling.plain()));
                    } else {
                        filled.push_str(filling.plain());
                        from = filled.len();
                    }
                }
            }
        }
        filled
    }

    fn html(&mut self, html: &str) -> String {
        let mut filled = String::with_capacity(html.len() + 256);
        read(html, |met| match met {
            Met::Source(source) => filled.push_str(source),
            Met::Field(place, name, fallback) => {
                let is_link = name == Field::UnsubscribeUrl.as_str();
                filled.push_str(&self.filling(name, fallback).in_html(place, is_link));
            }
            _ => {}
        });
        filled
    }
}

impl Filling<'_> {
    fn plain(&self) -> &str {
        match self {
            Self::Known(value) => value,
            Self::Written(text) => text,
        }
    }

    /// `is_link`: it is a whole address, which a link may begin with.
    fn in_html(&self, place: Place, is_link: bool) -> String {
        let escaped = || match self {
            Self::Known(value) => escape(value),
            Self::Written(text) => escape_once(text),
        };
        match place {
            Place::Text | Place::Comment | Place::Attribute { is_quoted: true } => escaped(),
            Place::Attribute { is_quoted: false } => unquoted(&escaped()),
            Place::Link { is_start: true } if is_link => escaped(),
            Place::Link { .. } | Place::Code => match self {
                Self::Known(value) => percent_encoded(value),
                Self::Written(text) => percent_encoded(&unescape(text)),
            },
        }
    }
}

/// Whether what follows belongs to a link that stands at the end of the text.
fn ends_in_link(text: &str) -> bool {
    let is_of_link = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>');
    let start = text.char_indices().rev().take_while(|(_, c)| is_of_link(*c)).last().map_or(text.len(), |(at, _)| at);
    let last = text.get(start..).unwrap_or_default().to_ascii_lowercase();
    last.contains("http://") || last.contains("https://")
}

/// Without what ends a line; what stood there is a space.
fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    spaced.trim().to_owned()
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
        Content { subject: Some(subject.into()), text: text.into(), html: Some(html.into()), reply_to: None }
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

    #[test]
    fn a_field_in_a_link_is_one_value() {
        let name = "Renée \"Reni\" O'Hara, <Jr.> & Söhne";
        let encoded = "Ren%C3%A9e%20%22Reni%22%20O%27Hara%2C%20%3CJr.%3E%20%26%20S%C3%B6hne";
        let facts = MergeFacts { customer_name: Some(name.into()), ..wang() };
        let html = |html: &str| render(&content("s", "t", html), &facts).html.unwrap();
        let with = |before: &str, after: &str| format!("{before}{encoded}{after}");
        for (before, after) in [
            ("<a href=\"https://shop.example/?a=1&b=", "\">go</a>"),
            ("<a href='/", "'>"),
            ("<a href=", ">"),
            ("<a href=\"", "\">"),
            ("<a href=\"mailto:a@b.example?subject=", "\">"),
            ("<img src=\"https://shop.example/", ".png\">"),
            ("<td background=\"", "\">"),
            ("<p style=\"background:url('https://shop.example/", "')\">"),
            ("<!--[if mso]><v:rect href=\"https://shop.example/?b=", "\"><![endif]-->"),
        ] {
            assert_eq!(html(&format!("{before}{{{{customer.name|x}}}}{after}")), with(before, after));
        }
        let text = |text: &str| render(&content("s", text, "h"), &facts).text;
        for (before, after) in
            [("看 https://shop.example/?b=", " 吧"), ("(HTTP://shop.example/", ")"), ("见https://a.example/", "。")]
        {
            assert_eq!(text(&format!("{before}{{{{customer.name|x}}}}{after}")), with(before, after));
        }
        for plain in ["https://shop.example/ {{customer.name|x}}", "https://shop.example/，{{customer.name|x}}"] {
            assert_eq!(text(plain), plain.replace("{{customer.name|x}}", name));
        }
        assert_eq!(
            text("{{unsubscribe_url}},{{customer.name|x}}"),
            format!("https://x.example/t/unsubscribe?a=1&b=2,{name}"),
            "what stands behind our own link is none of it"
        );
        let whole = html("<a href=\"https://t.example/?to={{unsubscribe_url}}\">");
        assert_eq!(
            whole,
            "<a href=\"https://t.example/?to=https%3A%2F%2Fx.example%2Ft%2Funsubscribe%3Fa%3D1%26b%3D2\">"
        );
    }

    #[test]
    fn what_is_written_as_html_stays_as_it_is_written() {
        let html = |html: &str| render(&content("s", "t", html), &wang()).html.unwrap();
        for (written, shown) in [
            ("<p>{{level.name|Tom &amp; Jerry}}</p>", "<p>Tom &amp; Jerry</p>"),
            ("<p>{{level.name|Tom & Jerry}}</p>", "<p>Tom &amp; Jerry</p>"),
            ("<p>{{level.name|caf&eacute; &#233; &#xE9;}}</p>", "<p>caf&eacute; &#233; &#xE9;</p>"),
            ("<p>{{level.name|a &amp b; <b>}}</p>", "<p>a &amp;amp b; &lt;b&gt;</p>"),
            ("<p title=\"{{level.name|&quot;a&quot;}}\">", "<p title=\"&quot;a&quot;\">"),
            ("<a href=\"?b={{level.name|Tom &amp; Jerry}}\">", "<a href=\"?b=Tom%20%26%20Jerry\">"),
            ("<a href=\"?b={{level.name|caf&#233;}}\">", "<a href=\"?b=caf%C3%A9\">"),
        ] {
            assert_eq!(html(written), shown, "{written}");
        }
        let facts = MergeFacts { customer_name: Some("&amp;".into()), ..wang() };
        let shown = render(&content("s", "t", "{{customer.name|x}}"), &facts).html.unwrap();
        assert_eq!(shown, "&amp;amp;", "a name is no HTML");
    }

    #[test]
    fn a_name_does_not_leave_an_attribute_without_quotation_marks() {
        let facts = MergeFacts { customer_name: Some("a onclick=b".into()), ..wang() };
        let shown = render(&content("s", "t", "<p title={{customer.name|x}}>"), &facts).html.unwrap();
        assert_eq!(shown, "<p title=a&#32;onclick&#61;b>");
    }
}
