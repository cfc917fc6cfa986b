-- What is known of a reading besides its outcome: whether its question has been answered, and whether
-- the study file named its reader. What it corrected is counted from its question's transition.

ALTER TABLE readings
    ADD COLUMN answered_at timestamptz,
    ADD COLUMN is_listed boolean NOT NULL DEFAULT false,
    DROP COLUMN counts;
COMMENT ON COLUMN readings.answered_at IS
    'When an answer to its question was taken: from then on nothing of it changes, unless it is asked again.';
COMMENT ON COLUMN readings.is_listed IS
    'Whether the study file named who finished it as a reviewer then. Managers are not named.';

UPDATE readings SET answered_at = closed_at WHERE applied;
ALTER TABLE readings
    ADD CONSTRAINT only_answered_readings_are_applied CHECK (answered_at IS NOT NULL OR NOT applied);

-- Marks that nobody acted on are looked for by their words, too.
DROP INDEX readings_of_words;
CREATE INDEX readings_of_words ON readings (words_sha256);

-- No question uses these.
DROP INDEX readings_closed;
DROP INDEX raw_views_by_time;
DROP INDEX raw_views_of_person;
DROP INDEX findings_by_code;
