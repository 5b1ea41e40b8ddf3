-- Segments: the catalogue of them, and who is a member.
create table segments (
  id text not null primary key,
  name text not null,
  description text,
  kind text not null,
  rule text,
  rule_version integer not null,
  state text not null,
  size bigint not null,
  came bigint not null,
  went bigint not null,
  refreshed_at timestamp,
  refreshed_version integer,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table segment_members (
  customer_id text not null references customers (id),
  segment_id text not null references segments (id),
  since date not null,
  rule_version integer not null,
  primary key (customer_id, segment_id)
) without rowid;
create index segment_members_by_segment on segment_members (segment_id, customer_id);
