-- What is held on a person, put together for them: an archive in chunks, kept for some days.
create table data_exports (
  id text collate "C" not null primary key,
  customer_id text collate "C" not null,
  language text collate "C" not null,
  state text collate "C" not null,
  bytes bigint,
  requested_by text collate "C" not null,
  requested_at timestamp not null,
  finished_at timestamp,
  expires_at timestamp not null
);
create index data_exports_by_customer on data_exports (customer_id, id);
create index data_exports_by_end on data_exports (expires_at);

create table data_export_chunks (
  customer_id text collate "C" not null,
  export_id text collate "C" not null,
  number integer not null,
  bytes bytea not null,
  primary key (export_id, number)
);
