-- What the Desk shows of all interviews is counted when they change, not when somebody looks: its
-- pages must take as long as the page is, not as the study. Only the current version of a folder
-- counts. Every change of state is made under the chain's lock, so counters are never contended.
-- No name, and nothing anybody said, belongs here either.

ALTER TABLE interviews
    ADD COLUMN site text,
    ADD COLUMN superseded boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN interviews.site IS 'Copy of its submission''s, for the indexes below.';
COMMENT ON COLUMN interviews.superseded IS
    'Whether its submission is superseded: a copy, for the indexes below.';

UPDATE interviews i SET site = s.site, superseded = s.superseded_by IS NOT NULL
FROM submissions s WHERE s.submission_id = i.submission_id;

ALTER TABLE interviews ALTER COLUMN site SET NOT NULL;

CREATE TABLE cell_counts (
    site text NOT NULL,
    role text NOT NULL,
    state text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (site, role, state)
) WITH (fillfactor = 50);
COMMENT ON TABLE cell_counts IS
    'How many interviews, superseded ones not, each site has in each role and state.';
COMMENT ON COLUMN cell_counts.role IS 'Empty for interviews whose role the study does not know.';

CREATE TABLE daily_counts (
    day date NOT NULL,
    site text NOT NULL,
    state text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (day, site, state)
) WITH (fillfactor = 50);
COMMENT ON TABLE daily_counts IS
    'How often an interview, superseded ones not, came into a state from another, by day in UTC.';

CREATE TABLE current_findings (
    interview_id text NOT NULL REFERENCES interviews,
    code text NOT NULL,
    site text NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    last_seq bigint NOT NULL,
    PRIMARY KEY (interview_id, code)
);
COMMENT ON TABLE current_findings IS
    'Which findings an interview, superseded ones not, has had, and where it is now.';

CREATE TABLE raw_views (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    who text NOT NULL CHECK (who <> ''),
    interview_id text NOT NULL REFERENCES interviews,
    what text NOT NULL CHECK (what IN ('transcript', 'clip_raw', 'clip_muted', 'receipt')),
    turn integer CHECK (turn >= 0)
);
COMMENT ON TABLE raw_views IS 'Who saw or heard raw words of which interview, and when.';
COMMENT ON COLUMN raw_views.turn IS 'Which turn, if it was one; otherwise all were shown.';
CREATE INDEX raw_views_of_interview ON raw_views (interview_id, id);
CREATE INDEX raw_views_by_time ON raw_views (at);
CREATE INDEX raw_views_of_person ON raw_views (who, id);
CREATE TRIGGER raw_views_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON raw_views
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Functions name their schema's tables whatever the session's search path is.

CREATE FUNCTION copy_from_submission() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    SELECT s.site, s.superseded_by IS NOT NULL INTO NEW.site, NEW.superseded
    FROM submissions s WHERE s.submission_id = NEW.submission_id;
    RETURN NEW;
END $$;

CREATE FUNCTION copy_superseded() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE interviews i SET superseded = s.superseded_by IS NOT NULL
    FROM changed s
    WHERE s.submission_id = i.submission_id
        AND i.superseded IS DISTINCT FROM (s.superseded_by IS NOT NULL);
    RETURN NULL;
END $$;

CREATE FUNCTION count_new_interviews() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO cell_counts AS c (site, role, state, n)
    SELECT site, coalesce(role, ''), state, count(*) FROM added
    WHERE state IS NOT NULL AND NOT superseded GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (site, role, state) DO UPDATE SET n = c.n + excluded.n;
    RETURN NULL;
END $$;

