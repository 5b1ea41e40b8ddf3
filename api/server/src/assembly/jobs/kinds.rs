//! Every kind of job.

use super::retention::Retention;
use crate::platform::jobs::{JobKind, JobKinds};
use crate::{
    administration, customers, exchange, insight, loyalty, marketing, messaging, organisation, sales, service,
};

/// What a row of the job table can be.
pub const JOB_KINDS: JobKinds = JobKinds(&[
    JobKind::of::<Retention>(),
    JobKind::of::<administration::audit_events::seal::SealAudit>(),
    JobKind::of::<administration::sandbox::reset::ResetSandbox>(),
    JobKind::of::<administration::webhooks::deliver::Deliver>(),
    JobKind::of::<administration::webhooks::ending::EndWaiting>(),
    JobKind::of::<customers::tiers::jobs::Recompute>(),
    JobKind::of::<customers::privacy::sweep::Sweep>(),
    JobKind::of::<customers::privacy::retain::Retain>(),
    JobKind::of::<customers::duplicates::search::FindDuplicates>(),
    JobKind::of::<customers::duplicates::bulk::MergeDuplicates>(),
    JobKind::of::<insight::analytics::kept::Renew>(),
    JobKind::of::<insight::life_cycle::pass::PassLifeCycle>(),
    JobKind::of::<insight::life_time_value::fit::FitLifeTimeValue>(),
    JobKind::of::<loyalty::memberships::jobs::Expire>(),
    JobKind::of::<loyalty::memberships::jobs::Review>(),
    JobKind::of::<sales::held_purchases::matching::MatchHeldPurchases>(),
    JobKind::of::<exchange::data_exports::archive::PutTogether>(),
    JobKind::of::<exchange::imports::Check>(),
    JobKind::of::<exchange::imports::Run>(),
    JobKind::of::<exchange::imports::Undo>(),
    JobKind::of::<service::complaints::escalate::Escalate>(),
    JobKind::of::<service::complaints::recompute::Recompute>(),
    JobKind::of::<service::handovers::HandOver>(),
    JobKind::of::<service::tasks::abandoned_keys::FindAbandonedKeys>(),
    JobKind::of::<marketing::segments::jobs::Refresh>(),
    JobKind::of::<marketing::sign_ups::message::SignUpMessage>(),
    JobKind::of::<marketing::sign_ups::expire::ExpireSignUps>(),
    JobKind::of::<messaging::templates::test_send::TestSend>(),
    JobKind::of::<marketing::campaigns::prepare::Prepare>(),
    JobKind::of::<messaging::test_addresses::send_code::SendCode>(),
    JobKind::of::<messaging::account_mail::MailLink>(),
    JobKind::of::<organisation::notifications::mail::MailNotifications>(),
    JobKind::of::<marketing::campaigns::plan::PlanDeliveries>(),
    JobKind::of::<messaging::sending::SendMessages>(),
    JobKind::of::<marketing::campaigns::clear::Clear>(),
    JobKind::of::<marketing::campaigns::scheduler::AdvanceCampaigns>(),
]);
