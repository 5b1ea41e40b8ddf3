-- Campaigns, and what became of each message of one: a delivery for each customer and step.
create table campaigns (
  id text not null primary key,
  name text not null,
  channel text not null,
  purpose text not null,
  state text not null,
  plan text not null,
  audience text not null,
  arms text not null,
  contents text,
  control_share integer not null,
  attribution_days integer not null,
  budget_minor bigint,
  cost_minor bigint,
  margin_rate integer,
  scheduled_at timestamp,
  send_until timestamp,
  author_id text not null,
  changed_by text not null,
  reviewed_by text,
  review_note text,
  approved_by text,
  approved_at timestamp,
  launched_at timestamp,
  launched_by text,
  planned_at timestamp,
  resumed_at timestamp,
  completed_at timestamp,
  paused_reason text,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;
create index campaigns_by_state on campaigns (state, id);

create table deliveries (
  id text not null,
  customer_id text not null references customers (id),
  campaign_id text not null references campaigns (id),
  step integer not null,
  arm text,
  state text not null,
  reason text,
  channel text not null,
  address text,
  language text not null,
  due_at timestamp not null,
  attempts integer not null,
  locked_by text,
  locked_until timestamp,
  gateway_id text,
  error_code text,
  error_detail text,
  assigned_at timestamp not null,
  assigned_on date not null,
  sent_at timestamp,
  unsubscribed_at timestamp,
  updated_at timestamp not null,
  primary key (id, customer_id)
) without rowid;
create unique index deliveries_by_campaign on deliveries (campaign_id, customer_id, step);
create index deliveries_by_claim on deliveries (campaign_id, state, due_at, id, arm);
create index deliveries_by_customer on deliveries (customer_id, channel, sent_at);
