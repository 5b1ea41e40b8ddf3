-- What a key of the mode `test` does happens in the sandbox.
alter table api_keys add column mode text not null default 'live';
