drop index complaints_by_owner;
