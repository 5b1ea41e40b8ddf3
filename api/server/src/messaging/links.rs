//! Links that stand in messages: signed, so that whoever has one can do what it is for and nothing else, and good for
//! ever.

use regulars_domain::ids;
use regulars_domain::messaging::messages::Channel;

use crate::platform::app::App;
use crate::platform::identity::keys::Keys;

/// Where a customer puts an end to marketing.
pub const UNSUBSCRIBE: &str = "/t/unsubscribe";
/// The token of previews and test messages: it leads to the page, and ends nothing.
pub const SAMPLE: &str = "sample";

/// What the link of a message is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    pub customer_id: String,
    pub channel: Channel,
    pub delivery_id: String,
}

/// The link by which this customer unsubscribes from this channel; it goes into one message.
pub fn unsubscribe(app: &App, customer_id: &str, channel: Channel, delivery_id: &str) -> String {
    link(app, &token(&app.keys, customer_id, channel, delivery_id))
}

/// The link of a message that nobody but its author gets.
pub fn sample(app: &App) -> String {
    link(app, SAMPLE)
}

/// What a token is about; none when it is not one of ours, or was changed. What programs that find links in a text take for
/// the end of it, such as the full stop of a sentence, is left out.
pub fn open(keys: &Keys, token: &str) -> Option<Unsubscribe> {
    let end = token.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_'))).unwrap_or(token.len());
    let token = token.get(..end)?.trim_end_matches('.');
    let (content, tag) = token.rsplit_once('.')?;
    if !keys.is_link(content, tag) {
        return None;
    }
    let mut parts = content.split('.');
    let (customer, channel, delivery) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Unsubscribe {
        customer_id: format!("{}{customer}", ids::CUSTOMER),
        channel: channel.parse().ok()?,
        delivery_id: delivery.to_owned(),
    })
}

fn token(keys: &Keys, customer_id: &str, channel: Channel, delivery_id: &str) -> String {
    let customer = customer_id.trim_start_matches(ids::CUSTOMER);
    let content = format!("{customer}.{channel}.{delivery_id}");
    let tag = keys.link_tag(&content);
    format!("{content}.{tag}")
}

fn link(app: &App, token: &str) -> String {
    format!("{}{UNSUBSCRIBE}?token={token}", app.config.http.public_url.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_what_it_is_about_and_nothing_else() {
        let keys = Keys::derive("secret");
        let about = Unsubscribe {
            customer_id: ids::make(ids::CUSTOMER),
            channel: Channel::Email,
            delivery_id: ids::make(ids::DELIVERY),
        };
        let token = token(&keys, &about.customer_id, about.channel, &about.delivery_id);
        assert_eq!(open(&keys, &token), Some(about));
        assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte)), "{token}");
        for end in [".", "。", "，谢谢", ")", "...", "!", "\u{3000}"] {
            assert!(open(&keys, &format!("{token}{end}")).is_some(), "{end}");
        }
        let other = token.replace(".email.", ".sms.");
        for wrong in ["", ".", "sample", &token[1..], &token[..token.len() - 1], &other, &format!("{token}0")] {
            assert_eq!(open(&keys, wrong), None, "{wrong}");
        }
        assert_eq!(open(&Keys::derive("other"), &token), None);
    }
}
