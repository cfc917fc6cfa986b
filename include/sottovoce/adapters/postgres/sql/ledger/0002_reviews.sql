-- Which requests for a person's look have been put to people, so that nobody is asked twice.

CREATE TABLE reviews (
    seq bigint PRIMARY KEY REFERENCES transitions,
    interview_id text NOT NULL REFERENCES interviews,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE reviews IS 'Transitions to in_review for which a person has been asked.';
