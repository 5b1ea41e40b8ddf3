-- An import knows its file again by a fingerprint of the unpacked bytes, whether it was history or live, what it made
-- besides purchases, and what an undo took back. Imports of former versions have no fingerprint and cannot be undone.
alter table imports add column fingerprint text;
alter table imports add column mode text;
alter table imports add column newest_on date;
alter table imports add column undone text;
create index imports_by_fingerprint on imports (fingerprint) where fingerprint is not null;
create index purchases_by_import on purchases (import_id, id) where import_id is not null;

-- Customers, identities of known customers, refunds and reversals that an import or its undo made.
create table import_facts (
  import_id text not null,
  kind text not null,
  subject_id text not null,
  customer_id text not null,
  primary key (import_id, kind, subject_id, customer_id)
) without rowid;
