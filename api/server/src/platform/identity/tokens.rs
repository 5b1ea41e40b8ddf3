//! Access tokens (JWT, RFC 9068), refresh tokens and API keys as they travel.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use regulars_domain::ids;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};

use super::keys::{Keys, digest, random_secret};
use crate::platform::clock;

const ISSUER: &str = "regulars";
const AUDIENCE: &str = "regulars-api";
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// Issuer: always `regulars`.
    pub iss: String,
    /// Audience: always `regulars-api`.
    pub aud: String,
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// An id of the token's own.
    pub jti: String,
    /// When it was issued, in seconds since 1970 began (UTC).
    pub iat: i64,
    /// From when on it is not good, in seconds since 1970 began (UTC).
    pub exp: i64,
}

/// Tokens that are remembered as checked.
const REMEMBERED: usize = 20_000;

/// Seconds within which a download must begin.
pub const TICKET_SECONDS: i64 = 60;
const TICKET_AUDIENCE: &str = "regulars-downloads";

/// What the cookie of a download says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ticket {
    iss: String,
    aud: String,
    /// The user's id.
    pub sub: String,
    /// The session's id.
    pub sid: String,
    /// The digest of the path and query it is for.
    target: String,
    /// The language of the file's words.
    pub lang: String,
    exp: i64,
}

/// Signs and checks access tokens: one algorithm, and a key that each token names (`kid`). What an earlier key signed is
/// good for as long as a token lasts after the start of the process, whatever it says itself.
pub struct Tokens {
    /// Good tokens with their claims: a signature that was right stays right, only the time is looked at again.
    checked: RwLock<HashMap<String, Arc<Claims>>>,
    encoding: EncodingKey,
    /// By key id, the present one first.
    decoding: Vec<(String, DecodingKey)>,
    earlier_until: DateTime<Utc>,
    validation: Validation,
    ticket_validation: Validation,
    header: Header,
    lifetime: Duration,
}

impl Tokens {
    /// Tokens signed with the installation's key (HS256), good for `lifetime` each.
    pub fn new(keys: &Keys, lifetime: Duration) -> Tokens {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 0;
        let mut ticket_validation = validation.clone();
        ticket_validation.set_audience(&[TICKET_AUDIENCE]);
        Tokens {
            checked: RwLock::default(),
            encoding: EncodingKey::from_secret(&keys.present().token),
            decoding: std::iter::once(keys.present())
                .chain(keys.earlier())
                .map(|key| (key.id.clone(), DecodingKey::from_secret(&key.token)))
                .collect(),
            earlier_until: clock::now() + lifetime,
            validation,
            ticket_validation,
            header: Header {
                typ: Some(TYPE.to_owned()),
                kid: Some(keys.present().id.clone()),
                ..Header::new(Algorithm::HS256)
            },
            lifetime,
        }
    }

    /// Seconds an access token is good for.
    pub fn lifetime_seconds(&self) -> i64 {
        self.lifetime.num_seconds()
    }

