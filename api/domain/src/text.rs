//! Text as people write it: what a name may hold, the form in which names are searched, and masks.
//!
//! Not here: phones, e-mails and cards as identities, see [`identities`](crate::identities).

mod bilingual;
mod carried;
mod invisible;
mod kept;
mod lists;
mod message;
mod single_language;

use std::collections::HashSet;

pub use bilingual::{Bilingual, LONGEST_NAME};
pub use invisible::{is_invisible, is_unseen, trim, visible};
pub use lists::{joined, listed, one_of};
pub use message::{Message, Part};
pub use single_language::{NAMES, is_chinese, is_english};

crate::vocabulary! {
    /// A language of the product.
    pub enum Language {
        Chinese = "zh-CN",
        English = "en",
    }
}

impl Language {
    /// What is spoken when nothing is asked for.
    pub const DEFAULT: Language = Language::English;
}

/// How many characters of a name are searchable.
const SEARCHED: usize = 64;
/// How many characters a search term has at most.
const TERM: usize = 32;

crate::errors! {
    /// Why a text is refused.
    #[derive(Copy)]
    pub enum TextError {
        Empty => ("must not be empty", "不能为空"),
        TooLong(most: usize) => ("at most {most} characters", "最多 {most} 个字符"),
        Control => ("must not hold control characters", "不能含有控制字符"),
        Bidi => ("must not hold characters that turn the direction of writing", "不能含有改变书写方向的字符"),
    }
}

/// A one-line text of 1 to `most` characters, trimmed, without what nobody sees. Emoji and right-to-left letters are
/// fine; control characters, line breaks and direction overrides (which make a name read as another) are not.
pub fn check_line(text: &str, most: usize) -> Result<String, TextError> {
    check(text, most, |c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// A text of 1 to `most` characters, trimmed, that may have line breaks and tabs.
pub fn check_paragraphs(text: &str, most: usize) -> Result<String, TextError> {
    check(text, most, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A person's, company's or thing's name: a line of 1 to 200 characters.
pub fn check_name(name: &str) -> Result<String, TextError> {
    check_line(name, 200)
}

fn check(text: &str, most: usize, refused: fn(char) -> bool) -> Result<String, TextError> {
    let text = visible(text);
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().nth(most).is_some() {
        return Err(TextError::TooLong(most));
    }
    if text.chars().any(refused) {
        return Err(TextError::Control);
    }
    if text.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')) {
        return Err(TextError::Bidi);
    }
    Ok(text.to_owned())
}

/// Full-width ASCII and the ideographic space as their plain forms.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The form in which names are compared: half-width, lower case, single spaces, nothing that cannot be seen.
pub fn normalise(text: &str) -> String {
    let plain: String = visible(text).chars().map(half_width_char).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every part of a name that a search may begin with: each suffix of the normalised name that starts at a letter, cut
/// to 32 characters. A search is then a prefix match on these, from one character up, in any script.
pub fn search_terms(name: &str) -> Vec<String> {
    let letters: Vec<char> = normalise(name).chars().take(SEARCHED).collect();
    let mut seen = HashSet::new();
    (0..letters.len())
        .filter_map(|start| letters.get(start..))
        .filter(|suffix| suffix.first() != Some(&' '))
        .map(|suffix| suffix.iter().take(TERM).collect::<String>().trim_end().to_owned())
        .filter(|term| seen.insert(term.clone()))
        .collect()
}

/// What somebody searches for, in the form of [`search_terms`]; `None` when nothing is left.
pub fn search_prefix(query: &str) -> Option<String> {
    let term: String = normalise(query).chars().take(TERM).collect();
    let term = term.trim_end();
    (!term.is_empty()).then(|| term.to_owned())
}

/// `王小明` as `王*明`, `王明` as `王*`.
pub fn mask_name(name: &str) -> String {
    let letters: Vec<char> = name.trim().chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len().min(3))),
    }
}

/// `+8613812345678` as `+86138****5678`.
pub fn mask_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().collect();
    let tail = if digits.len() < 8 { 2 } else { 4 };
    let head = digits.len().saturating_sub(8).min(6);
    let first: String = digits.iter().take(head).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(tail)).collect();
    format!("{first}****{last}")
}

