//! Why a job failed, as its row keeps it: in both languages, for it is told later and to others.

use regulars_domain::text::{Language, Message};

use crate::platform::error::Refusal;

/// What a row keeps of a refusal.
pub(super) fn kept(refusal: &Refusal) -> String {
    let code = refusal.code;
    let message = refusal.detail.clone();
    let message = message.unwrap_or_else(|| Message::new(code.title(Language::English), code.title(Language::Chinese)));
    message.kept()
}

/// What a row keeps, in one language. Rows of former versions hold a plain text, which is told as it is.
pub fn told(kept: &str, language: Language) -> String {
    Message::of_kept(kept).text(language).to_owned()
}

#[cfg(test)]
mod tests {
    use regulars_domain::message;

    use super::*;
    use crate::platform::error::Code;

    #[test]
    fn a_row_tells_its_reader_in_either_language() {
        let with_detail = kept(&Refusal::of(Code::Conflict).detail(message!("the file is gone", "文件已不存在")));
        let without = kept(&Refusal::of(Code::Internal));
        for (kept, english, chinese) in [
            (with_detail.as_str(), "the file is gone", "文件已不存在"),
            (without.as_str(), "Something broke here", "服务内部错误"),
            ("only in English", "only in English", "only in English"),
        ] {
            assert_eq!(told(kept, Language::English), english);
            assert_eq!(told(kept, Language::Chinese), chinese);
        }
    }
}
