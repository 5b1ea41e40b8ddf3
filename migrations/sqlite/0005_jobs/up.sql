-- Work that happens later, and the files it reads.
create table jobs (
  id text not null primary key,
  kind text not null,
  subject_id text,
  lock_name text,
  args text not null,
  state text not null,
  run_at timestamp not null,
  attempts integer not null,
  max_attempts integer not null,
  locked_by text,
  locked_until timestamp,
  cancel_requested boolean not null,
  progress_done bigint not null,
  progress_total bigint,
  progress_unit text not null,
  checkpoint text,
  result text,
  error_code text,
  error_detail text,
  created_by text not null,
  created_at timestamp not null,
  started_at timestamp,
  finished_at timestamp,
  seq bigint not null
) without rowid;
create index jobs_by_claim on jobs (state, run_at);
create index jobs_by_subject on jobs (subject_id, id);

-- What must not run twice at once, held by the job that runs; and which periodic jobs were made.
create table job_locks (
  name text not null primary key,
  job_id text not null
) without rowid;

create table imports (
  id text not null primary key,
  kind text not null,
  format text not null,
  encoding text not null,
  compression text not null,
  file_name text not null,
  bytes bigint not null,
  state text not null,
  mapping text not null,
  options text not null,
  header text not null,
  counts text not null,
  samples text not null,
  job_id text,
  created_by text not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null
) without rowid;

create table import_chunks (
  import_id text not null references imports (id),
  number integer not null,
  bytes blob not null,
  primary key (import_id, number)
);

create table import_rejections (
  import_id text not null references imports (id),
  line bigint not null,
  content text not null,
  errors text not null,
  primary key (import_id, line)
);
