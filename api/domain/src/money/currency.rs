//! The active currencies of ISO 4217 with their minor digits. Not here: funds codes, metals and test codes.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::message;
use crate::text::{Language, Message, Part};
use crate::vocabulary;
use crate::vocabulary::{UnknownWord, Word};

/// Codes by number of minor digits, each list in alphabetical order.
const CODES: [(u8, &str); 3] = [
    (2, TWO_DIGITS),
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

const TWO_DIGITS: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
    RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
    UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

/// An active ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

impl Currency {
    /// 人民币.
    pub const CNY: Self = Self { code: "CNY", digits: 2 };

    /// The three letters: `CNY`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals an amount has when written: 2 for CNY, 0 for JPY.
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// Every currency known here.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.into_iter().flat_map(|(digits, codes)| codes.split_whitespace().map(move |code| Self { code, digits }))
    }
}

impl Word for Currency {
    fn as_str(self) -> &'static str {
        self.code
    }

    fn parse(word: &str) -> Option<Self> {
        if word.len() != 3 {
            return None;
        }
        Self::all().find(|currency| currency.code == word)
    }

    fn expectation() -> Message {
        message!("expected an ISO 4217 code such as CNY", "应为 ISO 4217 货币代码，如 CNY")
    }
}

impl FromStr for Currency {
    type Err = UnknownWord;

    fn from_str(code: &str) -> Result<Self, UnknownWord> {
        vocabulary::read(code)
    }
}

impl Part for Currency {
    fn part(&self, _: Language) -> Cow<'_, str> {
        Cow::Borrowed(self.code)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        vocabulary::deserialize(deserializer)
    }
}

impl PartialSchema for Currency {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An active ISO 4217 currency."))
            .pattern(Some("^[A-Z]{3}$"))
            .examples(["CNY"])
            .into()
    }
}

impl ToSchema for Currency {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_three_capitals_and_unique() {
        let mut codes: Vec<&str> = Currency::all().map(Currency::code).collect();
        assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(count > 150);
    }

    #[test]
    fn minor_digits_are_those_of_the_standard() {
        for (code, digits) in [("CNY", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3)] {
            assert_eq!(code.parse::<Currency>().map(Currency::digits), Ok(digits), "{code}");
        }
        assert_eq!("CNY".parse(), Ok(Currency::CNY));
        for code in ["", "cny", "XXX", "XAU", "CN", "CNYX"] {
            assert!(code.parse::<Currency>().is_err(), "{code}");
        }
    }
}
