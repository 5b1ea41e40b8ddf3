//! The keys of this installation, all derived from its secret: what signs access tokens, cursors and links. A secret that
//! was rotated signs nothing any more; what it signed is still known, tokens for as long as they last.

/// Bytes in hex, small letters.
pub use base16ct::lower::encode_string as hex;

use base16ct::lower::decode_vec;
use hmac::{Hmac, Mac};
use rand::RngCore;
use regulars_domain::platform::one_time_codes;
use sha2::{Digest, Sha256};

type HmacSha256 = Hmac<Sha256>;

/// Bytes of a cursor's signature.
const TAG: usize = 12;
/// Bytes of a link's signature.
const LINK_TAG: usize = 16;

/// The derived keys: of the present secret, and of those before.
pub struct Keys {
    present: Derived,
    earlier: Vec<Derived>,
}

/// What is derived from one secret.
pub struct Derived {
    /// Tells the secrets apart and gives nothing of them away.
    pub id: String,
    /// Signs access tokens (HS256).
    pub token: [u8; 32],
    cursor: HmacSha256,
    link: HmacSha256,
    factor: HmacSha256,
    webhook: HmacSha256,
    contact: HmacSha256,
}

impl Derived {
    fn of(secret: &str) -> Derived {
        Derived {
            id: hex(&derive(secret, "id")).chars().take(16).collect(),
            token: derive(secret, "access-token"),
            cursor: mac(&derive(secret, "cursor")),
            link: mac(&derive(secret, "link")),
            factor: mac(&derive(secret, "second-factor")),
            webhook: mac(&derive(secret, "webhook")),
            contact: mac(&derive(secret, "erased-contact")),
        }
    }

    fn link_tag(&self, content: &str) -> String {
        let mut mac = self.link.clone();
        mac.update(content.as_bytes());
        let tag: Vec<u8> = mac.finalize().into_bytes().iter().take(LINK_TAG).copied().collect();
        hex(&tag)
    }

    fn cursor_tag(&self, filters: &str, content: &[u8]) -> Vec<u8> {
        let mut mac = self.cursor.clone();
        mac.update(filters.as_bytes());
        mac.update(&[0]);
        mac.update(content);
        mac.finalize().into_bytes().iter().take(TAG).copied().collect()
    }
}

impl Keys {
    /// Derives the keys from the installation's secret.
    pub fn derive(secret: &str) -> Keys {
        Keys::ring(secret, &[])
    }

    /// Derives the keys from the present secret and those before.
    pub fn ring(secret: &str, earlier: &[String]) -> Keys {
        Keys { present: Derived::of(secret), earlier: earlier.iter().map(|secret| Derived::of(secret)).collect() }
    }

    /// What signs now.
    pub fn present(&self) -> &Derived {
        &self.present
    }

    /// What signed before.
    pub fn earlier(&self) -> &[Derived] {
        &self.earlier
    }

    fn all(&self) -> impl Iterator<Item = &Derived> {
        std::iter::once(&self.present).chain(&self.earlier)
    }

    /// The secret of a user's second factor; none when its key is not one of this installation's.
    pub fn factor_secret(&self, key_id: &str, user_id: &str, nonce: &str) -> Option<Vec<u8>> {
        let key = self.all().find(|key| key.id == key_id)?;
        let mut mac = key.factor.clone();
        mac.update(format!("{user_id}\n{nonce}").as_bytes());
        Some(mac.finalize().into_bytes().iter().take(one_time_codes::SECRET).copied().collect())
    }

    /// The secret of a webhook; none when its key is not one of this installation's.
    pub fn webhook_secret(&self, key_id: &str, webhook_id: &str, nonce: &str) -> Option<[u8; 32]> {
        let key = self.all().find(|key| key.id == key_id)?;
        let mut mac = key.webhook.clone();
        mac.update(format!("{webhook_id}\n{nonce}").as_bytes());
        Some(mac.finalize().into_bytes().into())
    }

    /// What an address that must not be kept is known again by: under each secret, the present one first. `address` is in
    /// its one form.
    pub fn contact_hashes(&self, kind: &str, address: &str) -> Vec<String> {
        let hash = |key: &Derived| {
            let mut mac = key.contact.clone();
            mac.update(format!("{kind}\n{address}").as_bytes());
            hex(&mac.finalize().into_bytes())
        };
        self.all().map(hash).collect()
    }

    /// A cursor that fits `filters` only.
    pub fn seal_cursor(&self, filters: &str, content: &[u8]) -> String {
        let mut sealed = self.present.cursor_tag(filters, content);
        sealed.extend_from_slice(content);
        hex(&sealed)
    }

    /// What a cursor holds; none when it was made for other filters or elsewhere.
    pub fn open_cursor(&self, filters: &str, text: &str) -> Option<Vec<u8>> {
        let sealed = decode_vec(text).ok()?;
        let (tag, content) = sealed.split_at_checked(TAG)?;
        let fits =
            |key: &Derived| bool::from(subtle::ConstantTimeEq::ct_eq(tag, key.cursor_tag(filters, content).as_slice()));
        self.all().any(fits).then(|| content.to_vec())
    }

    /// The signature of a link's content, in hex.
    pub fn link_tag(&self, content: &str) -> String {
        self.present.link_tag(content)
    }

    /// Whether this is the signature of a link's content.
    pub fn is_link(&self, content: &str, tag: &str) -> bool {
        let fits =
            |key: &Derived| bool::from(subtle::ConstantTimeEq::ct_eq(key.link_tag(content).as_bytes(), tag.as_bytes()));
        self.all().any(fits)
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

/// A new secret: so many random bytes in hex.
#[expect(clippy::disallowed_methods, reason = "secrets are made here")]
pub fn random_secret<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::thread_rng().fill_bytes(&mut bytes);
    hex(&bytes)
}

/// Random bytes, for codes that are typed.
#[expect(clippy::disallowed_methods, reason = "secrets are made here")]
pub fn random_bytes<const BYTES: usize>() -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    rand::thread_rng().fill_bytes(&mut bytes);
    bytes
}

/// SHA-256 in hex: how secrets are kept at rest.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_earlier_secret_signed_is_known_and_it_signs_no_more() {
        let (before, after) = (Keys::derive("first"), Keys::ring("second", &["first".to_owned()]));
        assert!(after.is_link("x", &before.link_tag("x")));
        assert!(!before.is_link("x", &after.link_tag("x")));
        assert!(after.open_cursor("c", &before.seal_cursor("c", b"content")).is_some());
        let id = &before.present().id;
        assert_eq!(after.factor_secret(id, "usr_1", "n"), before.factor_secret(id, "usr_1", "n"));
        assert_eq!(after.factor_secret("unknown", "usr_1", "n"), None);
        assert_ne!(before.factor_secret(id, "usr_1", "n"), before.factor_secret(id, "usr_2", "n"));
        assert_eq!(before.factor_secret(id, "usr_1", "n").map(|secret| secret.len()), Some(one_time_codes::SECRET));
    }

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
