//! What stands signed in pages and messages of sign-ups. None of it is kept: it is derived from the installation's key and
//! what is random about a sign-up.

use chrono::{DateTime, NaiveDateTime};
use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_domain::ids;
use regulars_domain::messaging::test_sends::code_of;

use crate::platform::config::Config;
use crate::platform::identity::keys::Keys;

/// Where the page of a form is; the form's token follows.
pub const JOIN: &str = "/join/";
/// Where the link in a mail leads.
pub const CONFIRM: &str = "/t/sign-up";

/// The address of a form's page.
pub fn form_url(config: &Config, form: &Form) -> String {
    format!("{}{JOIN}{}", config.http.public_url.trim_end_matches('/'), form.token)
}

/// The mark of a page: when it was opened, for this form and its words as they are now.
pub fn page_mark(keys: &Keys, form: &Form, now: NaiveDateTime) -> String {
    let at = now.and_utc().timestamp();
    format!("{at}.{}", keys.link_tag(&page_content(form, at)))
}

/// When a page was opened; none when the mark is not one of ours, or of another form or other words.
pub fn opened_at(keys: &Keys, form: &Form, mark: &str) -> Option<NaiveDateTime> {
    let (at, tag) = mark.split_once('.')?;
    let at: i64 = at.parse().ok()?;
    keys.is_link(&page_content(form, at), tag).then(|| DateTime::from_timestamp(at, 0).map(|at| at.naive_utc()))?
}

fn page_content(form: &Form, at: i64) -> String {
    format!("sign_up_page.{}.{}.{at}", form.id, form.wording_version)
}

/// The link by which whoever reads the mail confirms its address.
pub fn confirm_url(config: &Config, keys: &Keys, sign_up: &SignUp) -> Option<String> {
    let token = signed(keys, "sign_up_mail", &sign_up.id, sign_up.salt.as_deref()?);
    Some(format!("{}{CONFIRM}?token={token}", config.http.public_url.trim_end_matches('/')))
}

/// Whether this is the token of the mail of a sign-up.
pub fn is_of_mail(keys: &Keys, sign_up: &SignUp, token: &str) -> bool {
    is_signed(keys, "sign_up_mail", sign_up, token)
}

/// What the page that asks for the code is known by.
pub fn handle(keys: &Keys, sign_up: &SignUp) -> Option<String> {
    Some(signed(keys, "sign_up_code_page", &sign_up.id, sign_up.salt.as_deref()?))
}

/// Whether this is what the page of a sign-up is known by.
pub fn is_handle(keys: &Keys, sign_up: &SignUp, handle: &str) -> bool {
    is_signed(keys, "sign_up_code_page", sign_up, handle)
}

/// The code that is sent to the phone of a sign-up.
pub fn code(keys: &Keys, id: &str, salt: &str) -> String {
    let tag = keys.link_tag(&format!("sign_up_code.{id}.{salt}"));
    code_of(tag.get(..16).and_then(|tag| u64::from_str_radix(tag, 16).ok()).unwrap_or_default())
}

/// The sign-up that a token or handle names, whether or not it is signed as it should be. What programs that find links in
/// a text take for the end of it, such as a full stop, is left out.
pub fn named(token: &str) -> Option<(String, &str)> {
    let end = token.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(token.len());
    let token = token.get(..end)?.trim_end_matches('.');
    let (id, _) = token.split_once('.')?;
    let id = format!("{}{id}", ids::SIGN_UP);
    ids::is(ids::SIGN_UP, &id).then_some((id, token))
}

fn signed(keys: &Keys, what: &str, id: &str, salt: &str) -> String {
    let tag = keys.link_tag(&format!("{what}.{id}.{salt}"));
    format!("{}.{tag}", id.trim_start_matches(ids::SIGN_UP))
}

fn is_signed(keys: &Keys, what: &str, sign_up: &SignUp, token: &str) -> bool {
    let (Some(salt), Some((_, tag))) = (&sign_up.salt, token.split_once('.')) else { return false };
    keys.is_link(&format!("{what}.{}.{salt}", sign_up.id), tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_sign_up_whatever_ends_it() {
        let keys = Keys::derive("secret");
        let id = ids::make(ids::SIGN_UP);
        let token = signed(&keys, "sign_up_mail", &id, "salt");
        for end in ["", ".", "。", ")", "...", "\u{3000}"] {
            let text = format!("{token}{end}");
            assert_eq!(named(&text), Some((id.clone(), token.as_str())), "{end}");
        }
        for wrong in ["", ".", "x.y", "sample", &token[1..]] {
            assert_eq!(named(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_code_is_of_one_sign_up() {
        let keys = Keys::derive("secret");
        let one = code(&keys, "sgn_1", "a");
        assert_eq!(one.len(), 6);
        assert_eq!(one, code(&keys, "sgn_1", "a"));
        assert_ne!(one, code(&keys, "sgn_1", "b"));
    }
}
