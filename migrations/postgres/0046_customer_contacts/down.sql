drop table customer_contacts;
