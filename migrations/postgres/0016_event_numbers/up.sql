-- An event gets its number from one relay after it is committed, so that who reads by number misses nothing. It is empty
-- of a customer where it tells of none, and is kept for a while from when it was recorded.
alter table events rename column occurred_at to recorded_at;
alter table events add column number bigint;
update events set number = counted.number
  from (select id, row_number() over (order by id) as number from events) as counted where counted.id = events.id;
create index events_by_number on events (number, id);
create table event_numbers (
  name text collate "C" not null primary key,
  last bigint not null
);
insert into event_numbers (name, last) select 'events', count(*) from events;
-- Two kinds of periodic job are called by what they do.
update jobs set kind = 'campaigns.advance' where kind = 'campaigns.tick';
update jobs set kind = 'system.retention' where kind = 'system.tidy';
update jobs set lock_name = 'campaigns.advance' where lock_name = 'campaigns.tick';
update jobs set lock_name = 'system.retention' where lock_name = 'system.tidy';
update job_locks set name = 'campaigns.advance' where name = 'campaigns.tick';
update job_locks set name = 'system.retention' where name = 'system.tidy';
