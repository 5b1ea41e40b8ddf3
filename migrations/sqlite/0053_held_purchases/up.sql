-- What a partner sent of a customer whom nobody knows, where its setting is to hold it. Who was named and what was sent are
-- forgotten as soon as it is settled: the purchase or the anonymous sale that it became says the rest.
create table held_purchases (
  id text not null primary key,
  state text not null,
  partner text not null,
  external_id text,
  revision integer not null,
  fingerprint text not null,
  unit_id text references units (id),
  identity text,
  content text,
  occurred_at timestamp not null,
  occurred_on date not null,
  currency text not null,
  net_minor bigint not null,
  held_at timestamp not null,
  held_by text not null,
  problem text,
  settled_at timestamp,
  settled_by text,
  subject_id text,
  version integer not null
) without rowid;
create index held_purchases_by_identity on held_purchases (identity) where identity is not null;
create index held_purchases_by_subject on held_purchases (subject_id) where subject_id is not null;
create index held_purchases_by_state on held_purchases (state, occurred_at, id);
