-- That a person was erased: when, by whom, why, and how much of what went. It holds nothing by which anybody is known.
create table erasures (
  id text not null primary key,
  customer_id text not null,
  reason text not null,
  erased_at timestamp not null,
  erased_by text not null,
  state text not null,
  removed text not null,
  completed_at timestamp
);
create unique index erasures_by_customer on erasures (customer_id);

-- What is still looked for where only a search finds it. Emptied when that is done.
create table erasure_terms (
  erasure_id text not null references erasures (id),
  kind text not null,
  term text not null,
  primary key (erasure_id, kind, term)
) without rowid;

-- Where an erased person was reached, as a keyed hash: nothing is sent there before they say yes anew.
create table erased_contacts (
  hash text not null primary key,
  erased_at timestamp not null
) without rowid;
