-- What happened to each interview, and nothing about what was said in it.
-- No name of a person, file or folder belongs here: codes, digests, states and times only.

CREATE TABLE submissions (
    submission_id text PRIMARY KEY,
    site text NOT NULL CHECK (site ~ '^[a-z][a-z0-9_-]{1,30}$'),
    folder_hash text NOT NULL CHECK (folder_hash ~ '^[0-9a-f]{8,64}$'),
    content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    superseded_by text REFERENCES submissions,
    CONSTRAINT registered_once UNIQUE (site, folder_hash, content_sha256)
);
COMMENT ON TABLE submissions IS 'One version of one folder that a site sent.';
COMMENT ON COLUMN submissions.folder_hash IS
    'Stands for the folder: its name may hold a person''s.';
COMMENT ON COLUMN submissions.position IS 'Order of registration.';
COMMENT ON COLUMN submissions.superseded_by IS
    'The version of the same folder that replaced this one.';

CREATE TABLE interviews (
    interview_id text PRIMARY KEY,
    submission_id text NOT NULL REFERENCES submissions,
    manifest_row integer NOT NULL CHECK (manifest_row >= 0),
    interview_code text CHECK (interview_code ~ '^[a-z][a-z0-9_-]{1,60}$'),
    participant_code text CHECK (participant_code ~ '^[a-z][a-z0-9_-]{1,30}$'),
    role text CHECK (role ~ '^[a-z][a-z0-9_-]{1,30}$'),
    transcript_sha256 text CHECK (transcript_sha256 ~ '^[0-9a-f]{64}$'),
    state text,
    since timestamptz,
    last_seq bigint NOT NULL DEFAULT 0,
    receipt_seq bigint NOT NULL DEFAULT 0,
    UNIQUE (submission_id, manifest_row)
);
COMMENT ON TABLE interviews IS 'One row of one submission''s manifest, and where it is now.';
COMMENT ON COLUMN interviews.state IS 'Copy of the last transition''s after_state.';
COMMENT ON COLUMN interviews.last_seq IS 'The last transition.';
COMMENT ON COLUMN interviews.receipt_seq IS 'The last transition that the site has a receipt of.';

CREATE INDEX interviews_waiting ON interviews (state, since);
CREATE INDEX interviews_by_code ON interviews (interview_code);
CREATE INDEX interviews_by_transcript ON interviews (transcript_sha256);
CREATE INDEX interviews_without_receipt ON interviews (last_seq) WHERE last_seq > receipt_seq;

CREATE TABLE transitions (
    seq bigint PRIMARY KEY CHECK (seq > 0),
    interview_id text NOT NULL REFERENCES interviews,
    before_state text,
    after_state text NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL CHECK (actor <> ''),
    detail jsonb NOT NULL,
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE transitions IS 'Every change of state, numbered without gaps, never changed.';
COMMENT ON COLUMN transitions.hash IS
    'SHA-256 over the hash before and this row with its findings.';
CREATE INDEX transitions_of_interview ON transitions (interview_id, seq);

CREATE TABLE findings (
    seq bigint NOT NULL REFERENCES transitions,
    position integer NOT NULL,
    code text NOT NULL,
    place text NOT NULL,
    problem text NOT NULL,
    fix text NOT NULL,
    PRIMARY KEY (seq, position)
);
COMMENT ON TABLE findings IS 'Why an interview was quarantined or needs a person.';

CREATE TABLE folders (
    site text NOT NULL,
    folder_hash text NOT NULL CHECK (folder_hash ~ '^[0-9a-f]{8,64}$'),
    listing_sha256 text NOT NULL,
    first_seen_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    listed_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    PRIMARY KEY (site, folder_hash)
);
COMMENT ON TABLE folders IS 'Each folder of each inbox, as it was when it was last listed.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history is append-only'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE TRIGGER transitions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transitions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER findings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON findings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE VIEW interview_records AS
SELECT
    i.interview_id, i.submission_id, s.site, i.manifest_row, i.interview_code,
    i.participant_code, i.role, i.state, i.since, i.transcript_sha256,
    s.superseded_by IS NOT NULL AS superseded,
    i.last_seq, i.receipt_seq, s.folder_hash, s.position
FROM interviews i JOIN submissions s USING (submission_id);
COMMENT ON VIEW interview_records IS 'Interviews with what their submission knows of them.';

CREATE VIEW chained_transitions AS
SELECT
    t.seq, t.interview_id, t.before_state, t.after_state, t.at, t.actor, t.detail, t.hash,
    coalesce(
        (SELECT jsonb_agg(jsonb_build_array(f.code, f.place, f.problem, f.fix) ORDER BY f.position)
         FROM findings f WHERE f.seq = t.seq),
        '[]'
    ) AS findings
FROM transitions t;
COMMENT ON VIEW chained_transitions IS 'Transitions with everything that their hash covers.';
