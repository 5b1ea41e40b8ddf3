-- A job that waits with the same lock is found without looking through all that wait.
create index jobs_by_lock on jobs (lock_name, state) where lock_name is not null;
