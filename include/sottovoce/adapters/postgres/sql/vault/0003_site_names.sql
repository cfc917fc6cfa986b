-- Which names a site's interviews held, so that they are looked for in its other ones. Without
-- the vault's key nobody can tell which names these are, or whether two sites know the same one.

CREATE TABLE site_names (
    site text NOT NULL,
    name_lookup bytea NOT NULL CHECK (octet_length(name_lookup) = 32),
    entity_type text NOT NULL,
    interview_id text NOT NULL,
    PRIMARY KEY (interview_id, name_lookup)
);
CREATE INDEX site_names_by_site ON site_names (site);
COMMENT ON TABLE site_names IS 'A name, or part of one, that an interview held for certain.';
COMMENT ON COLUMN site_names.name_lookup IS 'HMAC-SHA256 of the name, by a key of the site alone.';
COMMENT ON COLUMN site_names.entity_type IS 'What the name names.';
COMMENT ON COLUMN site_names.interview_id IS
    'Which interview; its names are deleted when it is withdrawn, replaced, or kept out.';
