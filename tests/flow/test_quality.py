"""What the page on quality tells after real searches, readings and releases."""

from collections import Counter

from tests.flow.builders import TALK
from tests.flow.reading_builders import answer, finish, mask, send, send_for_review, show

from sottovoce.steps.desk.quality import Quality, see_quality


def quality(study) -> Quality:
    return see_quality(study.place)


def outcomes(seen: Quality) -> dict[str, int]:
    return dict(sum((week.counts for week in seen.checks), start=Counter()))


def test_a_search_and_a_release_are_counted_once_however_often_everything_runs(small_study):
    send(small_study)
    for _ in range(2):
        small_study.run()
    seen = quality(small_study)
    everything, *types = seen.found
    assert everything.total.interviews == 1
    assert everything.total.n == sum(each.total.n for each in types) > 0
    assert "PERSON" in {each.entity_type for each in types}
    assert 0 < everything.total.words <= len(TALK.split())
    assert outcomes(seen) == {"sure": 1, "released": 1}
    assert seen.corrected.n == 0


def test_what_a_reader_adds_and_shows_is_what_the_detector_missed_and_masked_for_nothing(
    small_study,
):
    interview = send_for_review(small_study)
    found = quality(small_study).found[0].total.n
    mask(small_study, interview, "one", "long time")
    show(small_study, interview, "one", "Halifax")
    assert finish(small_study, interview, "one") == "approved"
    small_study.run()
    seen = quality(small_study)
    assert (seen.corrected.recall.misses, seen.corrected.recall.cases) == (1, found)
    assert (seen.corrected.precision.misses, seen.corrected.precision.cases) == (1, found)
    missed = {each.name: each.recall.misses for each in seen.corrected_by_type}
    assert {name: n for name, n in missed.items() if n} == {"OTHER_ID": 1}
    assert [(each.name, each.n) for each in seen.corrected_by_site] == [("s01", 1)]
    assert seen.found[0].total.n == found
    assert outcomes(seen) == {"doubtful": 1, "released": 1}


def test_an_answer_without_a_reading_corrects_nothing(small_study):
    interview = send_for_review(small_study)
    assert answer(small_study, interview, "one") == "approved"
    assert quality(small_study).corrected.n == 0


def test_two_readers_correct_together_and_their_agreement_is_told(small_study):
    small_study.use_policy("roles:", "review: {second_reader: true}\nroles:")
    interview = send_for_review(small_study)
    mask(small_study, interview, "one", "long time")
    finish(small_study, interview, "one")
    mask(small_study, interview, "two", "day look")
    assert finish(small_study, interview, "two") == "approved"
    seen = quality(small_study)
    assert seen.corrected.recall.misses == 2
    assert seen.corrected.n == seen.agreed.n == 1
    told = seen.agreed.agreement
    assert (told.only_first, told.only_second) == (2, 2)
    assert 0 < told.f1 < 1
    assert seen.agreed.is_small
    assert "long time" not in repr(seen)
