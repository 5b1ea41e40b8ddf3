//! What else lies in the base of a chain at work: refunds, segments, tasks.

use chrono::{DateTime, Duration, Utc};
use regulars_db::Db;
use regulars_domain::customers::profiles::{Direction, InteractionKind};
use regulars_domain::insight::life_time_value::LifeTimeValuePolicy;
use regulars_domain::marketing::segments::SegmentKind;
use regulars_domain::permissions::Scope;
use serde_json::{Value, json};

use super::campaign::MARGIN;
use super::cases::Recent;
use super::chain::Chain;
use crate::customers::competitors;
use crate::customers::competitors::views::NewCompetitor;
use crate::customers::profiles::facts;
use crate::customers::profiles::facts::NewInteraction;
use crate::marketing::segments;
use crate::marketing::segments::views::NewSegment;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::version::ExpectedVersion;
use crate::platform::versioned_setting;
use crate::sales::purchases::refunds;
use crate::sales::purchases::views::{NewRefund, NewRefundLine};
use crate::service::tasks;
use crate::service::tasks::views::NewTask;

/// Gives some purchases back, as the till does; answers how many.
pub fn refund(db: &mut Db, actor: &Actor, recent: &[Recent], every: usize) -> Answer<usize> {
    let mut made = 0;
    for purchase in recent.iter().skip(every / 2).step_by(every.max(1)) {
        let new = NewRefund {
            occurred_at: Some(purchase.at + Duration::minutes(25)),
            reason: Some("顾客退单".to_owned()),
            external_id: None,
            partner: None,
            lines: vec![NewRefundLine { number: 1, quantity: None, amount: None }],
        };
        refunds::record(db, actor, &Scope::All, &purchase.purchase_id, &new)?;
        made += 1;
    }
    Ok(made)
}

/// Says which share of spend is kept, so that life-time value is told in money; the models are fitted by a job.
pub fn margin(db: &mut Db, actor: &Actor) -> Answer<()> {
    let margin_basis_points = u32::try_from(MARGIN).ok();
    let policy = LifeTimeValuePolicy { margin_basis_points, ..LifeTimeValuePolicy::default() };
    versioned_setting::change(db, actor, &ExpectedVersion::Any, policy)?;
    Ok(())
}

/// Segments by rule; their members come by jobs.
pub fn segments(db: &mut Db, chain: &Chain, actor: &Actor) -> Answer<Vec<String>> {
    let category = |at: usize| chain.categories.get(at).cloned().unwrap_or_default();
    let wanted: [(&str, &str, Value); 6] = [
        (
            "两个月没来的熟客",
            "来过五次以上，最近六十天没有消费。",
            json!({"all": [{"measure": {"of": "purchases", "gte": 5}}, {"not_bought": {"within_days": 60}}]}),
        ),
        ("高价值顾客", "等级为 A 或 B。", json!({"choice": {"of": "tier", "in": ["A", "B"]}})),
        ("只来过一次", "至今只有一次消费。", json!({"measure": {"of": "purchases", "gte": 1, "lte": 1}})),
        (
            "爱喝古味茶饮",
            "一年内买过三次以上茶饮。",
            json!({"bought": {"category_id": category(3), "times": 3, "within_days": 365}}),
        ),
        (
            "没尝过传统豆花的常客",
            "来过三次以上，一年内没有买过豆花。",
            json!({"all": [{"measure": {"of": "purchases", "gte": 3}},
                {"not_bought": {"category_id": category(1), "within_days": 365}}]}),
        ),
        (
            "可发短信的新客",
            "最近九十天第一次消费，并同意接收短信。",
            json!({"all": [{"measure": {"of": "days_since_first_purchase", "lte": 90}},
                {"consent": {"channel": "sms"}}]}),
        ),
    ];
    let mut made = Vec::new();
    for (name, description, rule) in wanted {
        let new = NewSegment {
            name: name.to_owned(),
            description: Some(description.to_owned()),
            kind: SegmentKind::Rule,
            rule: Some(rule),
            unit_id: None,
        };
        made.push(segments::service::create(db, actor, &Scope::All, &new)?.id);
    }
    Ok(made)
}

/// The register of competitors, and those whom customers named lately.
pub fn competitors(db: &mut Db, chain: &Chain, actor: &Actor, recent: &[Recent]) -> Answer<()> {
    const COMPETITORS: [(&str, &str, &str); 3] = [
        ("SUGAR", "对街糖水铺", "说那边买一送一"),
        ("BRIDGE", "桥头豆花店", "那边豆花便宜两元"),
        ("SPRING", "春田甜品", "孩子更喜欢那边的座位"),
    ];
    let mut ids = Vec::new();
    for (code, name, _) in COMPETITORS {
        let new = NewCompetitor { code: code.to_owned(), name: name.to_owned() };
        ids.push(competitors::service::create(db, actor, &new)?.id);
    }
    // The first is named most.
    let named = [0, 1, 0, 2, 0, 1].into_iter().cycle();
    for (purchase, at) in recent.iter().step_by(25).take(24).zip(named) {
        let new = NewInteraction {
            kind: InteractionKind::Visit,
            direction: Direction::In,
            outcome: None,
            text: COMPETITORS.get(at).map(|(_, _, said)| (*said).to_owned()),
            follow_up_on: None,
            competitor: None,
            competitor_id: ids.get(at).cloned(),
            wish: None,
            occurred_at: Some(purchase.at + Duration::minutes(10)),
        };
        facts::record_interaction(db, actor, &purchase.customer_id, &new, &chain.organisation)?;
    }
    Ok(())
}

/// Tasks of those who log in.
pub fn tasks(db: &mut Db, chain: &Chain, actor: &Actor, recent: &[Recent], now: DateTime<Utc>) -> Answer<usize> {
    const TASKS: [(&str, &str, i64, bool); 7] = [
        ("shop", "回访：上周投诉出餐慢的顾客", 1, true),
        ("shop", "盘点桂花乌龙库存，周五前报采购", 3, false),
        ("shop", "新店员第二次带教", 5, false),
        ("service", "给配送洒漏的顾客回电话", 0, true),
        ("service", "整理本周外卖平台差评", 2, false),
        ("marketing", "确定冬季新品试吃名单", 4, false),
        ("marketing", "检查两个月没来的熟客名单", 1, false),
    ];
    let today = regulars_domain::period::local_day(now, chain.zone());
    for (at, (login, title, days, about_somebody)) in TASKS.iter().enumerate() {
        let new = NewTask {
            title: (*title).to_owned(),
            customer_id: recent.get(at).filter(|_| *about_somebody).map(|recent| recent.customer_id.clone()),
            owner_id: Some(chain.user(login)?.to_owned()),
            due_on: Some(today + Duration::days(*days)),
        };
        tasks::service::create(db, actor, &Scope::All, &new)?;
    }
    Ok(TASKS.len())
}
