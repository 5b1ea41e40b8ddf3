drop table purchase_delivery_lines;
drop table purchase_deliveries;