    /// An access token for a session.
    pub fn issue(
        &self,
        user_id: &str,
        session_id: &str,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user_id.to_owned(),
            sid: session_id.to_owned(),
            jti: ids::make(""),
            iat: now.timestamp(),
            exp: (now + self.lifetime).timestamp(),
        };
        jsonwebtoken::encode(&self.header, &claims, &self.encoding)
    }

    /// A ticket to read `target`, a path with its query, in a session.
    pub fn issue_ticket(
        &self,
        user_id: &str,
        session_id: &str,
        target: &str,
        language: Language,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let ticket = Ticket {
            iss: ISSUER.to_owned(),
            aud: TICKET_AUDIENCE.to_owned(),
            sub: user_id.to_owned(),
            sid: session_id.to_owned(),
            target: digest(target),
            lang: language.as_str().to_owned(),
            exp: now.timestamp() + TICKET_SECONDS,
        };
        let header = Header { kid: self.header.kid.clone(), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &ticket, &self.encoding)
    }

    /// A good ticket for `target`; none for one that is expired, tampered with, or for something else.
    pub fn check_ticket(&self, ticket: &str, target: &str) -> Option<Ticket> {
        let key = self.key_of(ticket, clock::now())?;
        let data = jsonwebtoken::decode::<Ticket>(ticket, key, &self.ticket_validation).ok()?;
        (data.claims.target == digest(target)).then_some(data.claims)
    }

    /// The claims of a good token; none for one that is expired, tampered with, or of another kind.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Option<Arc<Claims>> {
        let known = self.checked.read().ok().and_then(|checked| checked.get(token).cloned());
        let claims = match known {
            Some(claims) => claims,
            None => {
                let key = self.key_of(token, now)?;
                let data = jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok()?;
                let mut claims = (data.header.typ.as_deref() == Some(TYPE)).then_some(data.claims)?;
                if data.header.kid != self.header.kid {
                    claims.exp = claims.exp.min(self.earlier_until.timestamp());
                }
                let claims = Arc::new(claims);
                self.remember(token, &claims, now);
                claims
            }
        };
        (claims.exp > now.timestamp()).then_some(claims)
    }

    /// The key that a token names; none when it is unknown, or its time is over.
    fn key_of(&self, token: &str, now: DateTime<Utc>) -> Option<&DecodingKey> {
        let named = jsonwebtoken::decode_header(token).ok()?.kid?;
        let (at, (_, key)) = self.decoding.iter().enumerate().find(|(_, (id, _))| *id == named)?;
        (at == 0 || now < self.earlier_until).then_some(key)
    }

    fn remember(&self, token: &str, claims: &Arc<Claims>, now: DateTime<Utc>) {
        if let Ok(mut checked) = self.checked.write() {
            if checked.len() >= REMEMBERED {
                checked.retain(|_, claims| claims.exp > now.timestamp());
            }
            if checked.len() < REMEMBERED {
                checked.insert(token.to_owned(), Arc::clone(claims));
            }
        }
    }
}

/// A new refresh token and what is kept of it.
pub fn new_refresh_token() -> (String, String) {
    let token = random_secret::<32>();
    let hash = digest(&token);
    (token, hash)
}

/// The prefix of the keys of each mode.
const PREFIXES: [(ApiKeyMode, &str); 2] = [(ApiKeyMode::Live, "rg_live_"), (ApiKeyMode::Test, "rg_test_")];
/// Characters of a key's id behind its prefix.
const ID: usize = 26;
/// Characters of its secret and of its check sum.
const SECRET: usize = 48;
const CRC: usize = 8;

/// A new API key: its whole text, its digest, and the hint that may be shown.
pub fn new_api_key(id: &str, mode: ApiKeyMode) -> (String, String, String) {
    let prefix = PREFIXES.iter().find(|(of, _)| *of == mode).map_or("", |(_, prefix)| prefix);
    let tail = id.trim_start_matches(ids::KEY);
    let secret = random_secret::<24>();
    let text = format!("{prefix}{tail}_{secret}");
    let text = format!("{text}{:08x}", crc32fast::hash(text.as_bytes()));
    let hash = digest(&text);
    let hint = format!("{prefix}…{}", text.get(text.len() - 4..).unwrap_or_default());
    (text, hash, hint)
}

