-- Campaigns, and what became of each message of one: a delivery for each customer and step.
create table campaigns (
  id text collate "C" not null primary key,
  name text collate "C" not null,
  channel text collate "C" not null,
  purpose text collate "C" not null,
  state text collate "C" not null,
  plan text collate "C" not null,
  audience text collate "C" not null,
  arms text collate "C" not null,
  contents text collate "C",
  control_share integer not null,
  attribution_days integer not null,
  budget_minor bigint,
  cost_minor bigint,
  margin_rate integer,
  scheduled_at timestamp,
  send_until timestamp,
  author_id text collate "C" not null,
  changed_by text collate "C" not null,
  reviewed_by text collate "C",
  review_note text collate "C",
  approved_by text collate "C",
  approved_at timestamp,
  launched_at timestamp,
  launched_by text collate "C",
  planned_at timestamp,
  resumed_at timestamp,
  completed_at timestamp,
  paused_reason text collate "C",
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);
create index campaigns_by_state on campaigns (state, id);

create table deliveries (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  campaign_id text collate "C" not null references campaigns (id),
  step integer not null,
  arm text collate "C",
  state text collate "C" not null,
  reason text collate "C",
  channel text collate "C" not null,
  address text collate "C",
  language text collate "C" not null,
  due_at timestamp not null,
  attempts integer not null,
  locked_by text collate "C",
  locked_until timestamp,
  gateway_id text collate "C",
  error_code text collate "C",
  error_detail text collate "C",
  assigned_at timestamp not null,
  assigned_on date not null,
  sent_at timestamp,
  unsubscribed_at timestamp,
  updated_at timestamp not null,
  primary key (id, customer_id)
);
create unique index deliveries_by_campaign on deliveries (campaign_id, customer_id, step);
create index deliveries_by_claim on deliveries (campaign_id, state, due_at, id, arm);
create index deliveries_by_customer on deliveries (customer_id, channel, sent_at);
