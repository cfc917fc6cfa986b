-- Run as superuser in the database postgres. Every statement can be run again.

-- Without this, everyone who has a role could look around here and make temporary tables.
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
REVOKE ALL ON DATABASE template1 FROM PUBLIC;

GRANT CONNECT ON DATABASE store TO loader, analyst;

-- The rights below are what keeps analysts from writing; these settings are courtesies that a
-- careless statement meets first.
ALTER ROLE analyst CONNECTION LIMIT 30;
ALTER ROLE analyst SET default_transaction_read_only = on;
ALTER ROLE analyst SET statement_timeout = '60s';
ALTER ROLE analyst SET idle_in_transaction_session_timeout = '10min';
ALTER ROLE analyst IN DATABASE store SET search_path = study;
