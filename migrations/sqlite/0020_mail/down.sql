drop table test_send_counts;
drop table test_addresses;
alter table deliveries drop column complained_at;
alter table deliveries drop column delivered_at;
drop index suppressions_by_time;
drop index suppressions_by_id;
create index suppressions_by_time on suppressions (recorded_at, channel, address);
alter table suppressions drop column id;
