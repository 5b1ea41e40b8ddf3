//! Campaigns and deliveries as they are sent.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::oversight;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Count, Delivery, Listed};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::marketing::campaigns::{
    Arm, Audience, CampaignState, CampaignStep, ChecklistPart, Oversight, PauseReason, Plan, Prepared, Readiness,
    ReturnReason, steps,
};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::money::{Currency, Money};
use regulars_domain::text::{Language, Message};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::error::Answer;
use crate::platform::http::steps::StepView;
use crate::platform::organisation;
use crate::platform::time::Time;

/// A message, or several to be tried against each other, for the people of some segments.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Campaign)]
pub struct CampaignView {
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    pub name: String,
    pub channel: Channel,
    pub purpose: Purpose,
    pub state: CampaignState,
    pub plan: Plan,
    pub audience: Audience,
    pub arms: Vec<Arm>,
    /// Of 10,000 in the audience so many get nothing.
    pub control_share: i32,
    /// Purchases so many days from the launch count as its outcome.
    pub attribution_days: i32,
    pub budget: Option<Money>,
    pub cost: Option<Money>,
    /// Of 10,000 of revenue so much is margin.
    pub margin_rate: Option<i32>,
    /// When it begins by itself.
    pub scheduled_at: Option<Time>,
    /// Nothing is sent from then on.
    pub send_until: Option<Time>,
    pub author_id: String,
    /// Who changed the plan last. Nobody who changed it since it was a draft can approve it, nor who made the key that did.
    pub changed_by: String,
    /// Who judged it last.
    pub reviewed_by: Option<String>,
    /// Why it went back.
    pub review_note: Option<String>,
    pub approved_by: Option<String>,
    pub approved_at: Option<Time>,
    pub launched_at: Option<Time>,
    /// `system` when it began by itself.
    pub launched_by: Option<String>,
    /// When everybody of the audience had a delivery.
    pub planned_at: Option<Time>,
    pub completed_at: Option<Time>,
    pub paused_reason: Option<PauseReason>,
    /// The users and keys who wrote or changed the plan; none in lists.
    pub edited_by: Option<Vec<String>>,
    /// How many people its audience had when it was approved; none in lists and while it is not approved.
    pub approved_people: Option<i64>,
    /// Why it went back to review by itself; none in lists, and since somebody has judged it again.
    pub returned_for: Option<ReturnReason>,
    /// The last preparation of its launch; none in lists, and while there is none of the present plan.
    pub preparation: Option<PreparationView>,
    /// What can be done with it now.
    pub next_steps: Vec<CampaignStep>,
    /// How far it has come; none in lists and before the launch.
    pub progress: Option<ProgressView>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

/// The audience as it was counted for a launch, its segments refreshed right before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignPreparation)]
pub struct PreparationView {
    pub prepared_at: Time,
    /// Until then a launch may take its number.
    pub good_until: Time,
    /// People in the audience, before anybody is left out.
    pub people: i64,
    /// Those among them who may get the message.
    pub reachable: i64,
}

impl From<Prepared> for PreparationView {
    fn from(prepared: Prepared) -> PreparationView {
        PreparationView {
            good_until: prepared.good_until().into(),
            prepared_at: prepared.at.into(),
            people: prepared.people,
            reachable: prepared.reachable,
        }
    }
}

/// How many deliveries are in which state.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = DeliveryCounts)]
pub struct CountsView {
    pub total: i64,
    pub held_out: i64,
    pub suppressed: i64,
    pub pending: i64,
    pub sent: i64,
    pub bounced: i64,
    pub failed: i64,
    pub cancelled: i64,
}

impl CountsView {
    fn add(&mut self, state: DeliveryState, count: i64) {
        self.total += count;
        let of = match state {
            DeliveryState::HeldOut => &mut self.held_out,
            DeliveryState::Suppressed => &mut self.suppressed,
            DeliveryState::Pending => &mut self.pending,
            DeliveryState::Sent => &mut self.sent,
            DeliveryState::Bounced => &mut self.bounced,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::Cancelled => &mut self.cancelled,
        };
        *of += count;
    }
}

/// How far a campaign has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignProgress)]
pub struct ProgressView {
    pub counts: CountsView,
    /// The same for each arm; those left out before anybody was assigned are in none.
    pub arms: Vec<ArmProgressView>,
    /// Why those who were left out were.
    pub reasons: Vec<ReasonView>,
}

/// How far an arm has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ArmProgress)]
pub struct ArmProgressView {
    /// `control` or the arm's key.
    #[schema(example = "a")]
    pub key: String,
    pub counts: CountsView,
}

/// How many were left out for a reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SkipReasonCount)]
pub struct ReasonView {
    pub reason: SkipReason,
    pub count: i64,
}

impl CampaignView {
    /// As lists show it.
    pub fn of(campaign: Campaign, currency: Currency) -> CampaignView {
        let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
        CampaignView {
            next_steps: steps(campaign.state.0),
            id: campaign.id,
            unit_id: campaign.unit_id,
            name: campaign.name,
            channel: campaign.channel.0,
            purpose: campaign.purpose.0,
            state: campaign.state.0,
            plan: campaign.plan.0,
            audience: campaign.audience.0,
            arms: campaign.arms.0,
            control_share: campaign.control_share,
            attribution_days: campaign.attribution_days,
            budget: money(campaign.budget_minor),
            cost: money(campaign.cost_minor),
            margin_rate: campaign.margin_rate,
            scheduled_at: campaign.scheduled_at.map(Into::into),
            send_until: campaign.send_until.map(Into::into),
            author_id: campaign.author_id,
            changed_by: campaign.changed_by,
            reviewed_by: campaign.reviewed_by,
            review_note: campaign.review_note,
            approved_by: campaign.approved_by,
            approved_at: campaign.approved_at.map(Into::into),
            launched_at: campaign.launched_at.map(Into::into),
            launched_by: campaign.launched_by,
            planned_at: campaign.planned_at.map(Into::into),
            completed_at: campaign.completed_at.map(Into::into),
            paused_reason: campaign.paused_reason.map(|reason| reason.0),
            edited_by: None,
            approved_people: None,
            returned_for: None,
            preparation: None,
            progress: None,
            created_at: campaign.created_at.into(),
            updated_at: campaign.updated_at.into(),
            version: campaign.version,
        }
    }

