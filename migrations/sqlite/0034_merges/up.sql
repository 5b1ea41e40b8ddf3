-- Customers that turned out to be one: who was merged into whom, what each of them was, and what followed, so that it can
-- be undone.
create table customer_merges (
  id text not null,
  customer_id text not null references customers (id),
  merged_id text not null,
  before text not null,
  choices text not null,
  moved text not null,
  merged_at timestamp not null,
  merged_by text not null,
  undone_at timestamp,
  undone_by text,
  stayed text,
  primary key (id, customer_id)
);
create index customer_merges_by_customer on customer_merges (customer_id, id);
create index customer_merges_by_merged on customer_merges (merged_id, id);

-- The old ids of a customer.
create index customers_by_survivor on customers (merged_into) where merged_into is not null;
-- Whether others were merged into it.
alter table customers add column took_over boolean not null default false;

-- By which identity a purchase named its buyer: kept of those who took over others, for an undo asks whose it is.
create table purchase_identities (
  customer_id text not null,
  purchase_id text not null,
  identity text not null,
  primary key (customer_id, purchase_id)
) without rowid;

-- The card into which a card went when its holder was merged, and the lot out of which points came then.
alter table memberships add column merged_into text;
alter table point_lots add column from_lot_id text;

-- What an import made of customers who were there already, by customer.
create index import_facts_by_customer on import_facts (customer_id) where kind <> 'customer';
