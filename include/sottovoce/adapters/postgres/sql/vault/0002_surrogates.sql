-- Names that stand in for people. Without the vault's key nothing here can be read or compared.

CREATE TABLE surrogate_names (
    name_lookup bytea PRIMARY KEY CHECK (octet_length(name_lookup) = 32),
    lookup bytea NOT NULL REFERENCES stand_ins (lookup) ON DELETE CASCADE,
    part text NOT NULL CHECK (part IN ('first', 'last')),
    sealed bytea NOT NULL,
    UNIQUE (lookup, part)
);
COMMENT ON TABLE surrogate_names IS
    'A name that stands in for one person in one scope; no two people have a name in common.';
COMMENT ON COLUMN surrogate_names.name_lookup IS 'HMAC-SHA256 of the name.';
COMMENT ON COLUMN surrogate_names.lookup IS 'Whose it is.';
COMMENT ON COLUMN surrogate_names.part IS 'Given name or family name.';
COMMENT ON COLUMN surrogate_names.sealed IS 'The name, padded and encrypted, bound to lookup.';
