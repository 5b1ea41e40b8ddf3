-- Work that happens later, and the files it reads.
create table jobs (
  id text collate "C" not null primary key,
  kind text collate "C" not null,
  subject_id text collate "C",
  lock_name text collate "C",
  args text collate "C" not null,
  state text collate "C" not null,
  run_at timestamp not null,
  attempts integer not null,
  max_attempts integer not null,
  locked_by text collate "C",
  locked_until timestamp,
  cancel_requested boolean not null,
  progress_done bigint not null,
  progress_total bigint,
  progress_unit text collate "C" not null,
  checkpoint text collate "C",
  result text collate "C",
  error_code text collate "C",
  error_detail text collate "C",
  created_by text collate "C" not null,
  created_at timestamp not null,
  started_at timestamp,
  finished_at timestamp,
  seq bigint not null
);
create index jobs_by_claim on jobs (state, run_at);
create index jobs_by_subject on jobs (subject_id, id);

-- What must not run twice at once, held by the job that runs; and which periodic jobs were made.
create table job_locks (
  name text collate "C" not null primary key,
  job_id text collate "C" not null
);

create table imports (
  id text collate "C" not null primary key,
  kind text collate "C" not null,
  format text collate "C" not null,
  encoding text collate "C" not null,
  compression text collate "C" not null,
  file_name text collate "C" not null,
  bytes bigint not null,
  state text collate "C" not null,
  mapping text collate "C" not null,
  options text collate "C" not null,
  header text collate "C" not null,
  counts text collate "C" not null,
  samples text collate "C" not null,
  job_id text collate "C",
  created_by text collate "C" not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
);

create table import_chunks (
  import_id text collate "C" not null references imports (id),
  number integer not null,
  bytes bytea not null,
  primary key (import_id, number)
);

create table import_rejections (
  import_id text collate "C" not null references imports (id),
  line bigint not null,
  content text collate "C" not null,
  errors text collate "C" not null,
  primary key (import_id, line)
);
