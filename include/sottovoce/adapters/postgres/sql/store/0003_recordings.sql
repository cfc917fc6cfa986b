-- The sound of interviews whose participants agreed to its use, identifiers muted. The files are
-- in the bucket "clean"; here is where, and what was muted.

CREATE TABLE recordings (
    interview_code text PRIMARY KEY REFERENCES interviews ON DELETE CASCADE,
    object_key text NOT NULL UNIQUE CHECK (object_key ~ '^[a-z0-9_-]+/[a-z0-9_-]+\.(flac|ogg|wav)$'),
    duration_s double precision NOT NULL CHECK (duration_s > 0),
    sample_rate_hz integer NOT NULL CHECK (sample_rate_hz > 0),
    n_channels integer NOT NULL CHECK (n_channels IN (1, 2)),
    n_bytes bigint NOT NULL CHECK (n_bytes > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    is_disguised boolean NOT NULL
);
COMMENT ON TABLE recordings IS
    'Clean recordings; an interview without one has its words only.';
COMMENT ON COLUMN recordings.interview_code IS 'The interview.';
COMMENT ON COLUMN recordings.object_key IS 'Where it is in the bucket clean.';
COMMENT ON COLUMN recordings.duration_s IS 'Length in seconds.';
COMMENT ON COLUMN recordings.sample_rate_hz IS
    'Samples a second and channel, as the site recorded it.';
COMMENT ON COLUMN recordings.n_channels IS '1 for mono, 2 for stereo.';
COMMENT ON COLUMN recordings.n_bytes IS 'Size of the file.';
COMMENT ON COLUMN recordings.sha256 IS 'SHA-256 of the file.';
COMMENT ON COLUMN recordings.is_disguised IS 'Whether the voices were changed as well.';

CREATE TABLE muted (
    interview_code text NOT NULL REFERENCES recordings ON DELETE CASCADE,
    start_s double precision NOT NULL CHECK (start_s >= 0),
    end_s double precision NOT NULL CHECK (end_s > start_s),
    entity_types text[] NOT NULL CHECK (cardinality(entity_types) > 0),
    how text NOT NULL CHECK (how IN ('words', 'aligned', 'turn')),
    PRIMARY KEY (interview_code, start_s)
);
COMMENT ON TABLE muted IS 'Stretches of recordings in which an identifier was spoken.';
COMMENT ON COLUMN muted.interview_code IS 'The interview.';
COMMENT ON COLUMN muted.start_s IS 'Start in seconds of the recording.';
COMMENT ON COLUMN muted.end_s IS 'End in seconds of the recording.';
COMMENT ON COLUMN muted.entity_types IS 'What was said there, e.g. {PERSON}.';
COMMENT ON COLUMN muted.how IS
    'How it was found: words (times in the transcript), aligned (found in the sound), or turn '
    '(no word was found, so the whole turn is muted).';

CREATE TRIGGER recordings_replaced_whole BEFORE UPDATE ON recordings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();
CREATE TRIGGER muted_replaced_whole BEFORE UPDATE ON muted
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_update();
