drop table external_refs;
drop table refund_lines;
drop table refunds;
drop table purchase_lines;
drop table purchases;
