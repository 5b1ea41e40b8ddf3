//! Identities: what a customer is recognised by, in the one form that is compared (domain, Customer).
//!
//! An identity belongs to one living customer; that is kept where customers are written, with [`owner_key`].

mod email;
mod phone;

use crate::ids::{is_external_id, is_partner_code};
use crate::text;

/// Characters of a card's number, at least.
pub const CARD_MIN: usize = 4;
/// Characters of a card's number, at most.
pub const CARD_MAX: usize = 32;

crate::vocabulary! {
    /// What an identity is.
    pub enum IdentityKind {
        Phone = "phone",
        Email = "email",
        /// An open id.
        Wechat = "wechat",
        /// A member card's number.
        Card = "card",
        /// A partner's own id.
        External = "external",
    }
}

crate::errors! {
    /// Why an identity is refused; each says what was expected.
    #[derive(Copy)]
    pub enum IdentityError {
        PhoneCharacters => (
            "expected a phone number of digits, spaces, hyphens, points and brackets",
            "电话号码只能含数字、空格、连字符、点和括号"
        ),
        PhoneLength => (
            "expected a phone number of 8 to 15 digits with its country code",
            "电话号码连同国家代码应为 8 至 15 位数字"
        ),
        PhoneCountry => (
            "numbers of this country have another length",
            "该国家（地区）的电话号码不是这个长度"
        ),
        PhoneNational => (
            "expected the number with its country code (+86…), or as it is dialled within the country",
            "应为带国家代码的号码（+86…），或国内拨打的号码"
        ),
        Email => (
            "expected an e-mail address such as name@example.com",
            "应为邮箱地址，如 `name@example.com`"
        ),
        EmailBeyondAscii => (
            "what stands before the @ must be ASCII: mail to other addresses is not supported",
            "`@` 之前须为 ASCII 字符：不支持向其他地址发送邮件"
        ),
        Card => (
            "expected a card number of {CARD_MIN} to {CARD_MAX} letters, digits and hyphens",
            "卡号应为 {CARD_MIN} 至 {CARD_MAX} 个字母、数字和连字符"
        ),
        Wechat => (
            "expected a WeChat open id of 6 to 64 letters, digits, _ and -",
            "微信开放标识应为 6 至 64 个字母、数字、下划线和连字符"
        ),
        External => (
            "expected a partner's code, a colon and its id of 1 to 128 characters",
            "应为合作方编码、冒号和 1 至 128 个字符的编号"
        ),
    }
}

/// The one form of an identity. `default_region` (such as `CN`) is where a phone without country code is dialled.
pub fn normalise(kind: IdentityKind, raw: &str, default_region: &str) -> Result<String, IdentityError> {
    let plain: String = text::half_width(raw).chars().filter(|c| !text::is_unseen(*c)).collect();
    let plain = plain.trim();
    match kind {
        IdentityKind::Phone => phone::normalise(plain, default_region),
        IdentityKind::Email => email::normalise(plain),
        IdentityKind::Wechat => wechat(plain),
        IdentityKind::Card => card(plain),
        IdentityKind::External => external(text::trim(raw)),
    }
}

/// The name a partner's id has among identities.
pub fn external_value(partner_code: &str, external_id: &str) -> String {
    format!("{partner_code}:{external_id}")
}

/// The key under which the identity's one living owner is kept.
pub fn owner_key(kind: IdentityKind, normalised: &str) -> String {
    format!("{kind}:{normalised}")
}

/// The key of an identity as it is stored: `partner` is the code of the partner whose own id it is, empty for the others.
pub fn stored_key(kind: IdentityKind, partner: &str, value: &str) -> String {
    match kind {
        IdentityKind::External => owner_key(kind, &external_value(partner, value)),
        IdentityKind::Phone | IdentityKind::Email | IdentityKind::Wechat | IdentityKind::Card => owner_key(kind, value),
    }
}

