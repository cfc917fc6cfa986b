-- Which number stands in for which identifier. Without the vault's key nothing in these
-- tables can be read, looked up, or compared between scopes.

CREATE TABLE key_check (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32)
);
COMMENT ON TABLE key_check IS 'Tells whether the vault is opened with the key it was made with.';

CREATE TABLE stand_ins (
    entity_type text NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    lookup bytea NOT NULL UNIQUE CHECK (octet_length(lookup) = 32),
    sealed bytea NOT NULL,
    PRIMARY KEY (entity_type, number)
);
COMMENT ON TABLE stand_ins IS 'One identifier in one scope, and the number that stands in for it.';
COMMENT ON COLUMN stand_ins.lookup IS 'HMAC-SHA256 of scope, entity type and identifier.';
COMMENT ON COLUMN stand_ins.sealed IS 'The identifier, padded and encrypted, bound to lookup.';
