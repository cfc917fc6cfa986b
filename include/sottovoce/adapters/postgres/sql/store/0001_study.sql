-- What analysts query. Identifiers are already replaced in everything that arrives here.

CREATE TABLE participants (
    participant text PRIMARY KEY,
    site text NOT NULL
);
COMMENT ON TABLE participants IS 'People of whom at least one interview is in the store.';
COMMENT ON COLUMN participants.participant IS
    'Stable code of the person in this study; not the code that the site uses.';
COMMENT ON COLUMN participants.site IS 'The person''s study site.';

CREATE TABLE interviews (
    interview_code text PRIMARY KEY,
    site text NOT NULL,
    participant text NOT NULL REFERENCES participants,
    role text NOT NULL,
    interview_month text NOT NULL CHECK (interview_month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
    language text NOT NULL
);
COMMENT ON TABLE interviews IS 'One row an interview, in its version released last.';
COMMENT ON COLUMN interviews.interview_code IS
    'Code of the interview, the same in every version.';
COMMENT ON COLUMN interviews.site IS 'Code of the study site.';
COMMENT ON COLUMN interviews.participant IS 'Who was interviewed.';
COMMENT ON COLUMN interviews.role IS 'As what the person was interviewed, e.g. peer_worker.';
COMMENT ON COLUMN interviews.interview_month IS 'Year and month, YYYY-MM; the day is not kept.';
COMMENT ON COLUMN interviews.language IS 'Language of the conversation, ISO 639-1.';
CREATE INDEX interviews_by_participant ON interviews (participant);
CREATE INDEX interviews_by_site_and_role ON interviews (site, role);

CREATE TABLE turns (
    interview_code text NOT NULL REFERENCES interviews ON DELETE CASCADE,
    turn_index integer NOT NULL CHECK (turn_index >= 0),
    speaker text,
    start_s double precision CHECK (start_s >= 0),
    end_s double precision CHECK (end_s >= start_s),
    text text NOT NULL,
    n_words integer NOT NULL GENERATED ALWAYS AS (
        CASE WHEN text ~ '\S'
            THEN array_length(regexp_split_to_array(regexp_replace(text, '^\s+|\s+$', '', 'g'), '\s+'), 1)
            ELSE 0 END
    ) STORED,
    words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', text)) STORED,
    PRIMARY KEY (interview_code, turn_index)
);
COMMENT ON TABLE turns IS 'What one speaker said before the next one spoke.';
COMMENT ON COLUMN turns.interview_code IS 'The interview.';
COMMENT ON COLUMN turns.turn_index IS 'Position in the interview, from 0.';
COMMENT ON COLUMN turns.speaker IS
    'Who spoke, e.g. Interviewer or [Person 1]; empty if the transcript does not tell.';
COMMENT ON COLUMN turns.start_s IS 'Start in seconds of the recording; empty if unknown.';
COMMENT ON COLUMN turns.end_s IS 'End in seconds of the recording; empty if unknown.';
COMMENT ON COLUMN turns.text IS 'The words, with stand-ins such as [Person 3] for identifiers.';
COMMENT ON COLUMN turns.n_words IS 'Words between white space; a stand-in of two words counts two.';
COMMENT ON COLUMN turns.words IS 'For full-text search: words @@ websearch_to_tsquery(''english'', ''...'').';
CREATE INDEX turns_full_text ON turns USING gin (words);

CREATE TABLE redactions (
    interview_code text NOT NULL,
    turn_index integer NOT NULL,
    start_char integer NOT NULL CHECK (start_char >= 0),
    end_char integer NOT NULL,
    entity_type text NOT NULL,
    stand_in text NOT NULL,
    PRIMARY KEY (interview_code, turn_index, start_char),
    FOREIGN KEY (interview_code, turn_index) REFERENCES turns ON DELETE CASCADE,
    CONSTRAINT redaction_is_as_long_as_its_stand_in
        CHECK (end_char - start_char = char_length(stand_in) AND end_char > start_char)
);
COMMENT ON TABLE redactions IS
    'Where an identifier was replaced: half-open, in characters of the clean text, from 0.';
COMMENT ON COLUMN redactions.interview_code IS 'The interview.';
COMMENT ON COLUMN redactions.turn_index IS 'The turn.';
COMMENT ON COLUMN redactions.start_char IS 'First character of the stand-in in turns.text.';
COMMENT ON COLUMN redactions.end_char IS 'One past its last character.';
COMMENT ON COLUMN redactions.entity_type IS 'What was there, e.g. PERSON or PHONE.';
COMMENT ON COLUMN redactions.stand_in IS 'What stands there now, e.g. [Person 3].';
CREATE INDEX redactions_by_stand_in ON redactions (stand_in);

CREATE TABLE lineage (
    interview_code text PRIMARY KEY REFERENCES interviews ON DELETE CASCADE,
    interview_id text NOT NULL,
    source_sha256 text NOT NULL CHECK (source_sha256 ~ '^[0-9a-f]{64}$'),
    policy_fingerprint text NOT NULL,
    software_version text NOT NULL,
    reviewed boolean NOT NULL,
    released_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE lineage IS 'From what, how and when each interview was made.';
COMMENT ON COLUMN lineage.interview_code IS 'The interview.';
COMMENT ON COLUMN lineage.interview_id IS 'The row of the submission that it came from.';
COMMENT ON COLUMN lineage.source_sha256 IS 'SHA-256 of the transcript as the site sent it.';
COMMENT ON COLUMN lineage.policy_fingerprint IS 'Changes when the de-identification policy does.';
COMMENT ON COLUMN lineage.software_version IS 'Version of Sottovoce that made it.';
COMMENT ON COLUMN lineage.reviewed IS 'Whether a person looked at what was doubtful.';
COMMENT ON COLUMN lineage.released_at IS 'When this version came into the store.';

CREATE FUNCTION check_redactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added a JOIN turns t USING (interview_code, turn_index)
        WHERE substring(t.text FROM a.start_char + 1 FOR a.end_char - a.start_char) <> a.stand_in
    ) THEN
        RAISE EXCEPTION 'a redaction is not where its stand-in is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'redaction_is_its_stand_in';
    END IF;
    IF EXISTS (
        SELECT FROM (
            SELECT start_char, lag(end_char) OVER (
                PARTITION BY interview_code, turn_index ORDER BY start_char
            ) AS end_before FROM added
        ) neighbours WHERE start_char < end_before
    ) THEN
        RAISE EXCEPTION 'two redactions overlap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'redactions_are_disjoint';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_redactions() IS 'Each redaction must be where its stand-in is.';
CREATE TRIGGER redactions_checked AFTER INSERT ON redactions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_redactions();

CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an interview is replaced whole'
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_replaced_whole';
END $$;
COMMENT ON FUNCTION refuse_update() IS 'Turns and redactions never change; interviews are replaced.';
CREATE TRIGGER turns_replaced_whole BEFORE UPDATE ON turns
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();
CREATE TRIGGER redactions_replaced_whole BEFORE UPDATE ON redactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();

CREATE VIEW interview_summary AS
SELECT
    i.interview_code, i.site, i.participant, i.role, i.interview_month, i.language,
    t.n_turns, t.n_words, t.duration_s, r.n_redactions, l.reviewed, l.released_at
FROM interviews i
JOIN lineage l USING (interview_code)
CROSS JOIN LATERAL (
    SELECT count(*) AS n_turns, coalesce(sum(n_words), 0) AS n_words,
        max(coalesce(end_s, start_s)) AS duration_s
    FROM turns WHERE turns.interview_code = i.interview_code
) t
CROSS JOIN LATERAL (
    SELECT count(*) AS n_redactions FROM redactions
    WHERE redactions.interview_code = i.interview_code
) r;
COMMENT ON VIEW interview_summary IS 'One row an interview: who, when, how long, how much replaced.';
COMMENT ON COLUMN interview_summary.interview_code IS 'Code of the interview.';
COMMENT ON COLUMN interview_summary.site IS 'Code of the study site.';
COMMENT ON COLUMN interview_summary.participant IS 'Who was interviewed.';
COMMENT ON COLUMN interview_summary.role IS 'As what the person was interviewed.';
COMMENT ON COLUMN interview_summary.interview_month IS 'Year and month, YYYY-MM.';
COMMENT ON COLUMN interview_summary.language IS 'Language of the conversation, ISO 639-1.';
COMMENT ON COLUMN interview_summary.n_turns IS 'Turns of all speakers.';
COMMENT ON COLUMN interview_summary.n_words IS 'Words of all speakers.';
COMMENT ON COLUMN interview_summary.duration_s IS
    'Latest time in the transcript, in seconds; empty if it has no times.';
COMMENT ON COLUMN interview_summary.n_redactions IS 'Identifiers replaced in the turns.';
COMMENT ON COLUMN interview_summary.reviewed IS 'Whether a person looked at what was doubtful.';
COMMENT ON COLUMN interview_summary.released_at IS 'When this version came into the store.';

CREATE FUNCTION search_turns(q text)
RETURNS TABLE (
    interview_code text, site text, role text, turn_index integer, speaker text,
    start_s double precision, text text, rank real
)
LANGUAGE sql STABLE
AS $$
    SELECT t.interview_code, i.site, i.role, t.turn_index, t.speaker, t.start_s, t.text,
        ts_rank(t.words, websearch_to_tsquery('english', q)) AS rank
    FROM study.turns t JOIN study.interviews i USING (interview_code)
    WHERE t.words @@ websearch_to_tsquery('english', q)
    ORDER BY rank DESC, t.interview_code, t.turn_index
$$;
COMMENT ON FUNCTION search_turns(text) IS
    'Turns that match, best first. Write as in a search box: "peer worker" or trust -diagnosis.';

COMMENT ON COLUMN schema_version.version IS 'Number of the file.';
COMMENT ON COLUMN schema_version.name IS 'Its name.';
COMMENT ON COLUMN schema_version.sha256 IS 'Its digest: an applied file never changes.';
COMMENT ON COLUMN schema_version.applied_at IS 'When it was applied.';
