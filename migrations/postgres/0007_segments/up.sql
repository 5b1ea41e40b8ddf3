-- Segments: the catalogue of them, and who is a member.
create table segments (
  id text collate "C" not null primary key,
  name text collate "C" not null,
  description text collate "C",
  kind text collate "C" not null,
  rule text collate "C",
  rule_version integer not null,
  state text collate "C" not null,
  size bigint not null,
  came bigint not null,
  went bigint not null,
  refreshed_at timestamp,
  refreshed_version integer,
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table segment_members (
  customer_id text collate "C" not null references customers (id),
  segment_id text collate "C" not null references segments (id),
  since date not null,
  rule_version integer not null,
  primary key (customer_id, segment_id)
);
create index segment_members_by_segment on segment_members (segment_id, customer_id);