/// The key of an identity as it was handed in; see [`normalise`].
pub fn key_of(kind: IdentityKind, raw: &str, default_region: &str) -> Result<String, IdentityError> {
    Ok(owner_key(kind, &normalise(kind, raw, default_region)?))
}

/// A domain of mail as mail servers know it, such as `xn--fiqs8s.example`; none when it is no domain.
pub fn mail_domain(domain: &str) -> Option<String> {
    email::domain_in_ascii(domain)
}

/// A region's code, if phones of that region can be read without country code.
pub fn is_phone_region(region: &str) -> bool {
    phone::is_region(region)
}

/// The identity as it is shown to those who may not see it whole.
pub fn mask(kind: IdentityKind, normalised: &str) -> String {
    match kind {
        IdentityKind::Phone => text::mask_phone(normalised),
        IdentityKind::Email => text::mask_email(normalised),
        IdentityKind::Wechat | IdentityKind::Card | IdentityKind::External => text::mask_card(normalised),
    }
}

fn card(raw: &str) -> Result<String, IdentityError> {
    let card = raw.to_ascii_uppercase();
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    if (CARD_MIN..=CARD_MAX).contains(&card.len()) && card.bytes().all(allowed) {
        Ok(card)
    } else {
        Err(IdentityError::Card)
    }
}

fn wechat(raw: &str) -> Result<String, IdentityError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if (6..=64).contains(&raw.len()) && raw.bytes().all(allowed) {
        Ok(raw.to_owned())
    } else {
        Err(IdentityError::Wechat)
    }
}

fn external(raw: &str) -> Result<String, IdentityError> {
    match raw.split_once(':') {
        Some((partner, id)) if is_partner_code(partner) && is_external_id(id) => Ok(raw.to_owned()),
        _ => Err(IdentityError::External),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_wechat_and_partner_ids_have_one_form() {
        use IdentityKind::*;
        for (kind, raw, normalised) in [
            (Card, " vip-0001 ", Ok("VIP-0001")),
            (Card, "ＶＩＰ１", Ok("VIP1")),
            (Card, "abc", Err(IdentityError::Card)),
            (Card, "A234567890123456789012345678901B", Ok("A234567890123456789012345678901B")),
            (Card, "A234567890123456789012345678901BC", Err(IdentityError::Card)),
            (Card, "AB 12", Err(IdentityError::Card)),
            (Card, "卡1234", Err(IdentityError::Card)),
            (Wechat, "oX_-123", Ok("oX_-123")),
            (Wechat, "o123", Err(IdentityError::Wechat)),
            (External, "meituan:A 1:2", Ok("meituan:A 1:2")),
            (External, "meituan:订单１", Ok("meituan:订单１")),
            (External, "meituan:", Err(IdentityError::External)),
            (External, "Mei:1", Err(IdentityError::External)),
            (External, "meituan", Err(IdentityError::External)),
            (External, "m:a\0", Err(IdentityError::External)),
        ] {
            assert_eq!(normalise(kind, raw, "CN"), normalised.map(str::to_owned), "{kind} {raw}");
        }
        assert!(normalise(External, &format!("m:{}", "字".repeat(128)), "CN").is_ok());
        assert!(normalise(External, &format!("m:{}", "字".repeat(129)), "CN").is_err());
    }

    #[test]
    fn kinds_do_not_share_keys() {
        assert_eq!(owner_key(IdentityKind::Card, "1234567"), "card:1234567");
        assert_ne!(owner_key(IdentityKind::Card, "1234567"), owner_key(IdentityKind::Wechat, "1234567"));
        assert_eq!(external_value("meituan", "A1"), "meituan:A1");
        assert_eq!(stored_key(IdentityKind::External, "meituan", "A1"), "external:meituan:A1");
        assert_eq!(stored_key(IdentityKind::Card, "", "VIP1"), "card:VIP1");
        assert_eq!(key_of(IdentityKind::Card, " vip1 ", "CN").as_deref(), Ok("card:VIP1"));
        assert_eq!(mask(IdentityKind::Phone, "+8613812345678"), "+86138****5678");
    }
}
