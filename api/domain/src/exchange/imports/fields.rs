//! The fields that a file of customers or purchases may fill.

use super::ImportKind;
use crate::customers::profiles::{CustomerKind, Gender, Source};
use crate::sales::purchases::Channel;
use crate::text::{Language, Message};

crate::vocabulary! {
    /// A field that an import can fill.
    pub enum Field {
        /// Our own id of the customer, as an export has it.
        Id = "id",
        ExternalId = "external_id",
        /// Ids of several partners, as an export has them: `shop:17 till:A1`.
        ExternalIds = "external_ids",
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
        /// The attributes that a chain defines, each mapped by its own key: what is wrong with one is told of all.
        Attributes = "attributes",
        ConsentEmail = "consent_email",
        ConsentSms = "consent_sms",
        ConsentPhone = "consent_phone",
        ConsentWechat = "consent_wechat",
        ConsentPost = "consent_post",
        /// When the customer said yes or no.
        ConsentOn = "consent_on",
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
        Address, Amount, Birthday, Card, Channel, City, ConsentEmail, ConsentOn, ConsentPhone, ConsentPost, ConsentSms,
        ConsentWechat, CustomerCard, CustomerEmail, CustomerExternalId, CustomerName, CustomerPhone, Discount, Email,
        ExternalId, ExternalIds, Gender, Id, Kind, Language, Name, Note, Occupation, OccurredAt, OccurredOn, Phone,
        ProductCode, ProductName, Quantity, Source, Tags, UnitCode, Wechat,
    };
    match kind {
        ImportKind::Customers => &[
            Id,
            ExternalId,
            ExternalIds,
            Name,
            Phone,
            Email,
            Card,
            Wechat,
            Kind,
            Language,
            Gender,
            Birthday,
            City,
            Address,
            Occupation,
            Source,
            UnitCode,
            Tags,
            Note,
            ConsentEmail,
            ConsentSms,
            ConsentPhone,
            ConsentWechat,
            ConsentPost,
            ConsentOn,
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
            Self::Id
            | Self::Phone
            | Self::Email
            | Self::Card
            | Self::Wechat
            | Self::CustomerExternalId
            | Self::CustomerPhone
            | Self::CustomerCard
            | Self::CustomerEmail => FieldKind::Identity,
            Self::Birthday | Self::OccurredOn | Self::ConsentOn => FieldKind::Date,
            Self::OccurredAt => FieldKind::DateTime,
            Self::Amount | Self::Discount => FieldKind::Amount,
            Self::Quantity => FieldKind::Quantity,
            Self::Kind
            | Self::Language
            | Self::Gender
            | Self::Source
            | Self::Channel
            | Self::ConsentEmail
            | Self::ConsentSms
            | Self::ConsentPhone
            | Self::ConsentWechat
            | Self::ConsentPost => FieldKind::Word,
            Self::Tags => FieldKind::Tags,
            Self::ExternalId
            | Self::ExternalIds
            | Self::Name
            | Self::City
            | Self::Address
            | Self::Occupation
            | Self::UnitCode
            | Self::Note
            | Self::Attributes
            | Self::CustomerName
            | Self::ProductCode
            | Self::ProductName => FieldKind::Text,
        }
    }

    /// What it is called inside a sentence: in English by its word.
    pub fn label(self) -> Message {
        let chinese = match self {
            Self::Id => "系统编号",
            Self::ExternalId => "编号",
            Self::ExternalIds => "合作方编号",
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
            Self::UnitCode => "单元",
            Self::Tags => "标签",
            Self::Note => "备注",
            Self::Attributes => "属性",
            Self::ConsentEmail => "邮件许可",
            Self::ConsentSms => "短信许可",
            Self::ConsentPhone => "电话许可",
            Self::ConsentWechat => "微信许可",
            Self::ConsentPost => "邮寄许可",
            Self::ConsentOn => "许可日期",
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

    /// Whether several columns may fill it, or a cell hold several values.
    pub fn holds_several(self) -> bool {
        matches!(self, Self::Phone | Self::Email | Self::Card | Self::Wechat | Self::Tags)
    }

    /// Whether words of a file may be said to mean ours: the values are a list, or the units of the organisation.
    pub fn takes_words(self) -> bool {
        self.kind() == FieldKind::Word || self == Self::UnitCode
    }

    /// The words it takes; none for a field that is no word of a list.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Kind => CustomerKind::WORDS,
            Self::Language => Language::WORDS,
            Self::Gender => Gender::WORDS,
            Self::Source => Source::WORDS,
            Self::Channel => Channel::WORDS,
            Self::ConsentEmail | Self::ConsentSms | Self::ConsentPhone | Self::ConsentWechat | Self::ConsentPost => {
                &["yes", "no"]
            }
            _ => &[],
        }
    }
}
