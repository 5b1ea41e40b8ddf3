-- The competitors of the organisation, by name, and which of them an interaction named.
create table competitors (
  id text collate "C" not null primary key,
  code text collate "C" not null unique,
  name text collate "C" not null,
  archived boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);
alter table interactions add column competitor_id text collate "C" references competitors (id);
create index interactions_by_competitor on interactions (competitor_id, occurred_on) where competitor_id is not null;
