-- Messages: the templates of them (catalogue), and the addresses that get none any more.
create table templates (
  id text not null primary key,
  name text not null,
  channel text not null,
  purpose text not null,
  contents text not null,
  state text not null,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

-- A look-up table: the key is the address, whoever it belongs to.
create table suppressions (
  channel text not null,
  address text not null,
  reason text not null,
  cause text,
  campaign_id text,
  customer_id text,
  recorded_at timestamp not null,
  recorded_by text not null,
  primary key (channel, address)
) without rowid;
create index suppressions_by_time on suppressions (recorded_at, channel, address);
