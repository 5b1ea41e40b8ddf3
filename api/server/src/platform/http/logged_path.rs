//! A path as it may be written down: without anything by which somebody is known.

/// The most characters of a part that stay.
const LONGEST: usize = 64;

/// The path without its query, and with `*` for every part that may be an address, a number or words of somebody: a log is
/// read by more people, and kept longer, than what it tells of.
pub fn logged(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').map(|part| if is_plain(part) { part } else { "*" }).collect();
    parts.join("/")
}

/// An id of ours or a word of the API: no `@`, no percent sign, no phone.
fn is_plain(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    part.len() <= LONGEST
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        && (digits < 7 || part.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_known_by_a_path_that_is_logged() {
        for (path, expected) in [
            (
                "/v1/customers/cus_01ARZ3NDEKTSV4RRFFQ69G5FAV/consents",
                "/v1/customers/cus_01ARZ3NDEKTSV4RRFFQ69G5FAV/consents",
            ),
            ("/v1/suppressions/email:wang@example.com", "/v1/suppressions/*"),
            ("/v1/suppressions/email%3Awang%40example.com", "/v1/suppressions/*"),
            ("/v1/suppressions/sms:+8613812345678", "/v1/suppressions/*"),
            ("/v1/customers/ext:till:wang@example.com", "/v1/customers/*"),
            ("/v1/customers/13812345678", "/v1/customers/*"),
            ("/wang@example.com/x", "/*/x"),
            ("/v1/customers?q=wang@example.com", "/v1/customers"),
            ("/v1/\u{738b}", "/v1/*"),
            ("/t/unsubscribe", "/t/unsubscribe"),
            ("/assets/main-3f2a.js", "/assets/main-3f2a.js"),
            ("/", "/"),
            ("", ""),
        ] {
            assert_eq!(logged(path), expected, "{path}");
        }
        assert_eq!(logged(&format!("/{}", "a".repeat(65))), "/*");
    }
}
