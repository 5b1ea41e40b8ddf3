-- Messages: the templates of them (catalogue), and the addresses that get none any more.
create table templates (
  id text collate "C" not null primary key,
  name text collate "C" not null,
  channel text collate "C" not null,
  purpose text collate "C" not null,
  contents text collate "C" not null,
  state text collate "C" not null,
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

-- A look-up table: the key is the address, whoever it belongs to.
create table suppressions (
  channel text collate "C" not null,
  address text collate "C" not null,
  reason text collate "C" not null,
  cause text collate "C",
  campaign_id text collate "C",
  customer_id text collate "C",
  recorded_at timestamp not null,
  recorded_by text collate "C" not null,
  primary key (channel, address)
);
create index suppressions_by_time on suppressions (recorded_at, channel, address);
