-- Customers and what hangs on one customer. Every table here is owned by a customer: customer_id is in each key.
-- What is only ever written together with the row it belongs to (a day with its metrics, a line with its purchase) has no
-- foreign key of its own: the check would cost as much as the row.
create table customers (
  id text not null primary key,
  kind text not null,
  status text not null,
  name text not null,
  name_key text not null,
  language text,
  gender text,
  birthday text,
  birth_month integer,
  city text,
  address text,
  occupation text,
  source text,
  home_unit_id text references units (id),
  owner_id text references users (id),
  leader_kind text,
  tags text not null,
  attributes text not null,
  note text,
  merged_into text,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;
create index customers_by_unit on customers (home_unit_id, id);
create index customers_by_owner on customers (owner_id, id);
create index customers_by_name on customers (name_key, id);
create index customers_by_creation on customers (created_at, id);

-- What the facts say of a customer, kept in the same transaction as the fact.
create table customer_metrics (
  customer_id text not null primary key references customers (id),
  first_purchase_on date,
  last_purchase_on date,
  purchases bigint not null,
  purchase_days bigint not null,
  net_minor bigint not null,
  favourite_unit_id text,
  favourite_category_id text,
  tier text,
  tier_since date,
  tier_rule integer,
  version integer not null
) without rowid;
create index customer_metrics_by_spend on customer_metrics (net_minor, customer_id);
create index customer_metrics_by_last on customer_metrics (last_purchase_on, customer_id);
create index customer_metrics_by_purchases on customer_metrics (purchases, customer_id);
create index customer_metrics_by_tier on customer_metrics (tier, customer_id);

-- Purchases and net spend by organisation-local day: any window is a sum over it.
create table customer_days (
  customer_id text not null,
  day date not null,
  purchases bigint not null,
  net_minor bigint not null,
  primary key (customer_id, day)
) without rowid;

-- Purchases and net spend by store and by category: the favourites come from it.
create table customer_tallies (
  customer_id text not null,
  dimension text not null,
  member_id text not null,
  purchases bigint not null,
  net_minor bigint not null,
  primary key (customer_id, dimension, member_id)
) without rowid;

-- Each tier a customer ever had, with the day it began and what decided it.
create table tier_changes (
  id text not null,
  customer_id text not null references customers (id),
  tier text not null,
  previous text,
  since date not null,
  recorded_at timestamp not null,
  rule integer not null,
  cause text not null,
  inputs text not null,
  primary key (id, customer_id)
) without rowid;
create index tier_changes_by_customer on tier_changes (customer_id, id);

create table customer_identities (
  id text not null,
  customer_id text not null references customers (id),
  kind text not null,
  partner text not null,
  value text not null,
  created_at timestamp not null,
  primary key (id, customer_id)
) without rowid;
create unique index customer_identities_by_value on customer_identities (customer_id, kind, partner, value);

-- One living owner for each identity: the key is the identity.
create table identity_owners (
  identity text not null primary key,
  customer_id text not null
) without rowid;

-- What search finds: every suffix of the name, the reversed phone, the card.
create table customer_terms (
  customer_id text not null references customers (id),
  term text not null,
  primary key (customer_id, term)
) without rowid;
create index customer_terms_by_term on customer_terms (term, customer_id);

create table customer_tags (
  customer_id text not null references customers (id),
  tag text not null,
  primary key (customer_id, tag)
) without rowid;
create index customer_tags_by_tag on customer_tags (tag, customer_id);

create table consents (
  id text not null,
  customer_id text not null references customers (id),
  channel text not null,
  granted boolean not null,
  source text not null,
  wording_version text,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  primary key (id, customer_id)
) without rowid;
create index consents_by_customer on consents (customer_id, channel, occurred_at);

create table interactions (
  id text not null,
  customer_id text not null references customers (id),
  kind text not null,
  direction text not null,
  outcome text,
  body text,
  follow_up_on date,
  competitor text,
  wish text,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  primary key (id, customer_id)
) without rowid;
create index interactions_by_customer on interactions (customer_id, occurred_at);

create table tasks (
  id text not null primary key,
  customer_id text,
  title text not null,
  owner_id text not null references users (id),
  due_on date,
  state text not null,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  done_at timestamp,
  version integer not null
) without rowid;
create index tasks_by_owner on tasks (owner_id, state, id);
create index tasks_by_customer on tasks (customer_id, id);

-- Facts for others: written in the same transaction as the fact.
create table events (
  id text not null,
  customer_id text not null,
  kind text not null,
  subject_id text not null,
  occurred_at timestamp not null,
  data text not null,
  primary key (id, customer_id)
) without rowid;
