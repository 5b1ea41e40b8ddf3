//! Lists inside a sentence, as each language writes them.

use super::{Language, Message, Part};
use crate::message;

/// Parts one after the other: `a, b` and `a、b`.
pub fn listed<P: Part>(parts: &[P]) -> Message {
    joined(parts, ", ", "、")
}

/// Parts with what stands between them in English and in Chinese.
pub fn joined<P: Part>(parts: &[P], english: &str, chinese: &str) -> Message {
    let said = |language, between: &str| {
        let parts: Vec<_> = parts.iter().map(|part| part.part(language)).collect();
        parts.join(between)
    };
    Message::new(said(Language::English, english), said(Language::Chinese, chinese))
}

/// That one of these words was expected. They are the interface's own, so that Chinese quotes them.
pub fn one_of(words: &[&str]) -> Message {
    let quoted: Vec<Message> = words.iter().map(|word| Message::new(*word, format!("`{word}`"))).collect();
    message!("expected one of {words}", "应为 {words} 之一", words = listed(&quoted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_as_each_language_does() {
        assert_eq!(one_of(&["a", "b"]), Message::new("expected one of a, b", "应为 `a`、`b` 之一"));
        assert_eq!(
            listed(&[Message::new("tier", "客户分级"), Message::new("tag", "标签")]).text(Language::Chinese),
            "客户分级、标签"
        );
    }
}
