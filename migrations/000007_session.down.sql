DROP TABLE desk_link;
DROP TABLE session;
UPDATE schema_applied SET version = 6;
