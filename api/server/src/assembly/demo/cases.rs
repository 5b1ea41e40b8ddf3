//! Complaints of the demo, in every state, by the services that take them in; some have run out of time.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::parts;
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::{
    CauseDetail, CompensationKind, ComplaintEventKind, Finding, IntakeChannel, Severity,
};

use super::chain::Chain;
use super::dice::Dice;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;
use crate::service::complaints::requests::{
    Execution, NewCompensation, NewComplaint, NewComplaintEvent, NewCorrectiveAction, Reason, Resolution, Triage,
    Verification,
};
use crate::service::complaints::{compensation, intake, steps};

/// A purchase of the last weeks, to complain about or to give back.
#[derive(Clone, Debug)]
pub struct Recent {
    pub customer_id: String,
    pub purchase_id: String,
    pub product_id: Option<String>,
    pub at: DateTime<Utc>,
}

/// How far a case has come.
#[derive(Clone, Copy)]
enum Course {
    New,
    Forgotten,
    Handled,
    Verifying,
    Founded,
    Closed,
    GivenUp,
}

/// What was complained about: place of the category, text, course.
const CASES: [(usize, &str, Course); 9] = [
    (0, "芋圆太硬，像是隔夜的，孩子咬不动。", Course::Handled),
    (1, "等了四十分钟没有人理我，催了两次还被顶回来。", Course::Forgotten),
    (2, "外卖送到时豆花全洒了，包装袋里都是汤。", Course::Closed),
    (3, "烧仙草里吃到一小块塑料片，差点划伤嘴。", Course::Founded),
    (0, "今天的桂花乌龙淡得像水，换了一杯还是一样。", Course::New),
    (3, "吃完点心礼盒后全家拉肚子，去了医院。", Course::Verifying),
    (1, "收银员算错了钱，解释半天才退。", Course::Closed),
    (2, "显示已送达，其实一个小时后才到，冰都化了。", Course::Forgotten),
    (0, "换了配方吗？没有以前好吃了。", Course::GivenUp),
];

/// Takes `count` complaints in; answers how many.
pub fn make(
    db: &mut Db,
    chain: &Chain,
    actor: &Actor,
    recent: &[Recent],
    count: usize,
    now: DateTime<Utc>,
) -> Answer<usize> {
    let mut dice = Dice::of(1, 0);
    let every = (recent.len() / count.max(1)).max(1);
    let chosen = recent.iter().step_by(every).take(count).zip(CASES.iter().cycle());
    let mut made = 0;
    for (about, (category, text, course)) in chosen {
        let hours = match course {
            Course::New => dice.between(1, 3),
            Course::Handled | Course::Founded => dice.between(20, 30),
            Course::Verifying | Course::Forgotten => dice.between(100, 160),
            Course::Closed | Course::GivenUp => dice.between(200, 400),
        };
        // Nobody complains before having bought.
        let at = (now - Duration::hours(hours)).max(about.at + Duration::minutes(20));
        let id = open(db, chain, actor, about, (*category, text), at)?;
        go(db, chain, actor, &id, *course, now)?;
        made += 1;
    }
    Ok(made)
}

fn open(
    db: &mut Db,
    chain: &Chain,
    actor: &Actor,
    about: &Recent,
    (category, text): (usize, &str),
    at: DateTime<Utc>,
) -> Answer<String> {
    let new = NewComplaint {
        customer_id: Some(about.customer_id.clone()),
        customer: None,
        complainant: None,
        unit_id: None,
        category_id: chain.complaint_categories.get(category).cloned().unwrap_or_default(),
        text: text.to_owned(),
        channel: Some(if category == 2 { IntakeChannel::PlatformReview } else { IntakeChannel::Phone }),
        partner: None,
        purchase_id: Some(about.purchase_id.clone()),
        product_id: about.product_id.clone(),
        batch: None,
        wish: None,
        value: None,
        owner_id: None,
        occurred_at: Some(at),
    };
    Ok(intake::open(db, actor, &Scope::All, &new)?.id)
}

fn go(db: &mut Db, chain: &Chain, actor: &Actor, id: &str, course: Course, now: DateTime<Utc>) -> Answer<()> {
    match course {
        Course::New | Course::Forgotten => Ok(()),
        Course::Handled => {
            judge(db, actor, id, Severity::General)?;
            say(db, actor, id, "已致电顾客，约好明天到店重做一份。")
        }
        Course::Verifying => judge(db, actor, id, Severity::Major),
        Course::Founded => {
            judge(db, actor, id, Severity::Major)?;
            let asked = Verification {
                finding: Finding::Founded,
                explanation: Some("已核对监控与留样，包装线上的封口片脱落，属实。".to_owned()),
                task_force: vec![chain.user("operations")?.to_owned(), chain.user("supply")?.to_owned()],
            };
            steps::verify(db, actor, &Scope::All, id, &asked).map(|_| ())
        }
        Course::Closed => close(db, chain, actor, id, now),
        Course::GivenUp => {
            let reason = Reason { text: "顾客来电表示不再追究。".to_owned() };
            steps::withdraw(db, actor, &Scope::All, id, &reason).map(|_| ())
        }
    }
}

fn judge(db: &mut Db, actor: &Actor, id: &str, severity: Severity) -> Answer<()> {
    let reason = Some("与顾客核实后判定。".to_owned());
    steps::triage(db, actor, &Scope::All, id, &Triage { severity, reason }).map(|_| ())
}

fn say(db: &mut Db, actor: &Actor, id: &str, text: &str) -> Answer<()> {
    let event = NewComplaintEvent { kind: ComplaintEventKind::Contact, text: text.to_owned() };
    steps::add_event(db, actor, &Scope::All, id, &event).map(|_| ())
}

fn close(db: &mut Db, chain: &Chain, actor: &Actor, id: &str, now: DateTime<Utc>) -> Answer<()> {
    judge(db, actor, id, Severity::General)?;
    say(db, actor, id, "已向顾客致歉并说明原因。")?;
    let promised = NewCompensation {
        kind: CompensationKind::Apology,
        amount: None,
        description: Some("店长当面致歉，赠招牌仙芋一份".to_owned()),
        membership_id: None,
        points: None,
    };
    compensation::promise(db, actor, &Scope::All, id, &promised)?;
    let customer_id = customer_of(db, id)?;
    for promise in parts::compensations_of(db, &customer_id, id)? {
        let paid = Execution { refund_id: None };
        compensation::pay(db, actor, &Scope::All, (id, &promise.id), &paid)?;
    }
    let due_on: NaiveDate = (now + Duration::days(10)).date_naive();
    let resolution = Resolution {
        cause_detail: CauseDetail::Training,
        text: "当班人员流程不熟，已重做并致歉。".to_owned(),
        lesson: Some("高峰时段必须有一名熟手在出餐口。".to_owned()),
        actions: vec![NewCorrectiveAction {
            title: "补一次高峰时段出餐培训".to_owned(),
            owner_id: chain.user("shop")?.to_owned(),
            due_on,
        }],
    };
    steps::resolve(db, actor, &Scope::All, id, &resolution)?;
    steps::close(db, actor, &Scope::All, id).map(|_| ())
}

fn customer_of(db: &mut Db, id: &str) -> Answer<String> {
    Ok(complaints::find(db, id)?.ok_or(Code::NotFound)?.customer_id)
}
