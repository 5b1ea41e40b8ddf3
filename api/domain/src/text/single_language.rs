//! Whether a text is of one language only: by bytes, so that it can be asked while the text is compiled.

/// Names that a Chinese text may hold outside backticks: of standards, products and headers, and units.
pub const NAMES: &[&str] = &[
    "API",
    "ASCII",
    "CIDR",
    "COPY",
    "CPU",
    "CSV",
    "Content",
    "DKIM",
    "DNS",
    "HTML",
    "HTTP",
    "HTTPS",
    "IANA",
    "ID",
    "IP",
    "ISO",
    "Id",
    "Idempotency",
    "If",
    "JSON",
    "Key",
    "Last",
    "Event",
    "MB",
    "MIME",
    "Match",
    "PNG",
    "JPEG",
    "PDF",
    "SMTP",
    "STARTTLS",
    "SQLite",
    "PostgreSQL",
    "TLS",
    "Type",
    "UTC",
    "UTF",
    "URL",
    "CNY",
];

/// Whether an English text holds no Chinese outside backticks.
pub const fn is_english(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut quoted) = (0, false);
    while at < bytes.len() {
        if byte(bytes, at) == b'`' {
            quoted = !quoted;
        } else if !quoted && is_han(bytes, at) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a Chinese text holds Chinese, and no Latin word of two letters and more but [`NAMES`], placeholders and what
/// stands in backticks.
pub const fn is_chinese(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut quoted, mut held, mut has_han) = (0, false, false, false);
    while at < bytes.len() {
        let found = byte(bytes, at);
        if found == b'`' {
            quoted = !quoted;
        } else if found == b'{' {
            held = true;
        } else if found == b'}' {
            held = false;
        } else if found.is_ascii_alphabetic() && !quoted && !held {
            let start = at;
            while byte(bytes, at + 1).is_ascii_alphabetic() {
                at += 1;
            }
            if at > start && !is_name(bytes, start, at + 1) {
                return false;
            }
        } else if is_han(bytes, at) {
            has_han = true;
        }
        at += 1;
    }
    // A text of placeholders alone says what its parts say.
    has_han || !has_words(bytes)
}

/// Whether the bytes at this place begin a Han character or a full-width sign (U+2E80 to U+9FFF, U+FF00 to U+FFEF).
const fn is_han(bytes: &[u8], at: usize) -> bool {
    match byte(bytes, at) {
        0xE2 => byte(bytes, at + 1) >= 0xBA,
        0xE3..=0xE9 => true,
        0xEF => byte(bytes, at + 1) >= 0xBC,
        _ => false,
    }
}

const fn has_words(bytes: &[u8]) -> bool {
    let (mut at, mut held) = (0, false);
    while at < bytes.len() {
        match byte(bytes, at) {
            b'{' => held = true,
            b'}' => held = false,
            found if found.is_ascii_alphabetic() && !held => return true,
            _ => {}
        }
        at += 1;
    }
    false
}

const fn is_name(bytes: &[u8], start: usize, end: usize) -> bool {
    let mut index = 0;
    while index < NAMES.len() {
        let name = name_at(index);
        if name.len() == end - start {
            let mut at = 0;
            while at < name.len() && byte(name, at) == byte(bytes, start + at) {
                at += 1;
            }
            if at == name.len() {
                return true;
            }
        }
        index += 1;
    }
    false
}

/// The byte at this place; 0 behind the end.
#[expect(clippy::indexing_slicing, reason = "within bounds, and there is no other way at compile time")]
const fn byte(bytes: &[u8], at: usize) -> u8 {
    if at < bytes.len() { bytes[at] } else { 0 }
}

#[expect(clippy::indexing_slicing, reason = "the caller counts up to the length")]
const fn name_at(index: usize) -> &'static [u8] {
    NAMES[index].as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_wrong_language_are_found() {
        for (text, english, chinese) in [
            ("at most {most} bytes", true, false),
            ("最多 {most} 个字符", false, true),
            ("`2026年5月1日` is a date", true, false),
            ("应为 `customer_id` 或 `customer` 之一", false, true),
            ("最多 3 个 tags", false, false),
            ("此请求需要 Idempotency-Key", false, true),
            ("客户分级 A 与 B", false, true),
            ("{error}", true, true),
            ("must not be empty，", false, false),
            ("¥1,234.50 or …", true, false),
        ] {
            assert_eq!((is_english(text), is_chinese(text)), (english, chinese), "{text}");
        }
    }
}
