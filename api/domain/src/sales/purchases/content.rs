//! What makes two purchases the same: the content that a partner sends under one id, as one stable text.

use chrono::{DateTime, SecondsFormat, Utc};

use super::Channel;
use crate::money::Currency;

/// Everything a purchase says. The same purchase sent twice has the same content.
#[derive(Debug, Clone, Copy)]
pub struct Content<'a> {
    /// The customer found for the identity that was sent.
    pub customer_id: &'a str,
    /// Where it was sold; none when nobody said.
    pub unit_id: Option<&'a str>,
    /// By which way it was sold.
    pub channel: Channel,
    /// From 1, as the partner numbered it.
    pub revision: i64,
    /// UTC, to the millisecond.
    pub occurred_at: DateTime<Utc>,
    /// In which the amounts of all lines are meant.
    pub currency: Currency,
    /// In the order sent: another order is another content.
    pub lines: &'a [ContentLine<'a>],
}

/// Everything a line says; quantity in thousandths, amounts in minor units.
#[derive(Debug, Clone, Copy)]
pub struct ContentLine<'a> {
    /// The product found for the code that was sent; none when only a description was.
    pub product_id: Option<&'a str>,
    /// What the partner called the product.
    pub description: Option<&'a str>,
    /// Thousandths, above 0.
    pub quantity: i64,
    /// Charged for the whole line.
    pub amount: i64,
    /// Already taken off `amount`.
    pub discount: i64,
}

/// The content as a text to hash: JSON arrays, whose order no library can change.
pub fn canonical(content: &Content<'_>) -> String {
    let lines: Vec<serde_json::Value> = content
        .lines
        .iter()
        .map(|line| serde_json::json!([line.product_id, line.description, line.quantity, line.amount, line.discount]))
        .collect();
    serde_json::json!([
        "purchase 1",
        content.customer_id,
        content.unit_id,
        content.channel,
        content.revision,
        content.occurred_at.to_rfc3339_opts(SecondsFormat::Millis, true),
        content.currency,
        lines
    ])
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_content_is_the_same_text_and_another_is_not() {
        let line =
            ContentLine { product_id: Some("prd_1"), description: None, quantity: 1500, amount: 2000, discount: 0 };
        let content = Content {
            customer_id: "cus_1",
            unit_id: None,
            channel: Channel::Online,
            revision: 1,
            occurred_at: "2026-05-01T12:00:00.123456Z".parse().unwrap(),
            currency: "CNY".parse().unwrap(),
            lines: &[line],
        };
        assert_eq!(
            canonical(&content),
            r#"["purchase 1","cus_1",null,"online",1,"2026-05-01T12:00:00.123Z","CNY",[["prd_1",null,1500,2000,0]]]"#
        );
        let changed = ContentLine { amount: 2001, ..line };
        for other in [
            Content { customer_id: "cus_2", ..content },
            Content { unit_id: Some("unit_1"), ..content },
            Content { channel: Channel::InStore, ..content },
            Content { revision: 2, ..content },
            Content { lines: &[changed], ..content },
            Content { lines: &[line, line], ..content },
        ] {
            assert_ne!(canonical(&other), canonical(&content));
        }
    }
}
