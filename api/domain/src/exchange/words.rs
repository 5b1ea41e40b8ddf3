//! What the words of the product are called: in exports, and understood in files beside the words themselves.
//!
//! The names are those of the console in both languages; a test of the whole service compares them with its texts.

use crate::customers::profiles::{BirthdayCalendar, ConsentChannel, CustomerKind, CustomerStatus, Gender, Source};
use crate::customers::tiers::TierClass;
use crate::message;
use crate::sales::purchases::Channel;
use crate::text::{self, Language, Message, listed};
use crate::vocabulary::Word;

/// A word that has a name in each language.
pub trait Named: Word {
    /// Every value, in the order of the list.
    const VALUES: &'static [Self];

    /// What the console calls it.
    fn name(self) -> Message;

    /// What else files call it, parted by spaces, in the form of [`plain`].
    fn synonyms(self) -> &'static str;
}

/// The form in which words and headings are compared: without case, width, spaces and punctuation.
pub fn plain(text: &str) -> String {
    text::normalise(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The value that a cell names: by its word, its name in either language, or another name that is common.
pub fn read_word<W: Named>(cell: &str) -> Option<W> {
    let cell = plain(cell);
    W::VALUES.iter().copied().find(|value| calls(*value).any(|name| name == cell))
}

/// Everything a value is called, in the form of [`plain`].
fn calls<W: Named>(value: W) -> impl Iterator<Item = String> {
    let name = value.name();
    let own = [value.as_str(), name.text(Language::English), name.text(Language::Chinese)].map(plain);
    own.into_iter().chain(value.synonyms().split_whitespace().map(str::to_owned))
}

/// What would have been understood: the names in both languages.
pub fn expected_words<W: Named>() -> Message {
    let names: Vec<Message> = W::VALUES.iter().map(|value| value.name()).collect();
    message!("expected one of {names}, or its code", "应为以下之一或其代码：{names}", names = listed(&names))
}

macro_rules! named {
    ($word:ty: $($variant:ident = $english:literal, $chinese:literal $(, $also:literal)?;)+) => {
        impl Named for $word {
            const VALUES: &'static [Self] = <$word>::ALL;

            fn name(self) -> Message {
                match self { $(Self::$variant => Message::new($english, $chinese)),+ }
            }

            fn synonyms(self) -> &'static str {
                match self { $(Self::$variant => concat!("" $(, $also)?)),+ }
            }
        }
    };
}

named! { CustomerKind:
    Consumer = "Consumer", "消费者", "person individual 个人 个人客户 普通客户 散客";
    Business = "Business", "商业客户", "company 企业 企业客户 公司 商户 餐厅 酒店";
    Dealer = "Dealer", "经销商", "wholesaler distributor 批发商 代理商 分销商";
    Internal = "Internal", "内部客户", "staff employee 员工 内部";
    PublicInterest = "Public interest", "公利客户", "公益 公益客户";
}

named! { CustomerStatus:
    Prospect = "Prospect", "潜在客户";
    Active = "Active", "活跃";
    Lost = "Lost", "流失";
    Merged = "Merged", "已合并";
    Erased = "Erased", "已清除";
}

named! { Gender:
    Female = "Female", "女", "f woman 女性 女士";
    Male = "Male", "男", "m man 男性 先生 男士";
    Other = "Other", "其他";
}

named! { Source:
    WalkIn = "Walk-in", "自然到店", "到店 门店 路过";
    Referral = "Referral", "他人介绍", "介绍 推荐 朋友介绍 老客户介绍 转介绍";
    Outreach = "Outreach", "主动寻找", "拜访 地推";
    Questionnaire = "Questionnaire", "问卷", "survey 调查问卷";
    Observation = "Observation", "观察";
    Online = "Online", "线上", "网络 网上 互联网 小程序 公众号 web website";
    DeliveryPlatform = "Delivery platform", "外卖平台", "外卖 美团 饿了么";
    Event = "Event", "活动", "展会";
    Partner = "Partner", "合作方", "合作伙伴";
    Import = "Import", "导入";
}

named! { Language:
    Chinese = "Chinese", "中文", "zh cn zhcn zhhans chs 汉语 简体中文 普通话";
    English = "English", "英文", "eng enus engb 英语";
}

named! { Channel:
    InStore = "In store", "堂食/到店", "堂食 到店 门店 店内 线下 store dinein pos";
    Delivery = "Delivery", "外送", "外卖 外卖平台 送货 配送 外带配送";
    Online = "Online", "线上", "网上 网店 电商 小程序 web ecommerce";
    Agency = "Agency", "代销", "代理 经销 寄售";
}

named! { TierClass:
    A = "Tier A", "A 级";
    B = "Tier B", "B 级";
    C = "Tier C", "C 级";
    None = "No tier", "未分级";
}

named! { BirthdayCalendar:
    Solar = "Solar", "公历", "阳历 新历";
    Lunar = "Lunar", "农历", "阴历 旧历";
}

named! { ConsentChannel:
    Email = "Email", "邮件";
    Sms = "SMS", "短信";
    Phone = "Phone", "电话";
    Wechat = "WeChat", "微信";
    Post = "Post", "邮寄";
}

/// A yes or a no, as forms, tools for mailings and spreadsheets write them.
pub fn read_answer(cell: &str) -> Option<bool> {
    match plain(cell).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "on" | "x" | "granted" | "optin" | "optedin" | "in" | "subscribed"
        | "agreed" | "是" | "有" | "同意" | "接受" | "已同意" | "已订阅" | "订阅" | "允许" => {
            Some(true)
        }
        "no" | "n" | "false" | "f" | "0" | "off" | "refused" | "optout" | "optedout" | "out" | "unsubscribed"
        | "withdrawn" | "否" | "无" | "不" | "拒绝" | "不同意" | "不接受" | "已拒绝" | "退订" | "已退订" | "未同意"
        | "禁止" => Some(false),
        _ => None,
    }
}

