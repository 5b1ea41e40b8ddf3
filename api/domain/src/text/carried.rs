//! How a message passes through a library whose errors are only a text, such as serde's: in both languages.

use super::Message;

/// Stands before and after a message that a text carries: a control character (record separator) that no text of ours
/// holds and that serde escapes in what it repeats of a caller's text.
const EDGE: char = '\u{1E}';
/// Stands between its two languages (unit separator).
const MIDDLE: char = '\u{1F}';

impl Message {
    /// Both texts as one, for errors of a library that are only a text, such as serde's; [`Message::carried_in`] takes
    /// them out again.
    pub fn carried(&self) -> String {
        let plain = |text: &str| text.replace([EDGE, MIDDLE], "");
        format!("{EDGE}{}{MIDDLE}{}{EDGE}", plain(&self.english), plain(&self.chinese))
    }

    /// The message as an error of serde's, for types that read themselves.
    pub fn in_serde<E: serde::de::Error>(&self) -> E {
        E::custom(self.carried())
    }

    /// The last message that such a text carries: what a caller sent stands before it.
    pub fn carried_in(text: &str) -> Option<Message> {
        let (before, _) = text.rsplit_once(EDGE)?;
        let (_, both) = before.rsplit_once(EDGE)?;
        let (english, chinese) = both.split_once(MIDDLE)?;
        Some(Message::new(english, chinese))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;

    #[test]
    fn a_message_passes_through_a_text() {
        let said = message!("expected a date", "应为日期");
        let text = format!("invalid value: string \"\u{1E}x\u{1E}\", expected {} at line 1", said.carried());
        assert_eq!(Message::carried_in(&text), Some(said));
        for none in ["", "expected a date", "\u{1E}", "\u{1E}a\u{1E}", "a\u{1F}b"] {
            assert_eq!(Message::carried_in(none), None, "{none:?}");
        }
    }
}
