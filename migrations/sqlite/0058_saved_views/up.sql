-- A list with its filters and order, under a name.
create table saved_views (
  id text not null primary key,
  user_id text not null references users (id),
  list text not null,
  name text not null,
  query text not null,
  is_shared boolean not null,
  created_at timestamp not null,
  updated_at timestamp not null,
  version integer not null,
  unique (user_id, list, name)
);
create index saved_views_shared on saved_views (list, id) where is_shared;
