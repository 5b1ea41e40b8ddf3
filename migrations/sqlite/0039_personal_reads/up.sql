-- Who opened what is known of which customer: a short row for each that is not a repetition of the minutes before.
create table personal_reads (
  id text not null primary key,
  at timestamp not null,
  actor_kind text not null,
  actor_id text not null,
  customer_id text not null
) without rowid;
create index personal_reads_by_customer on personal_reads (customer_id, id);
create index personal_reads_by_actor on personal_reads (actor_id, id);
create index personal_reads_by_age on personal_reads (at);
