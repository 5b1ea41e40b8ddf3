//! E-mail addresses: the plain part of RFC 5321 that real mailboxes use, in lower case.

use super::IdentityError;

/// The address in lower case, its domain as it is asked for (`xn--…`, RFC 5891). Quoted local parts, comments and addresses
/// without a point in the domain are refused.
pub(super) fn normalise(raw: &str) -> Result<String, IdentityError> {
    let (local, domain) = raw.split_once('@').ok_or(IdentityError::Email)?;
    let domain = domain_in_ascii(domain).ok_or(IdentityError::Email)?;
    // Only servers that speak SMTPUTF8 (RFC 6531) take these, which few do.
    if !local.is_ascii() && !local.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(IdentityError::EmailBeyondAscii);
    }
    let address = format!("{}@{domain}", local.to_ascii_lowercase());
    let is_address = address.len() <= 254 && is_local(local);
    if is_address { Ok(address) } else { Err(IdentityError::Email) }
}

/// A domain of mail as mail servers know it, in lower case; none when it is no domain.
pub(super) fn domain_in_ascii(domain: &str) -> Option<String> {
    let ascii = if domain.is_ascii() { domain.to_ascii_lowercase() } else { idna::domain_to_ascii(domain).ok()? };
    is_domain(&ascii).then_some(ascii)
}

fn is_local(local: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    local.len() <= 64 && local.bytes().all(allowed) && local.split('.').all(|atom| !atom.is_empty())
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && !top.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_lower_case_and_plain() {
        for (raw, address) in [
            ("Wang.Xiao+Shop@Example.COM", "wang.xiao+shop@example.com"),
            ("a@b.cn", "a@b.cn"),
            ("a@xn--fiqs8s.xn--fiqs8s", "a@xn--fiqs8s.xn--fiqs8s"),
            ("A@中国.中国", "a@xn--fiqs8s.xn--fiqs8s"),
            ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
            ("a@bu\u{308}cher.example", "a@xn--bcher-kva.example"),
            ("a@商店。中国", "a@xn--czrs0t.xn--fiqs8s"),
        ] {
            assert_eq!(normalise(raw), Ok(address.to_owned()));
        }
        for raw in [
            "",
            "@",
            "a@",
            "@b.cn",
            "a@b",
            "a@@b.cn",
            "a@b@c.cn",
            "a b@c.cn",
            ".a@b.cn",
            "a.@b.cn",
            "a..b@c.cn",
            "a@-b.cn",
            "a@b..cn",
            "a@b.cn.",
            "a@1.2.3.4",
            "\"a b\"@c.cn",
            "a@王",
            "a@b c.中国",
            "a@\u{200d}.cn",
            "a 王@b.cn",
        ] {
            assert_eq!(normalise(raw), Err(IdentityError::Email), "{raw}");
        }
        for raw in ["王@b.cn", "用户@商店.中国", "renée@example.com"] {
            assert_eq!(normalise(raw), Err(IdentityError::EmailBeyondAscii), "{raw}");
        }
        assert!(normalise(&format!("{}@b.cn", "a".repeat(65))).is_err());
        assert!(normalise(&format!("a@{}cn", "b.".repeat(130))).is_err());
    }
}
