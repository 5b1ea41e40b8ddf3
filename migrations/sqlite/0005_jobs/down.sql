drop table import_rejections;
drop table import_chunks;
drop table imports;
drop table job_locks;
drop table jobs;
