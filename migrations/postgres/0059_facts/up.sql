-- Facts in columns are brought forward by what changed since.
create index anonymous_sales_by_change on anonymous_sales (updated_at, id);
