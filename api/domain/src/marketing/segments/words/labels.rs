//! What attributes and their words are called inside a sentence.

use super::super::{Choice, Measure};
use crate::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus, Source};
use crate::customers::tiers::TierClass;
use crate::text::Language;
use crate::vocabulary::Word;

fn pick((chinese, english): (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

pub(super) fn choice(of: Choice, language: Language) -> &'static str {
    let words = match of {
        Choice::Kind => ("客户类型", "kind"),
        Choice::Status => ("状态", "status"),
        Choice::Tier => ("等级", "tier"),
        Choice::Source => ("来源", "source"),
        Choice::City => ("城市", "city"),
        Choice::HomeUnit => ("所属单元", "home unit"),
        Choice::Tag => ("标签", "tag"),
        Choice::BirthMonth => ("生日月份", "birthday month"),
        Choice::FavouriteUnit => ("常去门店", "favourite store"),
        Choice::FavouriteCategory => ("偏好品类", "favourite category"),
        Choice::MembershipLevel => ("会员等级", "membership level"),
    };
    pick(words, language)
}

pub(super) fn measure(of: Measure, language: Language) -> &'static str {
    let words = match of {
        Measure::DaysSinceFirstPurchase => ("距首次购买的天数", "days since the first purchase"),
        Measure::DaysSinceLastPurchase => ("距最近购买的天数", "days since the last purchase"),
        Measure::TierDays => ("保持当前等级的天数", "days in the present tier"),
        Measure::Purchases => ("购买次数", "purchases"),
        Measure::PurchaseDays => ("购买天数", "purchase days"),
        Measure::NetSpend => ("净消费", "net spend"),
        Measure::AverageBasket => ("平均客单价", "average basket"),
        Measure::Points => ("积分余额", "points balance"),
    };
    pick(words, language)
}

/// A value of an attribute; names and numbers are themselves.
pub(super) fn value(of: Choice, value: &str, language: Language) -> String {
    let words = match of {
        Choice::Kind => CustomerKind::parse(value).map(kind),
        Choice::Status => CustomerStatus::parse(value).map(status),
        Choice::Source => Source::parse(value).map(source),
        Choice::Tier => TierClass::parse(value).filter(|tier| *tier == TierClass::None).map(|_| ("未分级", "none")),
        _ => None,
    };
    words.map_or_else(|| value.to_owned(), |words| pick(words, language).to_owned())
}

pub(super) fn channel(channel: ConsentChannel, language: Language) -> &'static str {
    let words = match channel {
        ConsentChannel::Email => ("邮件", "e-mail"),
        ConsentChannel::Sms => ("短信", "SMS"),
        ConsentChannel::Phone => ("电话", "phone"),
        ConsentChannel::Wechat => ("微信", "WeChat"),
        ConsentChannel::Post => ("邮寄", "post"),
    };
    pick(words, language)
}

fn kind(kind: CustomerKind) -> (&'static str, &'static str) {
    match kind {
        CustomerKind::Consumer => ("消费者", "consumer"),
        CustomerKind::Business => ("商业客户", "business"),
        CustomerKind::Dealer => ("经销商", "dealer"),
        CustomerKind::Internal => ("内部客户", "internal"),
        CustomerKind::PublicInterest => ("公利客户", "public interest"),
    }
}

fn status(status: CustomerStatus) -> (&'static str, &'static str) {
    match status {
        CustomerStatus::Prospect => ("潜在客户", "prospect"),
        CustomerStatus::Active => ("活跃", "active"),
        CustomerStatus::Lost => ("流失", "lost"),
        CustomerStatus::Merged => ("已合并", "merged"),
        CustomerStatus::Erased => ("已清除", "erased"),
    }
}

fn source(source: Source) -> (&'static str, &'static str) {
    match source {
        Source::WalkIn => ("自然到店", "walk-in"),
        Source::Referral => ("他人介绍", "referral"),
        Source::Outreach => ("主动寻找", "outreach"),
        Source::Questionnaire => ("问卷", "questionnaire"),
        Source::Observation => ("观察", "observation"),
        Source::Online => ("线上", "online"),
        Source::DeliveryPlatform => ("外卖平台", "delivery platform"),
        Source::Event => ("活动", "event"),
        Source::Partner => ("合作方", "partner"),
        Source::Import => ("导入", "import"),
    }
}
