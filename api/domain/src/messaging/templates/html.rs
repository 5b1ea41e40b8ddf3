//! Reading HTML with fields in it: elements, attributes, text, and where each field stands. It reads as browsers do as far
//! as mails need it (WHATWG HTML, 13.2.5); a field never ends what it stands in.

use super::text::{Part, parts};

/// Where a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the text of an element.
    Text,
    /// In an attribute that is no link.
    Attribute {
        /// Between quotation marks, which a value cannot leave.
        is_quoted: bool,
    },
    /// In an attribute that is a link, or where one may be, such as `style`.
    Link {
        /// Nothing stands before it.
        is_start: bool,
    },
    Comment,
    /// In a script, a style sheet, or in a tag outside of values: nothing can be filled in there.
    Code,
}

/// What is met when HTML is read from its beginning to its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Met<'a, 'b> {
    Open(&'b Element),
    /// The end tag of an element.
    Close(&'b str),
    /// A character as it is written, entities not undone.
    Text(char),
    /// A character of a style sheet.
    Style(char),
    Field(Place, &'a str, Option<&'a str>),
    /// Anything else as it is written; `Text` and the rest of a tag is told here too, before anything else.
    Source(&'a str),
}

/// An element's start tag: names in lower case, fields in values as `{{name}}`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute's value; the first of a name counts.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Attributes that are links, or may hold one.
const LINKS: [&str; 17] = [
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "background",
    "cite",
    "poster",
    "data",
    "longdesc",
    "usemap",
    "codebase",
    "ping",
    "xlink:href",
    "lowsrc",
    "dynsrc",
    "style",
];
/// Elements whose content is text up to their end tag.
const RAW: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// Behind `<`, or `</` when it is an end tag.
    TagOpen,
    EndTag,
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Value(Option<char>),
    /// Up to `-->`.
    Comment,
    /// `<!…>` or `<?…>`.
    Declaration,
}

/// Reads HTML, and tells what is met.
pub(super) fn read<'a>(html: &'a str, mut tell: impl FnMut(Met<'a, '_>)) {
    let mut reader =
        Reader { state: State::Text, is_end: false, element: Element::default(), raw: None, tail: String::new() };
    for part in parts(html) {
        match part {
            Part::Plain(plain) | Part::Open(plain) => {
                tell(Met::Source(plain));
                plain.chars().for_each(|c| reader.step(c, &mut tell));
            }
            Part::Field { name, fallback } => tell(Met::Field(reader.field(name), name, fallback)),
        }
    }
}

struct Reader {
    state: State,
    is_end: bool,
    element: Element,
    /// The element whose content is text only.
    raw: Option<String>,
    /// What was read last, as far as a comment, a declaration or raw text needs it.
    tail: String,
}