/// `wang@example.com` as `w***@example.com`.
pub fn mask_email(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    if domain.is_empty() { format!("{first}***") } else { format!("{first}***@{domain}") }
}

/// `人民路 7 号 3 单元` as `人民路****`: no more than the beginning.
pub fn mask_address(address: &str) -> String {
    let letters = address.chars().count();
    let first: String = address.chars().take((letters / 2).min(3)).collect();
    format!("{first}****")
}

/// A card or open id as its last characters: `****1234`.
pub fn mask_card(card: &str) -> String {
    let letters: Vec<char> = card.chars().collect();
    let tail = if letters.len() > 8 { 4 } else { letters.len() / 4 };
    let last: String = letters.iter().skip(letters.len() - tail).collect();
    format!("****{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_refused_only_for_what_deceives() {
        for name in ["王小明", "Zoë", "محمد", "שרה 🌸", "👨‍👩‍👧", "O'Neil"] {
            assert_eq!(check_name(name), Ok(name.to_owned()), "{name}");
        }
        assert_eq!(check_name("  王 "), Ok("王".to_owned()));
        assert_eq!(check_name("\u{FEFF}王\u{200B}小\u{200D}明\u{AD}"), Ok("王小明".to_owned()));
        assert_eq!(check_name("\u{200B}\u{3164}"), Err(TextError::Empty));
        for (name, error) in [
            ("", TextError::Empty),
            (" \u{3000}\n", TextError::Empty),
            ("a\nb", TextError::Control),
            ("a\0b", TextError::Control),
            ("a\u{2028}b", TextError::Control),
            ("a\u{202E}b", TextError::Bidi),
            ("a\u{2066}b", TextError::Bidi),
        ] {
            assert_eq!(check_name(name), Err(error), "{name:?}");
        }
        assert!(check_name(&"字".repeat(200)).is_ok());
        assert_eq!(check_name(&"字".repeat(201)), Err(TextError::TooLong(200)));
        assert!(check_paragraphs("a\nb\tc", 10).is_ok());
        assert_eq!(check_paragraphs("a\u{7}b", 10), Err(TextError::Control));
    }

    #[test]
    fn names_are_compared_in_one_form() {
        assert_eq!(normalise("  ＷＡＮＧ　 Xiao  Ming "), "wang xiao ming");
        assert_eq!(normalise("王　小明"), "王 小明");
    }

    #[test]
    fn any_part_of_a_name_finds_it() {
        assert_eq!(search_terms("王小明"), ["王小明", "小明", "明"]);
        assert_eq!(search_terms("Al Bo"), ["al bo", "l bo", "bo", "o"]);
        assert_eq!(search_terms("aaa"), ["aaa", "aa", "a"]);
        assert_eq!(search_terms("  "), Vec::<String>::new());
        let long = search_terms(&"天地玄黄".repeat(50));
        assert!(long.len() <= 64 && long.iter().all(|term| term.chars().count() <= 32));
        assert_eq!(search_prefix(" 小　").as_deref(), Some("小"));
        assert_eq!(search_prefix(" "), None);
        for query in ["小", "小明", "王"] {
            let prefix = search_prefix(query).unwrap();
            assert!(search_terms("王小明").iter().any(|term| term.starts_with(&prefix)));
        }
    }

    #[test]
    fn masks_show_enough_to_recognise_and_no_more() {
        for (name, masked) in [("王小明", "王*明"), ("王明", "王*"), ("王", "*"), ("", ""), ("John Smith", "J***h")]
        {
            assert_eq!(mask_name(name), masked);
        }
        assert_eq!(mask_phone("+8613812345678"), "+86138****5678");
        assert_eq!(mask_phone("+85291234567"), "+852****4567");
        assert_eq!(mask_phone("12345"), "****45");
        assert_eq!(mask_email("wang@example.com"), "w***@example.com");
        assert_eq!(mask_email("wang"), "w***");
        assert_eq!(mask_card("VIP00012345"), "****2345");
        assert_eq!(mask_card("A123"), "****3");
        assert_eq!(mask_card("A"), "****");
    }
}
