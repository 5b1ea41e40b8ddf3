drop table event_numbers;
drop index events_by_number;
alter table events drop column number;
alter table events rename column recorded_at to occurred_at;
