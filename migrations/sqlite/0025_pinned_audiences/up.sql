-- The people a launch is prepared for: just these get a delivery. Emptied when they have it.
create table campaign_people (
  campaign_id text not null references campaigns (id),
  customer_id text not null references customers (id),
  primary key (campaign_id, customer_id)
) without rowid;