CREATE FUNCTION count_changed_interviews() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM was JOIN changed USING (interview_id)
        WHERE (was.role, was.state, was.last_seq, was.superseded)
            IS DISTINCT FROM (changed.role, changed.state, changed.last_seq, changed.superseded)
    ) THEN
        RETURN NULL;  -- a receipt was noted: takes no lock on a counter
    END IF;

    INSERT INTO cell_counts AS c (site, role, state, n)
    SELECT e.site, coalesce(e.role, ''), e.state, sum(e.n) FROM (
        SELECT site, role, state, superseded, 1 AS n FROM changed
        UNION ALL SELECT site, role, state, superseded, -1 FROM was
    ) e
    WHERE e.state IS NOT NULL AND NOT e.superseded
    GROUP BY 1, 2, 3 HAVING sum(e.n) <> 0 ORDER BY 1, 2, 3
    ON CONFLICT (site, role, state) DO UPDATE SET n = c.n + excluded.n;

    UPDATE current_findings f SET state = c.state, since = c.since, last_seq = c.last_seq
    FROM changed c WHERE c.interview_id = f.interview_id AND c.last_seq <> f.last_seq;

    IF EXISTS (SELECT FROM was JOIN changed USING (interview_id)
               WHERE was.superseded IS DISTINCT FROM changed.superseded) THEN
        INSERT INTO daily_counts AS d (day, site, state, n)
        SELECT (t.at AT TIME ZONE 'UTC')::date, c.site, t.after_state,
            sum(CASE WHEN c.superseded THEN -1 ELSE 1 END)
        FROM was w JOIN changed c USING (interview_id) JOIN transitions t USING (interview_id)
        WHERE w.superseded IS DISTINCT FROM c.superseded
            AND t.before_state IS DISTINCT FROM t.after_state
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (day, site, state) DO UPDATE SET n = d.n + excluded.n;

        DELETE FROM current_findings f USING changed c
        WHERE c.interview_id = f.interview_id AND c.superseded;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION count_transitions() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO daily_counts AS d (day, site, state, n)
    SELECT (t.at AT TIME ZONE 'UTC')::date, i.site, t.after_state, count(*)
    FROM added t JOIN interviews i USING (interview_id)
    WHERE NOT i.superseded AND t.before_state IS DISTINCT FROM t.after_state
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (day, site, state) DO UPDATE SET n = d.n + excluded.n;
    RETURN NULL;
END $$;

CREATE FUNCTION note_current_findings() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO current_findings (interview_id, code, site, state, since, last_seq)
    SELECT DISTINCT ON (t.interview_id, f.code)
        t.interview_id, f.code, i.site, t.after_state, t.at, t.seq
    FROM added f JOIN transitions t USING (seq) JOIN interviews i USING (interview_id)
    WHERE NOT i.superseded ORDER BY t.interview_id, f.code, t.seq DESC
    ON CONFLICT (interview_id, code) DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER interviews_copy BEFORE INSERT ON interviews
    FOR EACH ROW EXECUTE FUNCTION copy_from_submission();
CREATE TRIGGER submissions_copy AFTER UPDATE ON submissions
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION copy_superseded();
CREATE TRIGGER interviews_count_new AFTER INSERT ON interviews
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_new_interviews();
CREATE TRIGGER interviews_count_changed AFTER UPDATE ON interviews
    REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_changed_interviews();
CREATE TRIGGER transitions_count AFTER INSERT ON transitions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_transitions();
CREATE TRIGGER findings_note_current AFTER INSERT ON findings
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_current_findings();

INSERT INTO cell_counts
SELECT site, coalesce(role, ''), state, count(*) FROM interviews
WHERE state IS NOT NULL AND NOT superseded GROUP BY 1, 2, 3;

INSERT INTO daily_counts
SELECT (t.at AT TIME ZONE 'UTC')::date, i.site, t.after_state, count(*)
FROM transitions t JOIN interviews i USING (interview_id)
WHERE NOT i.superseded AND t.before_state IS DISTINCT FROM t.after_state GROUP BY 1, 2, 3;

INSERT INTO current_findings
SELECT DISTINCT i.interview_id, f.code, i.site, i.state, i.since, i.last_seq
FROM findings f JOIN transitions t USING (seq) JOIN interviews i USING (interview_id)
WHERE NOT i.superseded;

-- One index for each combination of filters: a page is read from where the one before it ended.
CREATE INDEX interviews_page ON interviews (since, last_seq) WHERE NOT superseded;
CREATE INDEX interviews_page_of_site ON interviews (site, since, last_seq) WHERE NOT superseded;
CREATE INDEX interviews_page_of_state ON interviews (state, since, last_seq) WHERE NOT superseded;
CREATE INDEX interviews_page_of_site_and_state ON interviews (site, state, since, last_seq)
    WHERE NOT superseded;
CREATE INDEX findings_page ON current_findings (code, since, last_seq);
CREATE INDEX findings_page_of_site ON current_findings (code, site, since, last_seq);
CREATE INDEX findings_page_of_state ON current_findings (code, state, since, last_seq);
CREATE INDEX findings_page_of_site_and_state
    ON current_findings (code, site, state, since, last_seq);

CREATE INDEX interviews_of_participant ON interviews (participant_code);
CREATE INDEX interviews_people ON interviews (site, coalesce(role, ''), participant_code)
    WHERE NOT superseded AND state <> 'withdrawn';
CREATE INDEX interviews_oldest_waiting ON interviews (site, coalesce(role, ''), since)
    WHERE NOT superseded AND state NOT IN ('released', 'quarantined', 'withdrawn');
CREATE INDEX findings_by_code ON findings (code);
