//! The fields that a file of customers or purchases may fill.

use super::ImportKind;
use crate::text::Message;

crate::vocabulary! {
    /// A field that an import can fill.
    pub enum Field {
        ExternalId = "external_id",
        Name = "name",
        Phone = "phone",
        Email = "email",
        Card = "card",
        Wechat = "wechat",
        Kind = "kind",
        Language = "language",
        Gender = "gender",
        Birthday = "birthday",
        City = "city",
        Address = "address",
        Occupation = "occupation",
        Source = "source",
        UnitCode = "unit_code",
        Tags = "tags",
        Note = "note",
        CustomerExternalId = "customer_external_id",
        CustomerPhone = "customer_phone",
        CustomerCard = "customer_card",
        CustomerEmail = "customer_email",
        CustomerName = "customer_name",
        OccurredAt = "occurred_at",
        OccurredOn = "occurred_on",
        Amount = "amount",
        Discount = "discount",
        Quantity = "quantity",
        ProductCode = "product_code",
        ProductName = "product_name",
        Channel = "channel",
    }
}

crate::vocabulary! {
    /// What kind of value a field holds.
    pub enum FieldKind {
        Text = "text",
        Identity = "identity",
        Date = "date",
        DateTime = "date_time",
        Amount = "amount",
        Quantity = "quantity",
        Word = "word",
        Tags = "tags",
    }
}

/// The fields of a kind of file, in the order they are shown.
pub fn fields_of(kind: ImportKind) -> &'static [Field] {
    use Field::{
        Address, Amount, Birthday, Card, Channel, City, CustomerCard, CustomerEmail, CustomerExternalId, CustomerName,
        CustomerPhone, Discount, Email, ExternalId, Gender, Kind, Language, Name, Note, Occupation, OccurredAt,
        OccurredOn, Phone, ProductCode, ProductName, Quantity, Source, Tags, UnitCode, Wechat,
    };
    match kind {
        ImportKind::Customers => &[
            ExternalId, Name, Phone, Email, Card, Wechat, Kind, Language, Gender, Birthday, City, Address, Occupation,
            Source, UnitCode, Tags, Note,
        ],
        ImportKind::Purchases => &[
            ExternalId,
            CustomerExternalId,
            CustomerPhone,
            CustomerCard,
            CustomerEmail,
            CustomerName,
            OccurredAt,
            OccurredOn,
            Amount,
            Discount,
            Quantity,
            ProductCode,
            ProductName,
            UnitCode,
            Channel,
        ],
    }
}

/// Of each set of fields at least one must be mapped.
pub(super) fn needed(kind: ImportKind) -> &'static [&'static [Field]] {
    match kind {
        ImportKind::Customers => &[&[Field::Name]],
        ImportKind::Purchases => &[
            &[Field::CustomerExternalId, Field::CustomerPhone, Field::CustomerCard, Field::CustomerEmail],
            &[Field::OccurredAt, Field::OccurredOn],
            &[Field::Amount],
        ],
    }
}

impl Field {
    /// What kind of value it holds.
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Phone
            | Self::Email
            | Self::Card
            | Self::Wechat
            | Self::CustomerExternalId
            | Self::CustomerPhone
            | Self::CustomerCard
            | Self::CustomerEmail => FieldKind::Identity,
            Self::Birthday | Self::OccurredOn => FieldKind::Date,
            Self::OccurredAt => FieldKind::DateTime,
            Self::Amount | Self::Discount => FieldKind::Amount,
            Self::Quantity => FieldKind::Quantity,
            Self::Kind | Self::Language | Self::Gender | Self::Source | Self::Channel => FieldKind::Word,
            Self::Tags => FieldKind::Tags,
            Self::ExternalId
            | Self::Name
            | Self::City
            | Self::Address
            | Self::Occupation
            | Self::UnitCode
            | Self::Note
            | Self::CustomerName
            | Self::ProductCode
            | Self::ProductName => FieldKind::Text,
        }
    }

    /// What it is called inside a sentence: in English by its word.
    pub fn label(self) -> Message {
        let chinese = match self {
            Self::ExternalId => "编号",
            Self::Name => "姓名",
            Self::Phone => "电话",
            Self::Email => "邮箱",
            Self::Card => "会员卡号",
            Self::Wechat => "微信",
            Self::Kind => "类型",
            Self::Language => "语言",
            Self::Gender => "性别",
            Self::Birthday => "生日",
            Self::City => "城市",
            Self::Address => "地址",
            Self::Occupation => "职业",
            Self::Source => "来源",
            Self::UnitCode => "单元编码",
            Self::Tags => "标签",
            Self::Note => "备注",
            Self::CustomerExternalId => "客户编号",
            Self::CustomerPhone => "客户电话",
            Self::CustomerCard => "客户卡号",
            Self::CustomerEmail => "客户邮箱",
            Self::CustomerName => "客户姓名",
            Self::OccurredAt => "购买时间",
            Self::OccurredOn => "购买日期",
            Self::Amount => "金额",
            Self::Discount => "优惠",
            Self::Quantity => "数量",
            Self::ProductCode => "产品编码",
            Self::ProductName => "产品名称",
            Self::Channel => "渠道",
        };
        Message::new(self.as_str(), chinese)
    }

    /// Whether every file of this kind must fill it by itself.
    pub fn is_required(self, kind: ImportKind) -> bool {
        needed(kind).contains(&[self].as_slice())
    }
}
