-- The life cycle of customers: the passes that worked it out, where each customer stands, and how they came there.
create table life_cycle_passes (
  as_of date not null primary key,
  fit_id text collate "C",
  computed_at timestamp not null,
  customers bigint not null
);
-- One row of each customer who ever had a purchase; money in minor units.
create table life_cycle_stages (
  customer_id text collate "C" not null primary key,
  stage text collate "C" not null,
  reason text collate "C" not null,
  since date not null,
  inputs text collate "C" not null,
  first_purchase_on date,
  last_purchase_on date,
  purchase_days_12m bigint not null,
  net_12m_minor bigint not null,
  at_risk_minor bigint not null,
  recency integer not null,
  frequency integer not null,
  monetary integer not null
);
create index life_cycle_stages_by_risk on life_cycle_stages (stage, at_risk_minor, customer_id);
create index life_cycle_stages_by_risk_of_all on life_cycle_stages (at_risk_minor, customer_id);
-- How customers came into their stages; never changed.
create table life_cycle_changes (
  customer_id text collate "C" not null,
  number integer not null,
  changed_on date not null,
  from_stage text collate "C",
  stage text collate "C" not null,
  reason text collate "C" not null,
  since date not null,
  win_back boolean not null,
  inputs text collate "C" not null,
  primary key (customer_id, number)
);
create index life_cycle_changes_by_day on life_cycle_changes (changed_on, customer_id, number);
