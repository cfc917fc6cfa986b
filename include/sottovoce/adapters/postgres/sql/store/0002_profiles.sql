-- Other forms of the same interviews, for other readers. The tables turns and redactions hold the
-- profile "team"; here are all others, and each role sees those it was granted.

CREATE TABLE profile_readers (
    profile text NOT NULL CHECK (profile ~ '^[a-z][a-z0-9_]{1,30}$'),
    reader text NOT NULL CHECK (reader ~ '^[a-z][a-z0-9_]{1,62}$'),
    PRIMARY KEY (profile, reader)
);
COMMENT ON TABLE profile_readers IS 'Which role of this server reads which profile.';
COMMENT ON COLUMN profile_readers.profile IS 'The profile, as the study file names it.';
COMMENT ON COLUMN profile_readers.reader IS 'The role; its members read the profile too.';

CREATE FUNCTION readable_profiles() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = study, pg_temp
AS $$
    SELECT coalesce(array_agg(DISTINCT p.profile), '{}')
    FROM profile_readers p JOIN pg_catalog.pg_roles r ON r.rolname = p.reader
    WHERE pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER')
$$;
COMMENT ON FUNCTION readable_profiles() IS 'The profiles that you may read, besides team.';

CREATE TABLE profile_turns (
    profile text NOT NULL CHECK (profile ~ '^[a-z][a-z0-9_]{1,30}$' AND profile <> 'team'),
    interview_code text NOT NULL REFERENCES interviews ON DELETE CASCADE,
    turn_index integer NOT NULL CHECK (turn_index >= 0),
    speaker text,
    start_s double precision CHECK (start_s >= 0),
    end_s double precision CHECK (end_s >= start_s),
    text text NOT NULL,
    words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english', text)) STORED,
    PRIMARY KEY (interview_code, profile, turn_index)
);
COMMENT ON TABLE profile_turns IS 'As turns, in the profiles that you may read.';
COMMENT ON COLUMN profile_turns.profile IS 'The profile, e.g. workshop.';
COMMENT ON COLUMN profile_turns.interview_code IS 'The interview.';
COMMENT ON COLUMN profile_turns.turn_index IS 'Position in the interview, from 0.';
COMMENT ON COLUMN profile_turns.speaker IS 'Who spoke; empty if the transcript does not tell.';
COMMENT ON COLUMN profile_turns.start_s IS 'Start in seconds of the recording; empty if unknown.';
COMMENT ON COLUMN profile_turns.end_s IS 'End in seconds of the recording; empty if unknown.';
COMMENT ON COLUMN profile_turns.text IS 'The words, as this profile gives them.';
COMMENT ON COLUMN profile_turns.words IS 'For full-text search, by search_profile().';
CREATE INDEX profile_turns_full_text ON profile_turns USING gin (words);

CREATE TABLE profile_redactions (
    profile text NOT NULL,
    interview_code text NOT NULL,
    turn_index integer NOT NULL,
    start_char integer NOT NULL CHECK (start_char >= 0),
    end_char integer NOT NULL,
    entity_type text NOT NULL,
    stand_in text NOT NULL,
    PRIMARY KEY (interview_code, profile, turn_index, start_char),
    FOREIGN KEY (interview_code, profile, turn_index) REFERENCES profile_turns ON DELETE CASCADE,
    CONSTRAINT redaction_is_as_long_as_its_stand_in
        CHECK (end_char - start_char = char_length(stand_in) AND end_char > start_char)
);
COMMENT ON TABLE profile_redactions IS
    'As redactions, in the profiles that you may read: what a profile keeps is not listed.';
COMMENT ON COLUMN profile_redactions.profile IS 'The profile.';
COMMENT ON COLUMN profile_redactions.interview_code IS 'The interview.';
COMMENT ON COLUMN profile_redactions.turn_index IS 'The turn.';
COMMENT ON COLUMN profile_redactions.start_char IS 'First character of what stands in.';
COMMENT ON COLUMN profile_redactions.end_char IS 'One past its last character.';
COMMENT ON COLUMN profile_redactions.entity_type IS 'What was there, e.g. PERSON or PHONE.';
COMMENT ON COLUMN profile_redactions.stand_in IS
    'What stands there now: [Person 3], [Age 40-49], or a name that is not the person''s.';

CREATE FUNCTION check_profile_redactions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added a JOIN profile_turns t USING (interview_code, profile, turn_index)
        WHERE substring(t.text FROM a.start_char + 1 FOR a.end_char - a.start_char) <> a.stand_in
    ) THEN
        RAISE EXCEPTION 'a redaction is not where its stand-in is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'redaction_is_its_stand_in';
    END IF;
    IF EXISTS (
        SELECT FROM (
            SELECT start_char, lag(end_char) OVER (
                PARTITION BY interview_code, profile, turn_index ORDER BY start_char
            ) AS end_before FROM added
        ) neighbours WHERE start_char < end_before
    ) THEN
        RAISE EXCEPTION 'two redactions overlap'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'redactions_are_disjoint';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION check_profile_redactions() IS 'Each redaction must be where its stand-in is.';
CREATE TRIGGER profile_redactions_checked AFTER INSERT ON profile_redactions
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION check_profile_redactions();
CREATE TRIGGER profile_turns_replaced_whole BEFORE UPDATE ON profile_turns
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();
CREATE TRIGGER profile_redactions_replaced_whole BEFORE UPDATE ON profile_redactions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();

ALTER TABLE profile_turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE profile_redactions ENABLE ROW LEVEL SECURITY;
CREATE POLICY granted_profiles ON profile_turns FOR SELECT
    USING (profile = ANY ((SELECT study.readable_profiles())::text[]));
CREATE POLICY granted_profiles ON profile_redactions FOR SELECT
    USING (profile = ANY ((SELECT study.readable_profiles())::text[]));

-- Behind row-level security no search would use the index, so this one checks for itself.
CREATE FUNCTION search_profile(which text, q text)
RETURNS TABLE (
    interview_code text, site text, role text, turn_index integer, speaker text,
    start_s double precision, text text, rank real
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = study, pg_temp
AS $$
    SELECT t.interview_code, i.site, i.role, t.turn_index, t.speaker, t.start_s, t.text,
        ts_rank(t.words, websearch_to_tsquery('english', q)) AS rank
    FROM study.profile_turns t JOIN study.interviews i USING (interview_code)
    WHERE t.profile = which AND which = ANY (study.readable_profiles())
        AND t.words @@ websearch_to_tsquery('english', q)
    ORDER BY rank DESC, t.interview_code, t.turn_index
$$;
COMMENT ON FUNCTION search_profile(text, text) IS
    'As search_turns, in one of the profiles that you may read.';
