-- Run as superuser in the database store. Every statement can be run again.

CREATE SCHEMA IF NOT EXISTS study AUTHORIZATION loader;
ALTER SCHEMA study OWNER TO loader;
COMMENT ON SCHEMA study IS
    'Interviews of the study, identifiers replaced. Start with the view interview_summary.';

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA study FROM PUBLIC;
GRANT USAGE ON SCHEMA study TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA study TO analyst;
ALTER DEFAULT PRIVILEGES FOR ROLE loader IN SCHEMA study GRANT SELECT ON TABLES TO analyst;

-- Large objects are the one thing that PostgreSQL lets anybody make anywhere.
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea)
    FROM PUBLIC;
