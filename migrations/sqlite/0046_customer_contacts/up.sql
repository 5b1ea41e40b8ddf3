-- The people one deals with at a business.
create table customer_contacts (
  id text not null,
  customer_id text not null references customers (id),
  name text not null,
  function text not null,
  title text,
  leader_kind text,
  phone text,
  email text,
  note text,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
) without rowid;
create index customer_contacts_by_customer on customer_contacts (customer_id, id);
