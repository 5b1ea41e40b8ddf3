//! Devices that somebody has logged in on before, known by a cookie: a signed mark for each person, as several people
//! share the machine of a shop. It opens nothing; it only keeps its owner from being slowed down by who guesses elsewhere.

use crate::platform::identity::keys::{Keys, random_secret};

/// The cookie's name.
pub const COOKIE: &str = "regulars_device";
/// Days that a device is known.
pub const DAYS: i64 = 400;
/// People whose marks one device keeps.
const KEPT: usize = 8;

/// The device's own name for this person, when the cookie holds a mark of theirs.
pub fn known<'a>(keys: &Keys, cookie: Option<&'a str>, email: &str) -> Option<&'a str> {
    marks(cookie?).find_map(|(name, tag)| keys.is_link(&content(email, name), tag).then_some(name))
}

/// The cookie with a mark of this person, as the first.
pub fn marked(keys: &Keys, cookie: Option<&str>, email: &str) -> String {
    let name = known(keys, cookie, email).map_or_else(random_secret::<16>, str::to_owned);
    let own = format!("{name}.{}", keys.link_tag(&content(email, &name)));
    let others = marks(cookie.unwrap_or_default()).filter(|(other, _)| *other != name);
    let others = others.map(|(name, tag)| format!("{name}.{tag}")).take(KEPT - 1);
    std::iter::once(own).chain(others).collect::<Vec<_>>().join("~")
}

fn marks(cookie: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_hex = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    cookie.split('~').filter_map(|mark| mark.split_once('.')).filter(move |(name, tag)| is_hex(name) && is_hex(tag))
}

fn content(email: &str, name: &str) -> String {
    format!("device\n{email}\n{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_knows_those_who_logged_in_on_it() {
        let keys = Keys::derive("secret");
        let one = marked(&keys, None, "a@example.com");
        let two = marked(&keys, Some(&one), "b@example.com");
        assert!(known(&keys, Some(&two), "a@example.com").is_some());
        assert!(known(&keys, Some(&two), "b@example.com").is_some());
        assert_eq!(known(&keys, Some(&two), "c@example.com"), None);
        assert_eq!(known(&keys, None, "a@example.com"), None);
        assert_eq!(known(&Keys::derive("other"), Some(&two), "a@example.com"), None);
        let again = marked(&keys, Some(&two), "a@example.com");
        assert_eq!(known(&keys, Some(&again), "a@example.com"), known(&keys, Some(&one), "a@example.com"));
        assert_eq!(again.len(), two.len(), "no mark stands twice");
        let many = (0..20).fold(String::new(), |cookie, n| marked(&keys, Some(&cookie), &format!("{n}@example.com")));
        assert_eq!(many.split('~').count(), KEPT);
        assert_eq!(known(&keys, Some("x.y~"), "a@example.com"), None);
    }
}
