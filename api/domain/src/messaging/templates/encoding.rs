//! How a value is written where it stands: in HTML, or as a part of a link.

/// Text as HTML shows it, in an element or a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(c, &mut escaped));
    escaped
}

/// The same of text that is HTML already in its entities, which stay as they are.
pub(super) fn escape_once(html: &str) -> String {
    let mut escaped = String::with_capacity(html.len());
    for (place, c) in html.char_indices() {
        let rest = html.get(place..).unwrap_or_default();
        if c == '&' && entity(rest).is_some() {
            escaped.push('&');
        } else {
            push_escaped(c, &mut escaped);
        }
    }
    escaped
}

/// What is escaped already, so that it does not end an attribute without quotation marks.
pub(super) fn unquoted(escaped: &str) -> String {
    let mut safe = String::with_capacity(escaped.len());
    for c in escaped.chars() {
        if c.is_ascii_whitespace() || matches!(c, '=' | '`') {
            safe.push_str(&format!("&#{};", u32::from(c)));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Text with the entities undone that a link is likely to hold; others stay.
pub(super) fn unescape(html: &str) -> String {
    let mut plain = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let found = entity(rest.get(before.len()..).unwrap_or_default());
        match found.and_then(|name| Some((name, meant(name)?))) {
            Some((name, c)) => {
                plain.push(c);
                rest = after.get(name.len() + 1..).unwrap_or_default();
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// As one value in a link: all but letters, digits and `-._~` percent-encoded (RFC 3986, 2.3).
pub(super) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn push_escaped(c: char, escaped: &mut String) {
    match c {
        '&' => escaped.push_str("&amp;"),
        '<' => escaped.push_str("&lt;"),
        '>' => escaped.push_str("&gt;"),
        '"' => escaped.push_str("&quot;"),
        '\'' => escaped.push_str("&#39;"),
        _ => escaped.push(c),
    }
}

/// The name of the entity that a text beginning with `&` begins with, such as `amp` or `#233`.
fn entity(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let is_named = name.len() <= 32
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_named || code_of(name).is_some()).then_some(name)
}

fn meant(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => code_of(name),
    }
}

fn code_of(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}
