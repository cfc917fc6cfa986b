-- How well identifiers are found, counted when an interview moves, so that the page on quality costs
-- what it shows. Weeks begin on Monday, in UTC. Of every interview counts, also of one that is
-- superseded or withdrawn since: it was searched. No word, and no interview's code, is here.

CREATE TABLE search_counts (
    week date NOT NULL,
    site text NOT NULL,
    n integer NOT NULL,
    words bigint NOT NULL,
    spans bigint NOT NULL,
    doubtful bigint NOT NULL,
    near_misses bigint NOT NULL,
    PRIMARY KEY (week, site)
) WITH (fillfactor = 50);
COMMENT ON TABLE search_counts IS
    'How many interviews were searched, by week and site, how long they are and what was found.';

CREATE TABLE span_counts (
    week date NOT NULL,
    site text NOT NULL,
    entity_type text NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (week, site, entity_type)
) WITH (fillfactor = 50);
COMMENT ON TABLE span_counts IS 'What was found in those searches, by type of identifier.';

CREATE TABLE check_counts (
    week date NOT NULL,
    site text NOT NULL,
    outcome text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (week, site, outcome)
) WITH (fillfactor = 50);
COMMENT ON TABLE check_counts IS 'How the checks before release went, by week and site.';

-- A search is one that names what was found. A step that only repeats the counts of an earlier one (the
-- second look, a policy that finds nothing else) is none.
CREATE FUNCTION is_search(step transitions) RETURNS boolean LANGUAGE sql STABLE
SET search_path FROM CURRENT AS $$
    SELECT coalesce(jsonb_typeof(step.detail -> 'words') = 'number', false) AND CASE
        WHEN step.before_state = 'checked' THEN true
        WHEN step.detail ->> 'reason' = 'reprocess' THEN
            step.detail ->> 'detector' IS DISTINCT FROM (
                SELECT t.detail ->> 'detector' FROM transitions t
                WHERE t.interview_id = step.interview_id AND t.seq < step.seq
                    AND jsonb_exists(t.detail, 'detector')
                ORDER BY t.seq DESC LIMIT 1)
        ELSE false END
$$;

-- A number of a step's detail; 0 for a word, or when it is not there: counting stops no interview.
CREATE FUNCTION number_in(detail jsonb, key text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(detail -> key) = 'number'
        THEN (detail ->> key)::numeric::bigint ELSE 0 END
$$;

CREATE FUNCTION outcome_of(before_state text, after_state text, reason text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN reason = 'second_look' AND after_state = 'quarantined' THEN 'kept_out'
        WHEN reason = 'second_look' THEN 'to_a_person'
        WHEN reason = 'stale' THEN 'searched_again'
        WHEN before_state = 'released' AND reason = 'reprocess' AND after_state <> 'released'
            THEN 'taken_back'
        WHEN before_state <> 'released' AND after_state = 'released' THEN 'released'
        WHEN before_state = 'checked' AND after_state = 'in_review' THEN 'doubtful'
        WHEN before_state = 'checked' AND after_state = 'deidentified' THEN 'sure'
    END
$$;

CREATE FUNCTION count_quality(earliest bigint, latest bigint) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO check_counts AS c (week, site, outcome, n)
    SELECT date_trunc('week', t.at AT TIME ZONE 'UTC')::date, s.site,
        outcome_of(t.before_state, t.after_state, t.detail ->> 'reason') AS outcome, count(*)
    FROM transitions t JOIN interviews i USING (interview_id) JOIN submissions s USING (submission_id)
    WHERE t.seq BETWEEN earliest AND latest
        AND outcome_of(t.before_state, t.after_state, t.detail ->> 'reason') IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (week, site, outcome) DO UPDATE SET n = c.n + excluded.n;

    INSERT INTO search_counts AS c (week, site, n, words, spans, doubtful, near_misses)
    SELECT date_trunc('week', t.at AT TIME ZONE 'UTC')::date, s.site, count(*),
        sum(number_in(t.detail, 'words')), sum(number_in(t.detail, 'spans')),
        sum(number_in(t.detail, 'doubtful')), sum(number_in(t.detail, 'near_misses'))
    FROM transitions t JOIN interviews i USING (interview_id) JOIN submissions s USING (submission_id)
    WHERE t.seq BETWEEN earliest AND latest AND is_search(t)
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (week, site) DO UPDATE SET
        n = c.n + excluded.n, words = c.words + excluded.words, spans = c.spans + excluded.spans,
        doubtful = c.doubtful + excluded.doubtful,
        near_misses = c.near_misses + excluded.near_misses;

    INSERT INTO span_counts AS c (week, site, entity_type, n)
    SELECT date_trunc('week', t.at AT TIME ZONE 'UTC')::date, s.site,
        upper(substr(key, length('found_') + 1)), sum(number_in(t.detail, key))
    FROM transitions t JOIN interviews i USING (interview_id) JOIN submissions s USING (submission_id)
        CROSS JOIN LATERAL jsonb_object_keys(t.detail) key
    WHERE t.seq BETWEEN earliest AND latest AND is_search(t) AND starts_with(key, 'found_')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (week, site, entity_type) DO UPDATE SET n = c.n + excluded.n;
END $$;

CREATE FUNCTION count_quality_of_steps() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    -- Steps are appended one after the other under the chain's lock.
    PERFORM count_quality(min(seq), max(seq)) FROM added;
    RETURN NULL;
END $$;

CREATE TRIGGER transitions_count_quality AFTER INSERT ON transitions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_quality_of_steps();

SELECT count_quality(0, (SELECT coalesce(max(seq), 0) FROM transitions));
