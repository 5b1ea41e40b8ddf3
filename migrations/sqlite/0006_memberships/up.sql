-- Memberships: programmes and their levels (catalogue), and what a customer has of them: cards, levels, points.
create table membership_programmes (
  id text not null primary key,
  code text not null unique,
  name text not null,
  state text not null,
  level_basis text not null,
  rate bigint not null,
  valid_months integer,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table membership_levels (
  id text not null primary key,
  programme_id text not null references membership_programmes (id),
  code text not null,
  name text not null,
  threshold bigint not null,
  benefits text,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;
create unique index membership_levels_by_code on membership_levels (programme_id, code);
create unique index membership_levels_by_threshold on membership_levels (programme_id, threshold);

create table memberships (
  id text not null,
  customer_id text not null references customers (id),
  programme_id text not null references membership_programmes (id),
  card text not null,
  state text not null,
  enrolled_at timestamp not null,
  enrolled_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  level_id text references membership_levels (id),
  level_since date not null,
  level_rule integer not null,
  review_on date not null,
  balance bigint not null,
  carry bigint not null,
  entries bigint not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
) without rowid;
create unique index memberships_by_customer on memberships (customer_id, programme_id) where state <> 'closed';
create unique index memberships_by_card on memberships (customer_id, card) where state <> 'closed';
create index memberships_by_programme on memberships (programme_id, id);

-- Each level a member ever had, with the day it began and what decided it.
create table membership_level_changes (
  id text not null,
  customer_id text not null references customers (id),
  membership_id text not null,
  level_id text references membership_levels (id),
  previous_id text references membership_levels (id),
  since date not null,
  recorded_at timestamp not null,
  rule integer not null,
  cause text not null,
  inputs text not null,
  primary key (id, customer_id)
) without rowid;
create index membership_level_changes_by_membership on membership_level_changes (customer_id, membership_id, id);

-- Points by where they came from, and what is left of them. A purchase's lot also keeps the terms it earned by.
create table point_lots (
  id text not null,
  customer_id text not null references customers (id),
  membership_id text not null,
  number bigint not null,
  purchase_id text,
  revision integer,
  rate bigint,
  carry bigint,
  points bigint not null,
  reversed bigint not null,
  remaining bigint not null,
  occurred_on date not null,
  expires_on date,
  primary key (id, customer_id)
) without rowid;
create index point_lots_by_membership on point_lots (customer_id, membership_id, occurred_on);
create unique index point_lots_by_purchase on point_lots (customer_id, membership_id, purchase_id, revision);
create index point_lots_by_expiry on point_lots (expires_on, customer_id) where remaining > 0;

-- The ledger: rows are added and never changed.
create table point_entries (
  id text not null,
  customer_id text not null references customers (id),
  membership_id text not null,
  number bigint not null,
  kind text not null,
  points bigint not null,
  balance bigint not null,
  lot_id text,
  purchase_id text,
  refund_id text,
  adjustment_id text,
  unit_id text references units (id),
  note text,
  occurred_at timestamp not null,
  occurred_on date not null,
  recorded_at timestamp not null,
  recorded_by text not null,
  primary key (id, customer_id)
) without rowid;
create unique index point_entries_by_number on point_entries (customer_id, membership_id, number);

-- Points that somebody asks to add or take away, and what another person decided.
create table point_adjustments (
  id text not null,
  customer_id text not null references customers (id),
  membership_id text not null,
  points bigint not null,
  reason text not null,
  state text not null,
  asked_by text not null,
  asked_at timestamp not null,
  decided_by text,
  decided_at timestamp,
  primary key (id, customer_id)
) without rowid;
create index point_adjustments_by_membership on point_adjustments (customer_id, membership_id, id);
