//! E-mail addresses: the plain part of RFC 5321 that real mailboxes use, in lower case.

use super::IdentityError;

/// The address in lower case. Quoted local parts, comments and addresses without a point in the domain are refused.
pub(super) fn normalise(raw: &str) -> Result<String, IdentityError> {
    let address = raw.to_ascii_lowercase();
    let (local, domain) = address.split_once('@').ok_or(IdentityError::Email)?;
    if address.len() <= 254 && is_local(local) && is_domain(domain) { Ok(address) } else { Err(IdentityError::Email) }
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
            "王@b.cn",
            "a@王.cn",
        ] {
            assert_eq!(normalise(raw), Err(IdentityError::Email), "{raw}");
        }
        assert!(normalise(&format!("{}@b.cn", "a".repeat(65))).is_err());
        assert!(normalise(&format!("a@{}cn", "b.".repeat(130))).is_err());
    }
}
