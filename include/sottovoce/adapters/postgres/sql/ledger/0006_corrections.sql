-- What readers changed of what the detector found, and how far two readers agree: added up when a
-- person's decision moves an interview out of review. The sums of products are what an interval takes
-- in which interviews, not identifiers, are the observations. No reader's name is here.

CREATE TABLE correction_counts (
    week date NOT NULL,
    site text NOT NULL,
    entity_type text NOT NULL,
    n integer NOT NULL,
    kept bigint NOT NULL,
    missed bigint NOT NULL,
    removed bigint NOT NULL,
    kept2 bigint NOT NULL,
    missed2 bigint NOT NULL,
    removed2 bigint NOT NULL,
    kept_missed bigint NOT NULL,
    kept_removed bigint NOT NULL,
    PRIMARY KEY (week, site, entity_type)
) WITH (fillfactor = 50);
COMMENT ON TABLE correction_counts IS
    'What readers kept, added and took back, by week, site and type, as sums over interviews.';
COMMENT ON COLUMN correction_counts.entity_type IS 'ALL for all types of an interview together.';
COMMENT ON COLUMN correction_counts.n IS 'Interviews that had any of this type.';
COMMENT ON COLUMN correction_counts.kept2 IS 'Sum of each interview''s number squared; and so on.';

CREATE TABLE agreement_counts (
    week date NOT NULL,
    site text NOT NULL,
    n integer NOT NULL,
    n_tokens bigint NOT NULL,
    both_readers bigint NOT NULL,
    only_first bigint NOT NULL,
    only_second bigint NOT NULL,
    spans_first bigint NOT NULL,
    spans_second bigint NOT NULL,
    spans_same bigint NOT NULL,
    PRIMARY KEY (week, site)
) WITH (fillfactor = 50);
COMMENT ON TABLE agreement_counts IS
    'How far two readers of the same interviews agree, by week and site, in words and in spans.';

-- What one interview says: a row for each type, and one for all. None for a step that is no reading.
-- What was masked in part and completed by a reader was missed: the part in view identifies, too.
CREATE FUNCTION corrections_in(step transitions)
RETURNS TABLE (entity_type text, kept bigint, missed bigint, removed bigint)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
    SELECT coalesce(nullif(upper(substr(kind.suffix, 2)), ''), 'ALL'),
        number_in(step.detail, 'kept' || kind.suffix)
            - number_in(step.detail, 'completed' || kind.suffix),
        number_in(step.detail, 'added' || kind.suffix)
            + number_in(step.detail, 'completed' || kind.suffix),
        number_in(step.detail, 'removed' || kind.suffix)
    FROM (
        SELECT DISTINCT substring(key FROM '^(?:kept|completed|added|removed)(|_.+)$') AS suffix
        FROM jsonb_object_keys(step.detail) key
    ) kind
    WHERE step.before_state = 'in_review' AND step.detail ->> 'reason' IS NULL
        AND jsonb_typeof(step.detail -> 'kept') = 'number' AND kind.suffix IS NOT NULL
$$;

CREATE FUNCTION count_corrections(earliest bigint, latest bigint) RETURNS void LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO correction_counts AS c
    SELECT date_trunc('week', t.at AT TIME ZONE 'UTC')::date, s.site, d.entity_type, count(*),
        sum(d.kept), sum(d.missed), sum(d.removed),
        sum(d.kept * d.kept), sum(d.missed * d.missed), sum(d.removed * d.removed),
        sum(d.kept * d.missed), sum(d.kept * d.removed)
    FROM transitions t JOIN interviews i USING (interview_id) JOIN submissions s USING (submission_id)
        CROSS JOIN LATERAL corrections_in(t) d
    WHERE t.seq BETWEEN earliest AND latest AND d.kept + d.missed + d.removed > 0
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (week, site, entity_type) DO UPDATE SET
        n = c.n + excluded.n, kept = c.kept + excluded.kept, missed = c.missed + excluded.missed,
        removed = c.removed + excluded.removed, kept2 = c.kept2 + excluded.kept2,
        missed2 = c.missed2 + excluded.missed2, removed2 = c.removed2 + excluded.removed2,
        kept_missed = c.kept_missed + excluded.kept_missed,
        kept_removed = c.kept_removed + excluded.kept_removed;

    INSERT INTO agreement_counts AS c
    SELECT date_trunc('week', t.at AT TIME ZONE 'UTC')::date, s.site, count(*),
        sum(number_in(t.detail, 'n_tokens')), sum(number_in(t.detail, 'both')),
        sum(number_in(t.detail, 'only_first')), sum(number_in(t.detail, 'only_second')),
        sum(number_in(t.detail, 'spans_first')), sum(number_in(t.detail, 'spans_second')),
        sum(number_in(t.detail, 'spans_same'))
    FROM transitions t JOIN interviews i USING (interview_id) JOIN submissions s USING (submission_id)
    WHERE t.seq BETWEEN earliest AND latest AND t.before_state = 'in_review'
        AND t.detail ->> 'reason' IS NULL AND jsonb_typeof(t.detail -> 'spans_same') = 'number'
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (week, site) DO UPDATE SET
        n = c.n + excluded.n, n_tokens = c.n_tokens + excluded.n_tokens,
        both_readers = c.both_readers + excluded.both_readers, only_first = c.only_first + excluded.only_first,
        only_second = c.only_second + excluded.only_second,
        spans_first = c.spans_first + excluded.spans_first,
        spans_second = c.spans_second + excluded.spans_second,
        spans_same = c.spans_same + excluded.spans_same;
END $$;

CREATE FUNCTION count_corrections_of_steps() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM count_corrections(min(seq), max(seq)) FROM added;
    RETURN NULL;
END $$;

CREATE TRIGGER transitions_count_corrections AFTER INSERT ON transitions
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION count_corrections_of_steps();

SELECT count_corrections(0, (SELECT coalesce(max(seq), 0) FROM transitions));
