-- What a partner sent of a customer whom nobody knows, where its setting is to hold it. Who was named and what was sent are
-- forgotten as soon as it is settled: the purchase or the anonymous sale that it became says the rest.
create table held_purchases (
  id text collate "C" not null primary key,
  state text collate "C" not null,
  partner text collate "C" not null,
  external_id text collate "C",
  revision integer not null,
  fingerprint text collate "C" not null,
  unit_id text collate "C" references units (id),
  identity text collate "C",
  content text collate "C",
  occurred_at timestamp not null,
  occurred_on date not null,
  currency text collate "C" not null,
  net_minor bigint not null,
  held_at timestamp not null,
  held_by text collate "C" not null,
  problem text collate "C",
  settled_at timestamp,
  settled_by text collate "C",
  subject_id text collate "C",
  version integer not null
);
create index held_purchases_by_identity on held_purchases (identity) where identity is not null;
create index held_purchases_by_subject on held_purchases (subject_id) where subject_id is not null;
create index held_purchases_by_state on held_purchases (state, occurred_at, id);
