-- How people read interviews before release: who, when, and what they decided about which
-- characters. Places only: the words stay where they are.

CREATE TABLE readings (
    reading_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    interview_id text NOT NULL REFERENCES interviews,
    seq bigint NOT NULL REFERENCES transitions,
    place smallint NOT NULL CHECK (place IN (1, 2)),
    words_sha256 text NOT NULL CHECK (words_sha256 ~ '^[0-9a-f]{64}$'),
    reader text NOT NULL CHECK (reader <> ''),
    held_since timestamptz NOT NULL DEFAULT clock_timestamp(),
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    version integer NOT NULL DEFAULT 1,
    closed_at timestamptz,
    outcome text CHECK (outcome IN ('approve', 'reject')),
    message text CHECK (length(message) <= 500),
    counts jsonb NOT NULL DEFAULT '{}',
    applied boolean NOT NULL DEFAULT false,
    CONSTRAINT one_reading_a_place UNIQUE (seq, place),
    CONSTRAINT closed_with_an_outcome CHECK ((closed_at IS NULL) = (outcome IS NULL)),
    CONSTRAINT only_closed_readings_are_applied CHECK (closed_at IS NOT NULL OR NOT applied)
);
COMMENT ON TABLE readings IS 'One person''s reading of one interview, for one question of review.';
COMMENT ON COLUMN readings.seq IS
    'The transition to in_review that asked for it; a later one when it was asked again meanwhile.';
COMMENT ON COLUMN readings.place IS 'First or second reader.';
COMMENT ON COLUMN readings.words_sha256 IS 'Digest of the words that its marks are counted in.';
COMMENT ON COLUMN readings.reader IS 'Who holds it; an account name.';
COMMENT ON COLUMN readings.version IS 'Grows with every change: who writes must have seen the last.';
COMMENT ON COLUMN readings.message IS 'What the site is told; checked to hold no masked word.';
COMMENT ON COLUMN readings.counts IS 'Corrections, and with the second reading the agreement.';
COMMENT ON COLUMN readings.applied IS 'Whether its marks are part of what was decided.';
CREATE INDEX readings_of_interview ON readings (interview_id);
CREATE INDEX readings_of_words ON readings (words_sha256) WHERE applied;
CREATE INDEX readings_closed ON readings (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE holders (
    reading_id bigint NOT NULL REFERENCES readings,
    who text NOT NULL CHECK (who <> ''),
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    taken_from text
);
COMMENT ON TABLE holders IS 'Everyone who ever held a reading, and from whom it was taken over.';
CREATE INDEX holders_of_reading ON holders (reading_id);

CREATE TABLE marks (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reading_id bigint NOT NULL REFERENCES readings,
    act integer NOT NULL,
    author text NOT NULL CHECK (author <> ''),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undone_at timestamptz,
    turn integer NOT NULL CHECK (turn >= 0),
    field text NOT NULL CHECK (field IN ('text', 'speaker')),
    start_char integer NOT NULL CHECK (start_char >= 0),
    end_char integer NOT NULL CHECK (end_char > start_char),
    verdict text NOT NULL CHECK (verdict IN ('mask', 'show')),
    entity_type text,
    CONSTRAINT masks_have_a_type CHECK ((verdict = 'mask') = (entity_type IS NOT NULL))
);
COMMENT ON TABLE marks IS 'What readers decided about characters of turns. Undone, never removed.';
COMMENT ON COLUMN marks.act IS 'Marks of one act are made together and undone together.';
CREATE INDEX marks_of_reading ON marks (reading_id, number);

CREATE TABLE remembered (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reading_id bigint NOT NULL REFERENCES readings,
    act integer NOT NULL,
    author text NOT NULL CHECK (author <> ''),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    undone_at timestamptz,
    turn integer NOT NULL CHECK (turn >= 0),
    field text NOT NULL CHECK (field IN ('text', 'speaker')),
    start_char integer NOT NULL CHECK (start_char >= 0),
    end_char integer NOT NULL CHECK (end_char > start_char),
    kind text NOT NULL CHECK (kind IN ('roster', 'never')),
    entity_type text NOT NULL
);
COMMENT ON TABLE remembered IS
    'Places whose words are to be added to the site''s roster, or never masked in this study.';
CREATE INDEX remembered_of_reading ON remembered (reading_id, number);

CREATE FUNCTION refuse_all_but_undoing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.undone_at IS NULL
        AND to_jsonb(NEW) - 'undone_at' = to_jsonb(OLD) - 'undone_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what readers did is undone, never changed'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

CREATE TRIGGER marks_append_only BEFORE UPDATE OR DELETE ON marks
    FOR EACH ROW EXECUTE FUNCTION refuse_all_but_undoing();
CREATE TRIGGER marks_stay BEFORE TRUNCATE ON marks
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER remembered_append_only BEFORE UPDATE OR DELETE ON remembered
    FOR EACH ROW EXECUTE FUNCTION refuse_all_but_undoing();
CREATE TRIGGER remembered_stay BEFORE TRUNCATE ON remembered
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER holders_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON holders
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
