drop trigger audit_blocks_stay;
drop trigger audit_blocks_stay_as_they_are;
drop trigger audit_events_stay;
drop trigger audit_events_stay_as_they_are;
drop table audit_blocks;
alter table audit_events drop column digest;
alter table audit_events drop column salt;