/// A yes or a no as an export writes it.
pub fn answer_name(granted: bool) -> Message {
    if granted { Message::new("Yes", "是") } else { Message::new("No", "否") }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// No name stands for two values, and each synonym has the form in which it is compared.
    fn check<W: Named + std::fmt::Debug>() {
        let mut seen: HashMap<String, W> = HashMap::new();
        for &value in W::VALUES {
            for synonym in value.synonyms().split_whitespace() {
                assert_eq!(plain(synonym), synonym);
            }
            for name in calls(value) {
                assert_eq!(read_word::<W>(&name), Some(value), "{name}");
                if let Some(other) = seen.insert(name.clone(), value) {
                    assert_eq!(other, value, "{name}");
                }
            }
        }
    }

    #[test]
    fn every_name_means_one_value() {
        check::<CustomerKind>();
        check::<CustomerStatus>();
        check::<Gender>();
        check::<Source>();
        check::<Language>();
        check::<Channel>();
        check::<TierClass>();
        check::<BirthdayCalendar>();
        check::<ConsentChannel>();
    }

    #[test]
    fn words_are_read_however_they_are_written() {
        for (cell, value) in [
            ("walk_in", Some(Source::WalkIn)),
            ("Walk In", Some(Source::WalkIn)),
            ("外卖平台", Some(Source::DeliveryPlatform)),
            ("他人介绍 ", Some(Source::Referral)),
            ("ＯＮＬＩＮＥ", Some(Source::Online)),
            ("moon", None),
            ("", None),
        ] {
            assert_eq!(read_word(cell), value, "{cell}");
        }
        assert_eq!(read_word("堂食/到店"), Some(Channel::InStore));
        assert_eq!((read_answer("Opt-in"), read_answer("退订"), read_answer("maybe")), (Some(true), Some(false), None));
        for granted in [true, false] {
            for language in [Language::English, Language::Chinese] {
                assert_eq!(read_answer(answer_name(granted).text(language)), Some(granted));
            }
        }
    }
}
