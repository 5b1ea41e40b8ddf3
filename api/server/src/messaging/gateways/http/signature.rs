//! The signature of a request, as Standard Webhooks 1.0 writes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// What stands before a secret that is written in base64.
const PREFIX: &str = "whsec_";

/// The value of `webhook-signature`: HMAC-SHA256 over id, seconds since 1970 and body.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let decoded = secret.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
    let key = decoded.unwrap_or_else(|| secret.as_bytes().to_vec());
    // HMAC takes keys of any length: the fallback is never taken.
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap_or_else(|_| Mac::new(&Default::default()));
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn another_body_or_secret_is_another_signature() {
        let signed = sign("secret", "dlv_1", 1, "{}");
        for other in
            [sign("secreT", "dlv_1", 1, "{}"), sign("secret", "dlv_2", 1, "{}"), sign("secret", "dlv_1", 1, "")]
        {
            assert_ne!(signed, other);
        }
    }
}