/// The id of an API key whose text is whole; what is mistyped is told without asking the database.
pub fn api_key_id(text: &str) -> Option<String> {
    let rest = PREFIXES.iter().find_map(|(_, prefix)| text.strip_prefix(prefix))?;
    if !text.is_ascii() || rest.len() != ID + 1 + SECRET + CRC {
        return None;
    }
    let (body, crc) = text.split_at(text.len() - CRC);
    let id = format!("{}{}", ids::KEY, rest.get(..ID)?);
    (format!("{:08x}", crc32fast::hash(body.as_bytes())) == crc && ids::is(ids::KEY, &id)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_unexpired_token_is_good() {
        let keys = Keys::derive("secret");
        let tokens = Tokens::new(&keys, Duration::minutes(15));
        let now = clock::now();
        let good = tokens.issue("usr_1", "ses_1", now).unwrap();
        assert_eq!(tokens.check(&good, now).unwrap().sub, "usr_1");
        assert_eq!(tokens.check(&good, now).unwrap().sub, "usr_1", "remembered");
        assert!(tokens.check(&good, now + Duration::minutes(15)).is_none(), "and it expires all the same");

        let expired = tokens.issue("usr_1", "ses_1", now - Duration::minutes(16)).unwrap();
        assert!(tokens.check(&expired, now).is_none());

        let mut parts = good.split('.');
        let (_, claims, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
        for tampered in
            [format!("{none}.{claims}."), format!("{none}.{claims}.{signature}"), good.replace('.', "x"), String::new()]
        {
            assert!(tokens.check(&tampered, now).is_none(), "{tampered}");
        }
        assert!(Tokens::new(&Keys::derive("other"), Duration::minutes(15)).check(&good, now).is_none());
    }

    #[test]
    fn a_token_of_an_earlier_key_is_good_until_it_ends_and_not_forged_for_longer() {
        let before = Tokens::new(&Keys::derive("first"), Duration::minutes(15));
        let after = Tokens::new(&Keys::ring("second", &["first".to_owned()]), Duration::minutes(15));
        let dropped = Tokens::new(&Keys::derive("second"), Duration::minutes(15));
        let now = clock::now();
        let old = before.issue("usr_1", "ses_1", now).unwrap();
        assert!(after.check(&old, now).is_some());
        assert!(dropped.check(&old, now).is_none(), "its key is not known any more");
        assert!(before.check(&after.issue("usr_1", "ses_1", now).unwrap(), now).is_none());
        // Whoever found the earlier key makes a token that says it lasts a year.
        let forged = Tokens::new(&Keys::derive("first"), Duration::days(365)).issue("usr_1", "ses_1", now).unwrap();
        assert!(after.check(&forged, now).is_some());
        assert!(after.check(&forged, now + Duration::minutes(16)).is_none());
    }

    #[test]
    fn a_ticket_opens_one_file_for_a_minute_and_is_no_access_token() {
        let tokens = Tokens::new(&Keys::derive("secret"), Duration::minutes(15));
        let issue = |now| tokens.issue_ticket("usr_1", "ses_1", "/v1/exports/customers?q=a", Language::Chinese, now);
        let ticket = issue(clock::now()).unwrap();
        let good = tokens.check_ticket(&ticket, "/v1/exports/customers?q=a").unwrap();
        assert_eq!((good.sub.as_str(), good.sid.as_str(), good.lang.as_str()), ("usr_1", "ses_1", "zh-CN"));
        assert!(tokens.check_ticket(&ticket, "/v1/exports/customers?q=b").is_none());
        assert!(tokens.check(&ticket, clock::now()).is_none());
        let old = issue(clock::now() - Duration::seconds(TICKET_SECONDS + 1)).unwrap();
        assert!(tokens.check_ticket(&old, "/v1/exports/customers?q=a").is_none());
        let access = tokens.issue("usr_1", "ses_1", clock::now()).unwrap();
        assert!(tokens.check_ticket(&access, "/v1/exports/customers?q=a").is_none());
    }

    #[test]
    fn a_mistyped_key_is_seen_without_the_database() {
        let id = ids::make(ids::KEY);
        let (text, hash, _) = new_api_key(&id, ApiKeyMode::Live);
        assert_eq!(api_key_id(&text), Some(id.clone()));
        let (test, _, hint) = new_api_key(&id, ApiKeyMode::Test);
        assert_eq!((api_key_id(&test), hint.starts_with("rg_test_…")), (Some(id), true));
        assert_eq!(hash, digest(&text));
        assert_eq!(api_key_id(&text.replace("rg_live_", "rg_test_")), None);
        assert_eq!(api_key_id(&format!("{text}0")), None);
        let mut swapped = text.clone().into_bytes();
        swapped.swap(40, 41);
        let swapped = String::from_utf8(swapped).unwrap();
        assert!(swapped == text || api_key_id(&swapped).is_none());
    }
}
