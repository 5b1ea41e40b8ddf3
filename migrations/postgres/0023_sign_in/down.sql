drop index login_failures_by_age;
drop table account_links;
drop table recovery_codes;
drop table second_factors;
alter table sessions drop column proved_at;
alter table users drop column password_is_temporary;
