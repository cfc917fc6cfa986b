-- Run as superuser in the database ledger, after its migrations. Every statement can be run again.

GRANT USAGE ON SCHEMA ledger TO desk;

-- Counters change with every step that the Desk takes, so most tables can be changed. None can be
-- emptied, and what tables themselves refuse stays refused, because they are not the Desk's.
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA ledger TO desk;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA ledger TO desk;

REVOKE UPDATE ON ledger.transitions, ledger.findings, ledger.raw_views, ledger.holders FROM desk;
REVOKE INSERT, UPDATE ON ledger.submissions, ledger.folders, ledger.reviews, ledger.schema_version
    FROM desk;
REVOKE INSERT ON ledger.interviews FROM desk;

ALTER ROLE desk SET statement_timeout = '60s';
ALTER ROLE desk SET idle_in_transaction_session_timeout = '1min';
