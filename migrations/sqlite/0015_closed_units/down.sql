alter table units drop column closed_on;
