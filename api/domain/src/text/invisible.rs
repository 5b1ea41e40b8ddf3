//! Characters that nobody sees: two texts that differ only in them look alike, so they are no part of a text.

use std::borrow::Cow;

/// Whether a character has no width and no meaning of its own, or is blank without being a space. Joiners are not among
/// them: scripts and emoji need those, see [`visible`].
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{180E}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206A}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
    )
}

/// Whether a character cannot be seen in a number, an address or an id: the invisible ones, joiners, and those that
/// turn the direction of writing, which telephones put around numbers they copy.
pub fn is_unseen(c: char) -> bool {
    is_invisible(c) || is_joiner(c) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The text without what cannot be seen. A joiner stays behind a letter of a script that is written with joiners and
/// behind an emoji.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_invisible(c) || is_joiner(c)) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if !is_joiner(c) || kept.chars().next_back().is_some_and(is_joined) {
            kept.push(c);
        }
    }
    Cow::Owned(kept)
}

/// The text without spaces and what cannot be seen at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Arabic to Mongolian with the Indian scripts between them; emoji with their variation selectors.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{10FF}' | '\u{1700}'..='\u{18AF}' | '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_seen_is_kept() {
        for (text, seen) in [
            ("王\u{200B}小明", "王小明"),
            ("\u{FEFF}Anna\u{AD}", "Anna"),
            ("An\u{200D}na", "Anna"),
            ("王\u{200C}小明", "王小明"),
            ("👨\u{200D}👩\u{200D}👧", "👨\u{200D}👩\u{200D}👧"),
            ("❤\u{FE0F}\u{200D}🔥", "❤\u{FE0F}\u{200D}🔥"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("क्\u{200D}ष", "क्\u{200D}ष"),
            ("\u{3164}", ""),
        ] {
            assert_eq!(visible(text), seen, "{text:?}");
        }
        assert_eq!(trim(" \u{FEFF}a b\u{200B} "), "a b");
    }
}