impl Reader {
    fn step<'a>(&mut self, c: char, tell: &mut impl FnMut(Met<'a, '_>)) {
        match self.state {
            State::Text => self.text(c, tell),
            State::TagOpen | State::EndTag => self.tag_open(c, tell),
            State::TagName if !ends_name(c) => self.element.name.push(c.to_ascii_lowercase()),
            State::Name if c == '=' => self.state = State::BeforeValue,
            State::Name if !ends_name(c) => self.name_of_last(|name| name.push(c.to_ascii_lowercase())),
            State::TagName | State::Name | State::BeforeName | State::AfterName => self.between(c, tell),
            State::BeforeValue => match c {
                _ if c.is_ascii_whitespace() => {}
                '"' | '\'' => self.state = State::Value(Some(c)),
                '>' => self.tag_ends(tell),
                _ => {
                    self.state = State::Value(None);
                    self.value_of_last(|value| value.push(c));
                }
            },
            State::Value(Some(quote)) if c == quote => self.state = State::BeforeName,
            State::Value(None) if c.is_ascii_whitespace() => self.state = State::BeforeName,
            State::Value(None) if c == '>' => self.tag_ends(tell),
            State::Value(_) => self.value_of_last(|value| value.push(c)),
            State::Comment | State::Declaration => self.comment(c),
        }
    }

    fn text<'a>(&mut self, c: char, tell: &mut impl FnMut(Met<'a, '_>)) {
        let Some(raw) = &self.raw else {
            if c == '<' {
                self.state = State::TagOpen;
            } else {
                tell(Met::Text(c));
            }
            return;
        };
        if raw == "style" {
            tell(Met::Style(c));
        }
        self.tail.push(c.to_ascii_lowercase());
        let end = format!("</{raw}");
        match self.tail.rfind('<') {
            Some(start) => drop(self.tail.drain(..start)),
            None => self.tail.clear(),
        }
        if self.tail.starts_with(&end)
            && self.tail.len() == end.len() + 1
            && (c == '>' || c == '/' || c.is_ascii_whitespace())
        {
            let name = self.raw.take().unwrap_or_default();
            tell(Met::Close(&name));
            self.element = Element::default();
            self.is_end = true;
            self.state = if c == '>' { State::Text } else { State::BeforeName };
        }
    }

    fn tag_open<'a>(&mut self, c: char, tell: &mut impl FnMut(Met<'a, '_>)) {
        let is_end = self.state == State::EndTag;
        self.tail.clear();
        self.state = match c {
            '/' if !is_end => State::EndTag,
            '!' | '?' if !is_end => State::Declaration,
            _ if c.is_ascii_alphabetic() => {
                self.is_end = is_end;
                self.element = Element { name: c.to_ascii_lowercase().to_string(), attributes: Vec::new() };
                State::TagName
            }
            // `</>` is nothing, `</ ` a comment up to `>`; a `<` before anything else is a character.
            '>' if is_end => State::Text,
            _ if is_end => State::Declaration,
            _ => {
                tell(Met::Text('<'));
                self.state = State::Text;
                return self.text(c, tell);
            }
        };
    }

    /// Outside of names and values of a tag.
    fn between<'a>(&mut self, c: char, tell: &mut impl FnMut(Met<'a, '_>)) {
        match c {
            '>' => self.tag_ends(tell),
            '/' => self.state = State::BeforeName,
            '=' if self.state == State::AfterName => self.state = State::BeforeValue,
            _ if c.is_ascii_whitespace() => {
                self.state = if matches!(self.state, State::Name | State::AfterName) {
                    State::AfterName
                } else {
                    State::BeforeName
                };
            }
            _ => {
                self.element.attributes.push((c.to_ascii_lowercase().to_string(), String::new()));
                self.state = State::Name;
            }
        }
    }

    fn tag_ends<'a>(&mut self, tell: &mut impl FnMut(Met<'a, '_>)) {
        self.state = State::Text;
        self.tail.clear();
        if self.is_end {
            tell(Met::Close(&self.element.name));
            return;
        }
        self.raw = RAW.contains(&self.element.name.as_str()).then(|| self.element.name.clone());
        tell(Met::Open(&self.element));
    }

    /// What only some mail programs read (`<!--[if mso]> … <![endif]-->`) is a comment like any other, but what is written
    /// in it is read by them, so its tags are read for the places of fields: see [`Reader::field`].
    fn comment(&mut self, c: char) {
        self.tail.push(c);
        if self.state == State::Declaration && self.tail == "--" {
            self.state = State::Comment;
            // `<!-->` is a whole comment.
            self.tail = "--".to_owned();
            return;
        }
        let is_over = match self.state {
            State::Comment => self.tail.ends_with("-->") || self.tail == "-->" || self.tail == "--->",
            _ => c == '>',
        };
        if is_over {
            self.state = State::Text;
            self.tail.clear();
        }
    }

    /// Where a field stands that comes now.
    fn field(&mut self, name: &str) -> Place {
        match self.state {
            State::Text => match self.raw.as_deref() {
                Some("script" | "style") => Place::Code,
                _ => Place::Text,
            },
            State::TagOpen | State::EndTag | State::TagName | State::BeforeName | State::Name | State::AfterName => {
                Place::Code
            }
            State::BeforeValue | State::Value(_) => {
                if self.state == State::BeforeValue {
                    self.state = State::Value(None);
                }
                let is_quoted = matches!(self.state, State::Value(Some(_)));
                let place = self.element.attributes.last().map_or(Place::Code, |(attribute, value)| {
                    if LINKS.contains(&attribute.as_str()) {
                        Place::Link { is_start: attribute != "style" && value.trim().is_empty() }
                    } else if attribute.starts_with("on") {
                        Place::Code
                    } else {
                        Place::Attribute { is_quoted }
                    }
                });
                self.value_of_last(|value| value.push_str(&format!("{{{{{name}}}}}")));
                place
            }
            State::Declaration => Place::Comment,
            State::Comment => conditional(&self.tail, name),
        }
    }

    fn name_of_last(&mut self, change: impl FnOnce(&mut String)) {
        if let Some((name, _)) = self.element.attributes.last_mut() {
            change(name);
        }
    }

    fn value_of_last(&mut self, change: impl FnOnce(&mut String)) {
        if let Some((_, value)) = self.element.attributes.last_mut() {
            change(value);
        }
    }
}