    /// With how far it has come, and what its launch is held to.
    pub fn load(db: &mut Db, campaign: Campaign) -> Answer<CampaignView> {
        let currency = organisation(db)?.base_currency;
        let progress = match campaign.launched_at {
            Some(_) => Some(ProgressView::load(db, &campaign)?),
            None => None,
        };
        let Oversight { editors, approved, prepared, returned } = oversight::of(db, &campaign.id)?;
        Ok(CampaignView {
            progress,
            edited_by: Some(editors),
            approved_people: approved.map(|approved| approved.people),
            returned_for: returned,
            preparation: prepared.map(Into::into),
            ..CampaignView::of(campaign, currency)
        })
    }

    /// The version, and behind it what the progress adds: a change is made upon the version only.
    pub fn etag(&self) -> String {
        let Some(progress) = &self.progress else { return self.version.to_string() };
        let CountsView { total, held_out, suppressed, pending, sent, bounced, failed, cancelled } = &progress.counts;
        format!("{}-{total}.{held_out}.{suppressed}.{pending}.{sent}.{bounced}.{failed}.{cancelled}", self.version)
    }
}

impl ProgressView {
    fn load(db: &mut Db, campaign: &Campaign) -> Answer<ProgressView> {
        let found = deliveries::counts(db, &campaign.id)?;
        Ok(ProgressView { counts: sum(&found, None), arms: arms(campaign, &found), reasons: reasons(&found) })
    }
}

/// The control group first when there is one, then the arms in the plan's order.
fn arms(campaign: &Campaign, found: &[Count]) -> Vec<ArmProgressView> {
    let control = (campaign.control_share > 0).then_some(regulars_domain::marketing::campaigns::CONTROL);
    let keys = control.into_iter().chain(campaign.arms.iter().map(|arm| arm.key.as_str()));
    keys.map(|key| ArmProgressView { key: key.to_owned(), counts: sum(found, Some(key)) }).collect()
}

/// The deliveries of an arm, or all.
fn sum(found: &[Count], key: Option<&str>) -> CountsView {
    let mut counts = CountsView::default();
    for of in found {
        if key.is_none() || of.arm.as_deref() == key {
            counts.add(of.state, of.count);
        }
    }
    counts
}

/// Why those who were left out were, the most frequent reason first.
fn reasons(found: &[Count]) -> Vec<ReasonView> {
    let mut counts: BTreeMap<SkipReason, i64> = BTreeMap::new();
    for of in found.iter().filter(|of| of.state == DeliveryState::Suppressed) {
        if let Some(reason) = of.reason {
            *counts.entry(reason).or_default() += of.count;
        }
    }
    let mut reasons: Vec<ReasonView> = counts.into_iter().map(|(reason, count)| ReasonView { reason, count }).collect();
    reasons.sort_by_key(|of| (-of.count, of.reason));
    reasons
}

/// What a campaign still lacks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignChecklist)]
pub struct ChecklistView {
    pub items: Vec<ChecklistItemView>,
    /// People in the audience now, before anybody is left out.
    pub people: i64,
    /// Those among them who may get the message now: by the same rule as the sending, but for quiet hours.
    pub reachable: i64,
    /// How many of the reachable will be held out, as planned.
    pub held_out: i64,
}

/// A line of the checklist.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignChecklistItem)]
pub struct ChecklistItemView {
    pub part: ChecklistPart,
    pub readiness: Readiness,
}

/// What became of a campaign's message to one customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryView {
    #[schema(example = "dlv_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub customer_id: String,
    pub customer_name: String,
    /// `control` or the arm's key; none for who was left out before anybody was assigned.
    pub arm: Option<String>,
    pub state: DeliveryState,
    /// Why nothing was sent.
    pub reason: Option<SkipReason>,
    pub channel: Channel,
    /// Where it went, masked.
    pub address: Option<String>,
    /// Not before this.
    pub due_at: Time,
    /// How often it was tried.
    pub attempts: i32,
    pub sent_at: Option<Time>,
    /// When the customer put an end to marketing by the link in it.
    pub unsubscribed_at: Option<Time>,
    /// When the mail provider reported that it arrived; none when nobody said.
    pub delivered_at: Option<Time>,
    /// When the customer called it unwanted, as the mail provider reported.
    pub complained_at: Option<Time>,
    /// What the other side calls it.
    pub gateway_id: Option<String>,
    pub error_code: Option<String>,
    /// What the other side said, or why it was not reached.
    pub error_detail: Option<String>,
    pub updated_at: Time,
}

