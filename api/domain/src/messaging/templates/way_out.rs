//! Whether an HTML mail shows the link by which one unsubscribes: a link that a reader sees and can follow, or its address
//! as text. One in a comment, or in what is hidden, is none.

use super::Field;
use super::html::{Element, Met, Place, read};

/// Elements that show nothing, or not as text of the mail.
const UNSEEN: [&str; 15] = [
    "head", "title", "script", "style", "template", "noembed", "noframes", "iframe", "textarea", "select", "datalist",
    "audio", "video", "canvas", "object",
];
/// Elements without an end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Whether a reader of this HTML can unsubscribe.
pub(super) fn is_offered(html: &str) -> bool {
    let mut css = String::new();
    read(html, |met| {
        if let Met::Style(c) = met {
            css.push(c);
        }
    });
    let mut page = Page { hiding: hiding_selectors(&css), open: Vec::new(), is_offered: false };
    read(html, |met| match met {
        Met::Open(element) => page.open(element),
        Met::Close(name) => page.close(name),
        Met::Text(c) if !c.is_whitespace() => page.sees_content(),
        Met::Field(Place::Text, name, _) if name == Field::UnsubscribeUrl.as_str() => {
            page.is_offered |= !page.is_hidden();
        }
        Met::Field(Place::Text, ..) => page.sees_content(),
        _ => {}
    });
    page.is_offered
}

struct Page {
    /// Selectors of what the style sheets hide.
    hiding: Vec<String>,
    open: Vec<Opened>,
    is_offered: bool,
}

struct Opened {
    name: String,
    is_hidden: bool,
    /// It is the link.
    is_link: bool,
}

impl Page {
    fn is_hidden(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_hidden)
    }

    /// Something that can be clicked on, where it is in the link.
    fn sees_content(&mut self) {
        self.is_offered |= !self.is_hidden() && self.open.iter().any(|open| open.is_link);
    }

    fn open(&mut self, element: &Element) {
        self.end_implied(&element.name);
        let is_hidden = self.is_hidden() || self.hides(element);
        let link = format!("{{{{{}}}}}", Field::UnsubscribeUrl);
        let goes_there = element.attribute("href").is_some_and(|href| href.trim() == link);
        match element.name.as_str() {
            "area" if goes_there && !is_hidden => self.is_offered = true,
            "img" if !is_hidden && element.attribute("src").is_some_and(|src| !src.trim().is_empty()) => {
                self.sees_content()
            }
            name if VOID.contains(&name) => {}
            name => {
                let is_link = name == "a" && goes_there;
                self.open.push(Opened { name: name.to_owned(), is_hidden, is_link });
            }
        }
    }

    fn close(&mut self, name: &str) {
        if let Some(place) = self.open.iter().rposition(|open| open.name == name) {
            self.open.truncate(place);
        }
    }

    /// An element that may be left without an end tag ends where the next one begins.
    fn end_implied(&mut self, next: &str) {
        let Some(last) = self.open.last().map(|open| open.name.as_str()) else { return };
        let is_over = match last {
            "p" => ["p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "hr", "section", "footer"].contains(&next),
            "head" => next == "body",
            "li" | "tr" | "option" => next == last,
            "td" | "th" => ["td", "th", "tr"].contains(&next),
            "a" => next == "a",
            _ => false,
        };
        if is_over {
            self.open.pop();
        }
    }

    fn hides(&self, element: &Element) -> bool {
        let style = element.attribute("style").is_some_and(is_hiding);
        let is_selected = || {
            let classes = element.attribute("class").unwrap_or_default().split_ascii_whitespace();
            let mut names = vec![element.name.clone()];
            names.extend(classes.flat_map(|class| [format!(".{class}"), format!("{}.{class}", element.name)]));
            names.extend(element.attribute("id").map(|id| format!("#{id}")));
            self.hiding.iter().any(|selector| names.iter().any(|name| name.eq_ignore_ascii_case(selector)))
        };
        UNSEEN.contains(&element.name.as_str()) || element.attribute("hidden").is_some() || style || is_selected()
    }
}