fn ends_name(c: char) -> bool {
    c.is_ascii_whitespace() || matches!(c, '/' | '>')
}

/// Where a field stands for who reads a conditional comment as HTML; `before` is the comment up to it.
fn conditional(before: &str, name: &str) -> Place {
    let Some((_, inside)) = before.split_once("[if").and_then(|(_, rest)| rest.split_once("]>")) else {
        return Place::Comment;
    };
    let mut reader =
        Reader { state: State::Text, is_end: false, element: Element::default(), raw: None, tail: String::new() };
    inside.chars().for_each(|c| reader.step(c, &mut |_| {}));
    match reader.field(name) {
        Place::Text => Place::Comment,
        place => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(html: &str) -> Vec<Place> {
        let mut places = Vec::new();
        read(html, |met| {
            if let Met::Field(place, ..) = met {
                places.push(place);
            }
        });
        places
    }

    #[test]
    fn a_field_stands_where_a_browser_sees_it() {
        let link = |is_start| Place::Link { is_start };
        let attribute = |is_quoted| Place::Attribute { is_quoted };
        for (html, place) in [
            ("{{x}}", Place::Text),
            ("<p>{{x}}</p>", Place::Text),
            ("a < b {{x}}", Place::Text),
            ("1 <2 {{x}}", Place::Text),
            ("<p title=\"{{x}}\">", attribute(true)),
            ("<p title='a > {{x}}'>", attribute(true)),
            ("<p title={{x}}>", attribute(false)),
            ("<a href=\"{{x}}\">", link(true)),
            ("<a href=\" {{x}}\">", link(true)),
            ("<A HREF = 'https://a.example/?b={{x}}'>", link(false)),
            ("<a href=https://a.example/?b={{x}}>", link(false)),
            ("<a class=\"b\"href=\"c{{x}}\">", link(false)),
            ("<img alt=\"a\" src=\"/b/{{x}}.png\"/>", link(false)),
            ("<td background=\"{{x}}\">", link(true)),
            ("<p style=\"background:url({{x}})\">", link(false)),
            ("<p style=\"{{x}}\">", link(false)),
            ("<!-- {{x}} -->", Place::Comment),
            ("<!-- > {{x}} -->", Place::Comment),
            ("<!--> {{x}}", Place::Text),
            ("<!-- a --> {{x}}", Place::Text),
            ("<!doctype html> {{x}}", Place::Text),
            ("<!-- <a href=\"{{x}}\"> -->", Place::Comment),
            ("<!--[if mso]><a href=\"b?{{x}}\"></a><![endif]-->", link(false)),
            ("<!--[if !mso]><!--><a href=\"b?{{x}}\">", link(false)),
            ("<script>a = '{{x}}'</script>", Place::Code),
            ("<style>a { b: {{x}} }</style>", Place::Code),
            ("<style>a</style>{{x}}", Place::Text),
            ("<script>a</scripted>{{x}}", Place::Code),
            ("<title>{{x}}</title>", Place::Text),
            ("<{{x}}>", Place::Code),
            ("<a {{x}}=\"b\">", Place::Code),
            ("<a b{{x}}>", Place::Code),
            ("<a onclick=\"b('{{x}}')\">", Place::Code),
            ("</a {{x}}>", Place::Code),
        ] {
            assert_eq!(places(html), [place], "{html}");
        }
        assert_eq!(places("<a title=\"{{x|\">}}\" href=\"{{y}}\">"), [attribute(true), link(true)]);
    }

    #[test]
    fn elements_have_names_and_values() {
        let mut met = Vec::new();
        read("<A HREF='x{{y|z}}' Hidden>b</A ><br/>", |one| match one {
            Met::Open(element) => met.push(format!("{} {:?}", element.name, element.attributes)),
            Met::Close(name) => met.push(format!("/{name}")),
            Met::Text(c) => met.push(c.to_string()),
            _ => {}
        });
        assert_eq!(met, ["a [(\"href\", \"x{{y}}\"), (\"hidden\", \"\")]", "b", "/a", "br []"]);
    }
}
