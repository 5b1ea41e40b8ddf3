drop index jobs_by_lock;