/// Selectors of one element, class or id that a style sheet hides on every screen: rules for some media do not count.
fn hiding_selectors(css: &str) -> Vec<String> {
    let mut selectors = Vec::new();
    let css = without_comments(css);
    let mut rest = css.as_str();
    while let Some((selector, inside)) = rest.split_once('{') {
        let end = end_of_block(inside);
        let body = inside.get(..end).unwrap_or_default();
        rest = inside.get(end + 1..).unwrap_or_default();
        if !selector.trim_start().starts_with('@') && is_hiding(body) {
            selectors.extend(selector.split(',').map(|one| one.trim().to_owned()));
        }
    }
    selectors
}

/// Where the block ends whose `{` was just read.
fn end_of_block(css: &str) -> usize {
    let mut depth = 0_i32;
    let end = css.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '{') - i32::from(*c == '}');
        depth < 0
    });
    end.map_or(css.len(), |(place, _)| place)
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| plain.push_str(part.split_once("*/").map_or("", |(_, rest)| rest)));
    plain
}

/// Whether declarations leave nothing to see.
fn is_hiding(declarations: &str) -> bool {
    let declarations = without_comments(declarations).to_ascii_lowercase();
    let read = declarations.split(';').filter_map(|one| one.split_once(':'));
    let values: Vec<(&str, String)> = read
        .map(|(name, value)| (name.trim(), value.replace("!important", "").split_whitespace().collect::<String>()))
        .collect();
    // The last one of a name counts.
    let value = |name: &str| values.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    let number = |name: &str| {
        let value = value(name)?;
        let digits = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-'))).unwrap_or(value.len());
        value.get(..digits)?.parse::<f64>().ok()
    };
    let is_flat = |name: &str| number(name).is_some_and(|size| size < 1.0);
    let is_cut = value("overflow") == Some("hidden");
    let in_dots = value("font-size").is_some_and(|size| size.ends_with("px") || size.ends_with("pt"));
    let is_small = number("font-size").is_some_and(|size| size <= if in_dots { 2.0 } else { 0.0 });
    let back = value("background-color").or_else(|| value("background"));
    value("display") == Some("none")
        || matches!(value("visibility"), Some("hidden" | "collapse"))
        || number("opacity").is_some_and(|opacity| opacity < 0.1)
        || is_small
        || (is_cut && ["max-height", "height", "max-width", "width"].into_iter().any(is_flat))
        || value("color") == Some("transparent")
        || (back.is_some() && value("color") == back)
        || ["text-indent", "left", "top", "margin-left"]
            .into_iter()
            .any(|name| number(name).is_some_and(|at| at < -900.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_is_seen_is_a_way_out() {
        for html in [
            "<a href=\"{{unsubscribe_url}}\">退订</a>",
            "<p>a</p><A CLASS=x HREF = '{{ unsubscribe_url }}'><span>out</span></A>",
            "<a href={{unsubscribe_url}}>out</a>",
            "<a href=\"{{unsubscribe_url}}\"><img src=\"https://a.example/out.png\" alt=\"out\"></a>",
            "<a href=\"{{unsubscribe_url}}\">{{organisation.name}}</a>",
            "<p>{{unsubscribe_url}}</p>",
            "<div style=\"display:none\">seen in the list of mails</div><a href=\"{{unsubscribe_url}}\">out</a>",
            "<p style=\"display:none\">a<p><a href=\"{{unsubscribe_url}}\">out</a>",
            "<p hidden>a</p><a href=\"{{unsubscribe_url}}\">out</a>",
            "<head><title>a</title><body><a href=\"{{unsubscribe_url}}\">out</a>",
            "<style>@media (max-width: 600px) { .big { display: none } }</style><a class=big href=\"{{unsubscribe_url}}\">out</a>",
            "<style>.x { display: none } .out { color: #333 }</style><a class=\"out\" href=\"{{unsubscribe_url}}\">out</a>",
            "<!--[if mso]><p><![endif]--><a href=\"{{unsubscribe_url}}\">out</a>",
            "<!--[if !mso]><!--><a href=\"{{unsubscribe_url}}\">out</a><!--<![endif]-->",
            "<a style=\"font-size:12px;color:#999;background:#fff\" href=\"{{unsubscribe_url}}\">out</a>",
            "<a style=\"font-size:0.8em\" href=\"{{unsubscribe_url}}\">out</a>",
            "1 < 2 <a href=\"{{unsubscribe_url}}\">out</a>",
            "<map><area href=\"{{unsubscribe_url}}\"></map>",
        ] {
            assert!(is_offered(html), "{html}");
        }
    }

    #[test]
    fn one_that_nobody_sees_or_can_follow_is_none() {
        for html in [
            "",
            "<p>",
            "<!-- <a href=\"{{unsubscribe_url}}\">out</a> -->",
            "<!-- {{unsubscribe_url}} -->",
            "<!--[if mso]><a href=\"{{unsubscribe_url}}\">out</a><![endif]-->",
            "<a href=\"{{unsubscribe_url}}\"></a>",
            "<a href=\"{{unsubscribe_url}}\"> <br> </a>",
            "<a href=\"{{unsubscribe_url}}\"><span style=\"display:none\">out</span></a>",
            "<a style=\"display:none\" href=\"{{unsubscribe_url}}\">out</a>",
            "<a style='DISPLAY : none !important' href=\"{{unsubscribe_url}}\">out</a>",
            "<div style=\"color:red;display:none;\"><p><a href=\"{{unsubscribe_url}}\">out</a></p></div>",
            "<div style=\"visibility:hidden\"><a href=\"{{unsubscribe_url}}\">out</a></div>",
            "<div style=\"opacity:0\"><a href=\"{{unsubscribe_url}}\">out</a></div>",
            "<div style=\"font-size:0\"><a href=\"{{unsubscribe_url}}\">out</a></div>",
            "<div style=\"font-size:1px\">{{unsubscribe_url}}</div>",
            "<div style=\"max-height:0;overflow:hidden\">{{unsubscribe_url}}</div>",
            "<div style=\"position:absolute;left:-9999px\">{{unsubscribe_url}}</div>",
            "<a style=\"color:#fff;background-color:#FFF\" href=\"{{unsubscribe_url}}\">out</a>",
            "<a style=\"color:transparent\" href=\"{{unsubscribe_url}}\">out</a>",
            "<div hidden>{{unsubscribe_url}}</div>",
            "<style>.out { display: none }</style><a class=\"small out\" href=\"{{unsubscribe_url}}\">out</a>",
            "<style>/* x */ #a, a.out {visibility:hidden}</style><a class=out href=\"{{unsubscribe_url}}\">out</a>",
            "<head><title>{{unsubscribe_url}}</title></head>",
            "<style>a { b: url({{unsubscribe_url}}) }</style>",
            "<script>{{unsubscribe_url}}</script>",
            "<textarea>{{unsubscribe_url}}</textarea>",
            "<template><a href=\"{{unsubscribe_url}}\">out</a></template>",
            "<img src=\"{{unsubscribe_url}}\">",
            "<a title=\"{{unsubscribe_url}}\" href=\"#\">out</a>",
            "<link href=\"{{unsubscribe_url}}\">",
            "<a href=\"https://a.example/?to={{unsubscribe_url}}\">out</a>",
            "<a href=\"{{unsubscribe_url}}x\">out</a>",
            "<a href=\"x{{unsubscribe_url}}\">out</a>",
            "<a data-x=\"{{unsubscribe_url}}\">out</a>",
        ] {
            assert!(!is_offered(html), "{html}");
        }
    }
}
