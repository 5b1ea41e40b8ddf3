-- The people one deals with at a business.
create table customer_contacts (
  id text collate "C" not null,
  customer_id text collate "C" not null references customers (id),
  name text collate "C" not null,
  function text collate "C" not null,
  title text collate "C",
  leader_kind text collate "C",
  phone text collate "C",
  email text collate "C",
  note text collate "C",
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null,
  primary key (id, customer_id)
);
create index customer_contacts_by_customer on customer_contacts (customer_id, id);
