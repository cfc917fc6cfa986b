-- Words that reviewers want to count beyond the interview they stood in. Without the vault's key
-- nothing here can be read, looked up, or compared between sites.

CREATE TABLE listed_words (
    lookup bytea NOT NULL CHECK (octet_length(lookup) = 32),
    interview_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('roster', 'never')),
    site text NOT NULL,
    entity_type text NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (lookup, interview_id)
);
CREATE INDEX listed_words_by_kind ON listed_words (kind, site);
CREATE INDEX listed_words_of_interview ON listed_words (interview_id);
COMMENT ON TABLE listed_words IS
    'Names that a reviewer added to a site''s roster, and words that are never masked.';
COMMENT ON COLUMN listed_words.lookup IS 'HMAC-SHA256 of kind, site, entity type and words.';
COMMENT ON COLUMN listed_words.interview_id IS
    'Where they stood; forgotten when that interview is withdrawn, if they stood nowhere else.';
COMMENT ON COLUMN listed_words.kind IS
    'roster: masked in this site''s interviews. never: masked in none of the study.';
COMMENT ON COLUMN listed_words.site IS 'The interview''s site; only roster is confined to it.';
COMMENT ON COLUMN listed_words.entity_type IS 'What the words identify, or were taken for.';
COMMENT ON COLUMN listed_words.sealed IS 'The words, padded and encrypted, bound to lookup.';
