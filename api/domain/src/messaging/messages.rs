//! Messages to customers: the channels that can carry one, what they are for, whom none may reach, and the bounds within
//! which they go out (domain, Campaign).
//!
//! Not here: what stands in a message, see [`templates`](crate::messaging::templates).

mod policy;

use crate::customers::profiles::ConsentChannel;
use crate::identities;
use crate::identities::{IdentityError, IdentityKind};
use crate::message;
use crate::text::Message;

pub use policy::{MessagingPolicy, PolicyError};

crate::vocabulary! {
    /// A way a message can leave.
    pub enum MessageChannel {
        Email = "email",
        Sms = "sms",
        Wechat = "wechat",
    }
}

/// Where no other channel is near.
pub type Channel = MessageChannel;

crate::vocabulary! {
    /// What a message is for.
    pub enum Purpose {
        /// Needs the customer's consent to the channel.
        Marketing = "marketing",
        /// About something the customer has with us, such as an order or points.
        Service = "service",
    }
}

crate::vocabulary! {
    /// Why no message goes to an address any more. It is about the address, whoever has it: what a customer wants is a
    /// consent.
    pub enum SuppressionReason {
        /// The other side said that there is no such address.
        Bounced = "bounced",
        /// The customer called a message unwanted.
        Complained = "complained",
        /// A person put it on the list.
        ByHand = "by_hand",
    }
}

impl MessageChannel {
    /// What it is called inside a sentence.
    pub fn label(self) -> Message {
        match self {
            Self::Email => message!("e-mail", "邮件"),
            Self::Sms => message!("SMS", "短信"),
            Self::Wechat => message!("WeChat", "微信"),
        }
    }

    /// The channel that the customer's consent is asked for.
    pub fn consent(self) -> ConsentChannel {
        match self {
            Self::Email => ConsentChannel::Email,
            Self::Sms => ConsentChannel::Sms,
            Self::Wechat => ConsentChannel::Wechat,
        }
    }

    /// What the customer is reached at.
    pub fn identity(self) -> IdentityKind {
        match self {
            Self::Email => IdentityKind::Email,
            Self::Sms => IdentityKind::Phone,
            Self::Wechat => IdentityKind::Wechat,
        }
    }

    /// The one form of an address of this channel; `region` is where a phone without country code is dialled.
    pub fn address(self, raw: &str, region: &str) -> Result<String, IdentityError> {
        identities::normalise(self.identity(), raw, region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form_in_its_channel() {
        for (channel, raw, address) in [
            (Channel::Email, " Wang@Example.COM ", "wang@example.com"),
            (Channel::Sms, "138 1234 5678", "+8613812345678"),
            (Channel::Wechat, "oAbc_123-x", "oAbc_123-x"),
        ] {
            assert_eq!(channel.address(raw, "CN").as_deref(), Ok(address), "{channel}");
        }
        assert!(Channel::Email.address("wang@example.com\r\nBcc: all@example.com", "CN").is_err());
        assert!(Channel::Sms.address("12", "CN").is_err());
    }

    #[test]
    fn a_channel_asks_for_its_own_consent() {
        for &channel in Channel::ALL {
            assert_eq!(channel.as_str(), channel.consent().as_str());
        }
    }
}
