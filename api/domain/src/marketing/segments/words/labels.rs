//! What attributes and their words are called inside a sentence.

use super::super::{Choice, Measure};
use crate::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus, Source};
use crate::customers::tiers::TierClass;
use crate::message;
use crate::text::Message;
use crate::vocabulary::Word;

pub(super) fn choice(of: Choice) -> Message {
    match of {
        Choice::Kind => message!("kind", "客户类型"),
        Choice::Status => message!("status", "状态"),
        Choice::Tier => message!("tier", "客户分级"),
        Choice::Source => message!("source", "来源"),
        Choice::City => message!("city", "城市"),
        Choice::HomeUnit => message!("home unit", "所属单元"),
        Choice::Tag => message!("tag", "标签"),
        Choice::BirthMonth => message!("birthday month", "生日月份"),
        Choice::FavouriteUnit => message!("favourite store", "常去门店"),
        Choice::FavouriteCategory => message!("favourite category", "偏好品类"),
        Choice::MembershipLevel => message!("membership level", "会员等级"),
    }
}

pub(super) fn measure(of: Measure) -> Message {
    match of {
        Measure::DaysSinceFirstPurchase => message!("days since the first purchase", "距首次购买的天数"),
        Measure::DaysSinceLastPurchase => message!("days since the last purchase", "距最近购买的天数"),
        Measure::TierDays => message!("days in the present tier", "保持当前分级的天数"),
        Measure::Purchases => message!("purchases", "购买次数"),
        Measure::PurchaseDays => message!("purchase days", "购买天数"),
        Measure::NetSpend => message!("net spend", "净消费"),
        Measure::AverageBasket => message!("average basket", "平均客单价"),
        Measure::Points => message!("points balance", "积分余额"),
    }
}

/// A value of an attribute; names and numbers are themselves.
pub(super) fn value(of: Choice, value: &str) -> Message {
    let words = match of {
        Choice::Kind => CustomerKind::parse(value).map(kind),
        Choice::Status => CustomerStatus::parse(value).map(status),
        Choice::Source => Source::parse(value).map(source),
        Choice::Tier => {
            TierClass::parse(value).filter(|tier| *tier == TierClass::None).map(|_| message!("none", "未分级"))
        }
        _ => None,
    };
    words.unwrap_or_else(|| Message::new(value, value))
}

pub(super) fn channel(channel: ConsentChannel) -> Message {
    match channel {
        ConsentChannel::Email => message!("e-mail", "邮件"),
        ConsentChannel::Sms => message!("SMS", "短信"),
        ConsentChannel::Phone => message!("phone", "电话"),
        ConsentChannel::Wechat => message!("WeChat", "微信"),
        ConsentChannel::Post => message!("post", "邮寄"),
    }
}

fn kind(kind: CustomerKind) -> Message {
    match kind {
        CustomerKind::Consumer => message!("consumer", "消费者"),
        CustomerKind::Business => message!("business", "商业客户"),
        CustomerKind::Dealer => message!("dealer", "经销商"),
        CustomerKind::Internal => message!("internal", "内部客户"),
        CustomerKind::PublicInterest => message!("public interest", "公利客户"),
    }
}

fn status(status: CustomerStatus) -> Message {
    match status {
        CustomerStatus::Prospect => message!("prospect", "潜在客户"),
        CustomerStatus::Active => message!("active", "活跃"),
        CustomerStatus::Lost => message!("lost", "流失"),
        CustomerStatus::Merged => message!("merged", "已合并"),
        CustomerStatus::Erased => message!("erased", "已清除"),
    }
}

fn source(source: Source) -> Message {
    match source {
        Source::WalkIn => message!("walk-in", "自然到店"),
        Source::Referral => message!("referral", "他人介绍"),
        Source::Outreach => message!("outreach", "主动寻找"),
        Source::Questionnaire => message!("questionnaire", "问卷"),
        Source::Observation => message!("observation", "观察"),
        Source::Online => message!("online", "线上"),
        Source::DeliveryPlatform => message!("delivery platform", "外卖平台"),
        Source::Event => message!("event", "活动"),
        Source::Partner => message!("partner", "合作方"),
        Source::Import => message!("import", "导入"),
    }
}
