-- Complaints by who sees to them: one's own list, and what a leaver answers for.
create index complaints_by_owner on complaints (owner_id, state, id) where owner_id is not null;
