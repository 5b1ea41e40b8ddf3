//! The keys of this installation, all derived from one secret: what signs access tokens, cursors and links.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

type HmacSha256 = Hmac<Sha256>;

/// Bytes of a cursor's signature.
const TAG: usize = 12;
/// Bytes of a link's signature.
const LINK_TAG: usize = 16;

/// The derived keys.
pub struct Keys {
    /// Signs access tokens (HS256).
    pub token: [u8; 32],
    cursor: HmacSha256,
    link: HmacSha256,
}

impl Keys {
    /// Derives the keys from the installation's secret.
    pub fn derive(secret: &str) -> Keys {
        let token = derive(secret, "access-token");
        let cursor = mac(&derive(secret, "cursor"));
        let link = mac(&derive(secret, "link"));
        Keys { token, cursor, link }
    }

    /// A cursor that fits `filters` only.
    pub fn seal_cursor(&self, filters: &str, content: &[u8]) -> String {
        let mut sealed = self.cursor_tag(filters, content);
        sealed.extend_from_slice(content);
        hex(&sealed)
    }

    /// What a cursor holds; none when it was made for other filters or elsewhere.
    pub fn open_cursor(&self, filters: &str, text: &str) -> Option<Vec<u8>> {
        let sealed = unhex(text)?;
        let (tag, content) = sealed.split_at_checked(TAG)?;
        let expected = self.cursor_tag(filters, content);
        bool::from(subtle::ConstantTimeEq::ct_eq(tag, expected.as_slice())).then(|| content.to_vec())
    }

    /// The signature of a link's content, in hex.
    pub fn link_tag(&self, content: &str) -> String {
        let mut mac = self.link.clone();
        mac.update(content.as_bytes());
        let tag: Vec<u8> = mac.finalize().into_bytes().iter().take(LINK_TAG).copied().collect();
        hex(&tag)
    }

    /// Whether this is the signature of a link's content.
    pub fn is_link(&self, content: &str, tag: &str) -> bool {
        subtle::ConstantTimeEq::ct_eq(self.link_tag(content).as_bytes(), tag.as_bytes()).into()
    }

    fn cursor_tag(&self, filters: &str, content: &[u8]) -> Vec<u8> {
        let mut mac = self.cursor.clone();
        mac.update(filters.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        mac.finalize().into_bytes().iter().take(TAG).copied().collect()
    }
}

fn mac(key: &[u8]) -> HmacSha256 {
    // HMAC takes keys of any length: the fallback is never taken.
    HmacSha256::new_from_slice(key).unwrap_or_else(|_| <HmacSha256 as Mac>::new(&Default::default()))
}

fn derive(secret: &str, purpose: &str) -> [u8; 32] {
    let mut mac = mac(secret.as_bytes());
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

/// A new secret: 32 random bytes in hex.
pub fn random_secret() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// SHA-256 in hex: how secrets are kept at rest.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes as small hexadecimal digits, two for each.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_fits_its_own_list_only() {
        let keys = Keys::derive("secret");
        let cursor = keys.seal_cursor("customers?tier=A", b"content");
        assert_eq!(keys.open_cursor("customers?tier=A", &cursor).as_deref(), Some(&b"content"[..]));
        assert_eq!(keys.open_cursor("customers?tier=B", &cursor), None);
        assert_eq!(Keys::derive("other").open_cursor("customers?tier=A", &cursor), None);
        for broken in ["", "zz", "00", &cursor[2..], &format!("{cursor}00")] {
            assert_eq!(keys.open_cursor("customers?tier=A", broken), None, "{broken}");
        }
    }
}
