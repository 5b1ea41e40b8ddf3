-- Log-in beyond a password: a password that somebody else set is to be replaced, a session knows when its person last
-- proved who they are, and there are second factors, recovery codes, and links that invite and reset.
alter table users add column password_is_temporary boolean not null default false;
alter table sessions add column proved_at timestamp;
update sessions set proved_at = created_at;

-- The secret of an authenticator is derived from the installation's key `key_id`: it does not stand here.
create table second_factors (
  user_id text not null primary key references users (id),
  key_id text not null,
  nonce text not null,
  created_at timestamp not null,
  confirmed_at timestamp,
  last_step bigint not null
) without rowid;

create table recovery_codes (
  user_id text not null references users (id),
  hash text not null,
  created_at timestamp not null,
  used_at timestamp,
  primary key (user_id, hash)
) without rowid;

create table account_links (
  hash text not null primary key,
  user_id text not null references users (id),
  purpose text not null,
  created_by text not null,
  created_at timestamp not null,
  expires_at timestamp not null,
  used_at timestamp
) without rowid;
create index account_links_by_user on account_links (user_id);
create index login_failures_by_age on login_failures (last_at);
