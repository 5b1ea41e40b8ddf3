//! What a form asks, and when it can be asked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SignUpChannel;
use crate::text::Language;

crate::vocabulary! {
    /// Whether a form asks for something.
    pub enum SignUpAsk {
        Off = "off",
        Optional = "optional",
        Required = "required",
    }
}

/// What a form asks besides the name, which is always asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignUpFields)]
pub struct Asked {
    /// A number that a text message with a code goes to: it needs a gateway for text messages.
    pub phone: SignUpAsk,
    /// An address that a mail with a link goes to: it needs a mail server.
    pub email: SignUpAsk,
    /// A solar day, with its year.
    pub birthday: SignUpAsk,
}

impl Wording {
    /// The words in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }
}

impl Asked {
    /// How the contact of a channel is asked for.
    pub fn contact(&self, channel: SignUpChannel) -> SignUpAsk {
        match channel {
            SignUpChannel::Email => self.email,
            SignUpChannel::Sms => self.phone,
        }
    }
}

/// Characters of the words of a consent.
pub const LONGEST_WORDING: usize = 2000;

/// Characters of an origin: a host of 253, what stands before it, and a port.
pub const LONGEST_ORIGIN: usize = 267;

/// The words of a consent, in both languages: what the person agrees to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignUpWording)]
pub struct Wording {
    /// In Chinese.
    #[serde(rename = "zh-CN")]
    #[schema(min_length = 1, max_length = 2000, example = "我同意仙芋世家向我发送优惠信息，可随时退订。")]
    pub chinese: String,
    /// In English.
    #[serde(rename = "en")]
    #[schema(
        min_length = 1,
        max_length = 2000,
        example = "I agree to receive offers from Xianyu. I can end this at any time."
    )]
    pub english: String,
}

/// A part of a form in which something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormPart {
    /// What it asks.
    Asked,
    /// The consent with this number, from 0.
    Consent(usize),
}

crate::errors! {
    /// Why a form cannot be as it is.
    #[derive(Copy)]
    pub enum FormFault {
        NoContact => (
            "ask for an e-mail or a phone as `required`: else nobody could confirm",
            "邮箱和手机号至少有一项应为 `required`，否则无法确认"
        ),
        NotAsked(channel: SignUpChannel) => (
            "consent for `{channel}` needs what it is reached by: ask for it",
            "要征求 `{channel}` 的同意，需同时询问对应的联系方式"
        ),
        Twice(channel: SignUpChannel) => (
            "`{channel}` stands here twice",
            "`{channel}` 重复出现"
        ),
    }
}

/// What is wrong with what a form asks: without a contact that everybody has to give nothing could be confirmed, and a
/// channel can be agreed to only where its contact is asked for.
pub fn check_form(asked: &Asked, consents: &[SignUpChannel]) -> Result<(), (FormPart, FormFault)> {
    if asked.email != SignUpAsk::Required && asked.phone != SignUpAsk::Required {
        return Err((FormPart::Asked, FormFault::NoContact));
    }
    for (at, channel) in consents.iter().enumerate() {
        if asked.contact(*channel) == SignUpAsk::Off {
            return Err((FormPart::Consent(at), FormFault::NotAsked(*channel)));
        }
        if consents.iter().take(at).any(|before| before == channel) {
            return Err((FormPart::Consent(at), FormFault::Twice(*channel)));
        }
    }
    Ok(())
}

/// Whether this is the origin of a page (RFC 6454) as a content security policy takes it: `https://` and a host in small
/// letters, with a port where it is not the usual one. Nothing else of a policy can stand in it.
pub fn check_origin(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("https://") else { return false };
    let (host, port) = host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    origin.len() <= LONGEST_ORIGIN && host.len() <= 253 && host.split('.').all(is_label) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_can_be_confirmed_and_asks_for_what_it_is_agreed_to() {
        use SignUpChannel::{Email, Sms};
        let asked = |phone, email| Asked { phone, email, birthday: SignUpAsk::Off };
        let (off, optional, required) = (SignUpAsk::Off, SignUpAsk::Optional, SignUpAsk::Required);
        for (phone, email, consents, expected) in [
            (off, required, vec![Email], Ok(())),
            (required, off, vec![Sms], Ok(())),
            (optional, required, vec![Email, Sms], Ok(())),
            (off, required, vec![], Ok(())),
            (optional, optional, vec![], Err((FormPart::Asked, FormFault::NoContact))),
            (off, required, vec![Sms], Err((FormPart::Consent(0), FormFault::NotAsked(Sms)))),
            (off, required, vec![Email, Email], Err((FormPart::Consent(1), FormFault::Twice(Email)))),
        ] {
            assert_eq!(check_form(&asked(phone, email), &consents), expected, "{phone} {email} {consents:?}");
        }
    }

    #[test]
    fn an_origin_holds_nothing_but_an_origin() {
        for origin in ["https://shop.example", "https://www.shop-1.example:8443", "https://localhost"] {
            assert!(check_origin(origin), "{origin}");
        }
        for wrong in [
            "",
            "shop.example",
            "http://shop.example",
            "https://",
            "https://*.shop.example",
            "https://shop.example/",
            "https://shop.example;script-src",
            "https://shop.example 'self'",
            "https://Shop.example",
            "https://shop..example",
            "https://-shop.example",
            "https://shop.example:",
            "https://shop.example:99999",
            "https://shop.example:8443:1",
            "https://用户.example",
        ] {
            assert!(!check_origin(wrong), "{wrong}");
        }
    }
}
