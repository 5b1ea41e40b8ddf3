//! How a message is kept in a column of text.

use super::Message;

impl Message {
    /// As it is kept: a text that is the same in both languages as it is, two texts as JSON.
    pub fn kept(&self) -> String {
        if self.english == self.chinese {
            return self.english.clone();
        }
        serde_json::to_string(self).unwrap_or_else(|_| self.english.clone())
    }

    /// What was kept; a text that is no message, such as one that somebody else wrote, is itself in both languages.
    pub fn of_kept(text: &str) -> Message {
        serde_json::from_str(text).unwrap_or_else(|_| Message::new(text, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message;

    #[test]
    fn a_message_is_read_as_it_was_kept() {
        for said in [message!("too late", "太晚了"), Message::new("550 no such user", "550 no such user")] {
            assert_eq!(Message::of_kept(&said.kept()), said);
        }
        assert_eq!(Message::new("550 no such user", "550 no such user").kept(), "550 no such user");
        for theirs in ["", "busy", r#"{"code":4}"#, r#"{"en":"x"}"#, "[]"] {
            assert_eq!(Message::of_kept(theirs), Message::new(theirs, theirs), "{theirs}");
        }
    }
}
