drop table erased_contacts;
drop table erasure_terms;
drop table erasures;
