//! The columns of the export of customers: their headings, and which field an import takes each for.

use super::imports::Field;
use crate::text::{Language, Message};

crate::vocabulary! {
    /// A column of the export of customers; the word is its heading where no language is asked for.
    pub enum CustomerColumn {
        Id = "id",
        Kind = "kind",
        Status = "status",
        Name = "name",
        Language = "language",
        Gender = "gender",
        Birthday = "birthday",
        City = "city",
        Address = "address",
        Occupation = "occupation",
        Source = "source",
        HomeUnitId = "home_unit_id",
        OwnerId = "owner_id",
        Tags = "tags",
        Phones = "phones",
        Emails = "emails",
        Cards = "cards",
        Wechat = "wechat",
        ExternalIds = "external_ids",
        Tier = "tier",
        TierSince = "tier_since",
        FirstPurchaseOn = "first_purchase_on",
        LastPurchaseOn = "last_purchase_on",
        Purchases = "purchases",
        PurchaseDays = "purchase_days",
        NetSpend = "net_spend",
        Currency = "currency",
        FavouriteUnitId = "favourite_unit_id",
        FavouriteCategoryId = "favourite_category_id",
        Note = "note",
        CreatedAt = "created_at",
    }
}

impl CustomerColumn {
    /// The heading in a language.
    pub fn heading(self) -> Message {
        let (english, chinese) = match self {
            Self::Id => ("System ID", "系统编号"),
            Self::Kind => ("Kind", "客户类型"),
            Self::Status => ("Status", "状态"),
            Self::Name => ("Name", "姓名"),
            Self::Language => ("Language", "语言"),
            Self::Gender => ("Gender", "性别"),
            Self::Birthday => ("Birthday", "生日"),
            Self::City => ("City", "城市"),
            Self::Address => ("Address", "地址"),
            Self::Occupation => ("Occupation", "职业"),
            Self::Source => ("Source", "来源"),
            Self::HomeUnitId => ("Home unit", "归属单元"),
            Self::OwnerId => ("Owner", "负责人"),
            Self::Tags => ("Tags", "标签"),
            Self::Phones => ("Phones", "电话"),
            Self::Emails => ("Emails", "邮箱"),
            Self::Cards => ("Member cards", "会员卡号"),
            Self::Wechat => ("WeChat", "微信"),
            Self::ExternalIds => ("Partner IDs", "合作方编号"),
            Self::Tier => ("Tier", "客户分级"),
            Self::TierSince => ("Tier since", "分级起始日"),
            Self::FirstPurchaseOn => ("First purchase", "首次购买日"),
            Self::LastPurchaseOn => ("Last purchase", "最近购买日"),
            Self::Purchases => ("Purchases", "购买次数"),
            Self::PurchaseDays => ("Days with a purchase", "购买天数"),
            Self::NetSpend => ("Net spend", "净消费额"),
            Self::Currency => ("Currency", "币种"),
            Self::FavouriteUnitId => ("Favourite unit", "常去单元"),
            Self::FavouriteCategoryId => ("Favourite category", "常购品类"),
            Self::Note => ("Note", "备注"),
            Self::CreatedAt => ("Created", "建立时间"),
        };
        Message::new(english, chinese)
    }

    /// Every heading the column has: without a language, and in each.
    pub fn headings(self) -> [String; 3] {
        let heading = self.heading();
        let said = |language| heading.text(language).to_owned();
        [self.as_str().to_owned(), said(Language::English), said(Language::Chinese)]
    }

    /// The field an import takes it for; none for what only facts change.
    pub fn field(self) -> Option<Field> {
        Some(match self {
            Self::Id => Field::Id,
            Self::Kind => Field::Kind,
            Self::Name => Field::Name,
            Self::Language => Field::Language,
            Self::Gender => Field::Gender,
            Self::Birthday => Field::Birthday,
            Self::City => Field::City,
            Self::Address => Field::Address,
            Self::Occupation => Field::Occupation,
            Self::Source => Field::Source,
            Self::HomeUnitId => Field::UnitCode,
            Self::Tags => Field::Tags,
            Self::Phones => Field::Phone,
            Self::Emails => Field::Email,
            Self::Cards => Field::Card,
            Self::Wechat => Field::Wechat,
            Self::ExternalIds => Field::ExternalIds,
            Self::Note => Field::Note,
            Self::Status
            | Self::OwnerId
            | Self::Tier
            | Self::TierSince
            | Self::FirstPurchaseOn
            | Self::LastPurchaseOn
            | Self::Purchases
            | Self::PurchaseDays
            | Self::NetSpend
            | Self::Currency
            | Self::FavouriteUnitId
            | Self::FavouriteCategoryId
            | Self::CreatedAt => return None,
        })
    }
}
