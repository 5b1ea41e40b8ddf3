-- Customers that may be one: found by a job, the lesser id first, looked at by somebody. What was dismissed is remembered.
create table duplicates (
  id text not null,
  customer_id text not null,
  other_id text not null,
  score integer not null,
  reasons text not null,
  state text not null,
  found_at timestamp not null,
  seen_at timestamp not null,
  decided_by text,
  decided_at timestamp,
  primary key (customer_id, other_id)
);
create index duplicates_by_id on duplicates (id);
create index duplicates_by_other on duplicates (other_id);
create index duplicates_by_score on duplicates (state, score, id);