impl DeliveryView {
    /// In the words of a language.
    pub fn of((delivery, customer_name): Listed, language: Language) -> DeliveryView {
        let said = |kept: String| Message::of_kept(&kept).text(language).to_owned();
        let kind: IdentityKind = delivery.channel.identity();
        DeliveryView {
            address: delivery.address.map(|address| mask(kind, &address)),
            id: delivery.id,
            customer_id: delivery.customer_id,
            customer_name,
            arm: delivery.arm,
            state: delivery.state.0,
            reason: delivery.reason.map(|reason| reason.0),
            channel: delivery.channel.0,
            due_at: delivery.due_at.into(),
            attempts: delivery.attempts,
            sent_at: delivery.sent_at.map(Into::into),
            unsubscribed_at: delivery.unsubscribed_at.map(Into::into),
            delivered_at: delivery.delivered_at.map(Into::into),
            complained_at: delivery.complained_at.map(Into::into),
            gateway_id: delivery.gateway_id,
            error_code: delivery.error_code,
            error_detail: delivery.error_detail.map(said),
            updated_at: delivery.updated_at.into(),
        }
    }
}

impl StepView for CampaignView {
    type Row = Campaign;

    fn of_row(db: &mut Db, campaign: Campaign) -> Answer<CampaignView> {
        CampaignView::load(db, campaign)
    }

    fn tag(&self) -> String {
        self.etag()
    }
}

/// What a campaign sent to a customer, or kept from them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReachedCustomer)]
pub struct ReachedView {
    #[schema(example = "dlv_01JD3Q5V8N0000000000000000")]
    pub delivery_id: String,
    #[schema(example = "cam_01JD3Q5V8N0000000000000000")]
    pub campaign_id: String,
    #[schema(example = "立夏新品")]
    pub campaign_name: String,
    pub channel: Channel,
    /// `control` or the arm's key; none for who was left out before anybody was assigned.
    pub arm: Option<String>,
    pub state: DeliveryState,
    /// Why nothing was sent.
    pub reason: Option<SkipReason>,
    /// Not before this.
    pub due_at: Time,
    pub sent_at: Option<Time>,
    /// When the customer put an end to marketing by the link in it.
    pub unsubscribed_at: Option<Time>,
}

impl From<(Delivery, String)> for ReachedView {
    fn from((delivery, campaign_name): (Delivery, String)) -> ReachedView {
        ReachedView {
            delivery_id: delivery.id,
            campaign_id: delivery.source_id,
            campaign_name,
            channel: delivery.channel.0,
            arm: delivery.arm,
            state: delivery.state.0,
            reason: delivery.reason.map(|reason| reason.0),
            due_at: delivery.due_at.into(),
            sent_at: delivery.sent_at.map(Into::into),
            unsubscribed_at: delivery.unsubscribed_at.map(Into::into),
        }
    }
}
