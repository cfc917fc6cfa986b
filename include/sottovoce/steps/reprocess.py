"""Steps of the reprocess DAG: do again what a new policy or a new detector changes."""

from collections.abc import Sequence
from functools import cached_property

from sottovoce.adapters.kept_spans import KeptSpans
from sottovoce.adapters.originals import Originals
from sottovoce.adapters.postgres.ledger import SUPERSEDED
from sottovoce.errors import InvalidTransition, PrivacyStop, StudyConfigError
from sottovoce.model.ids import InterviewId
from sottovoce.model.states import State
from sottovoce.steps.batches import Batch, split
from sottovoce.steps.decided_marks import has_loose_marks
from sottovoce.steps.deidentify import count_marks, next_state
from sottovoce.steps.faults import Report, for_each_interview
from sottovoce.steps.profiles import Profiles
from sottovoce.steps.receipts import write_receipts
from sottovoce.steps.recording_release import untold_findings
from sottovoce.steps.recordings import Sound
from sottovoce.steps.release import load, take_back
from sottovoce.steps.reprocess_report import Row, log_rows, with_changes
from sottovoce.steps.reprocess_search import CLEANED, SearchedAgain, is_affected, search_again
from sottovoce.steps.site_memory import remember_names
from sottovoce.steps.withdraw import remove_from_release
from sottovoce.steps.workplace import Workplace, workplace


def plan_reprocessing(sites: Sequence[str] = ()) -> list[Batch]:
    """Return the interviews that were cleaned with another policy or detector than today's.

    Args:
        sites: Codes of the sites to look at; none for all.

    Raises:
        StudyConfigError: The study file has no such site.
    """
    place = workplace()
    unknown = sorted(set(sites) - set(place.study.sites))
    if unknown:
        raise StudyConfigError(f"The study file has no site {unknown[0]}. Correct the site code.")
    today = place.fingerprints
    with place.ledger.connected():
        affected = [
            record
            for record in place.ledger.in_use(CLEANED)
            if (not sites or record.site in sites)
            and is_affected(record.state, place.ledger.cleaned_with(record.interview_id), today)
        ]
    return split(affected, place.settings.batch_count)


def reprocess_interviews(batch: Batch, *, dry_run: bool) -> Report:
    """Clean interviews again, or in a dry run say what that would change.

    The log has a line of counts for each interview; so has the ledger, unless it is a dry run.
    """
    report, rows = reprocess(batch, dry_run=dry_run)
    log_rows(rows, dry_run=dry_run)
    return report


def reprocess(batch: Batch, *, dry_run: bool) -> tuple[Report, list[Row]]:
    """Do what :func:`reprocess_interviews` does, and return each interview's counts too."""
    again = _Again(workplace(), dry_run=dry_run)
    report = for_each_interview(batch["interviews"], again.clean)
    if not dry_run:
        report["faults"] += write_receipts()
    return with_changes(report, again.rows), again.rows


class _Again:
    """Cleans interviews again, one after the other, for one task.

    Effects come before their transition (decision 0003), and the transition only happens if
    nobody else has moved the interview since it was searched. Until then the ledger names what
    the text in the store was made with, so a task that died is simply run again.
    """

    def __init__(self, place: Workplace, *, dry_run: bool) -> None:
        self.rows: list[Row] = []
        self._place = place
        self._dry_run = dry_run
        self._originals = Originals(place.objects, place.settings.raw_bucket)
        self._spans = KeptSpans(place.objects, place.settings.raw_bucket)

    @cached_property
    def _profiles(self) -> Profiles:
        profiles = Profiles(self._place)
        profiles.set_readers()
        return profiles

    def clean(self, interview: InterviewId) -> str:
        """Clean one interview again and return where it is then, or in a dry run would be.

        Raises:
            InvalidTransition: It is not affected any more, or was moved meanwhile.
        """
        found = search_again(self._place, interview)
        after = self._next_state(found)
        moved = after if self._dry_run else self._do(found, after)
        if moved is None:
            return "left for later"
        self.rows.append(Row(interview, found.record.state, moved, found.changes))
        return moved.value

    def _next_state(self, found: SearchedAgain) -> State:
        """A person who approved an interview is asked again only about what was not there then."""
        needs_nobody = next_state(self._place, found.record, found.marked) is State.DEIDENTIFIED
        if found.record.state is State.IN_REVIEW:
            return State.DEIDENTIFIED if needs_nobody else State.IN_REVIEW
        seen = (
            self._was_approved(found)
            and not (found.changes.newly_doubtful or found.changes.removed)
            and not has_loose_marks(self._place, found.record, found.marked)
        )
        return found.record.state if needs_nobody or seen else _for_a_person(found)

    def _do(self, found: SearchedAgain, after: State) -> State | None:
        """Return where the interview is now; None if somebody else is loading it."""
        if found.record.state is not State.RELEASED:
            self._write(found)
            return self._move(found, after)
        with self._place.ledger.exclusively(f"load {found.record.interview_code}") as is_ours:
            return self._replace(found, after) if is_ours else None

    def _replace(self, found: SearchedAgain, after: State) -> State:
        """Put the new text in the place of the one in the store, or take that one out."""
        self._check_that_it_is_in_the_store(found)
        self._write(found)
        sound = self._load(found) if after is State.RELEASED else None
        if after is State.RELEASED and sound is None:
            after = _for_a_person(found)
        if after is not State.RELEASED and found.record.interview_code is not None:
            remove_from_release(self._place, found.record.site, found.record.interview_code)
        try:
            return self._move(found, after, sound)
        except InvalidTransition:
            take_back(self._place, found.record)
            raise

    def _write(self, found: SearchedAgain) -> None:
        self._spans.write(found.record.interview_id, found.marked, found.found_with)
        remember_names(self._place, found.record, found.marked)

    def _check_that_it_is_in_the_store(self, found: SearchedAgain) -> None:
        """A newer version may have been released while this one was searched."""
        code = found.record.interview_code
        current = self._place.ledger.current(code) if code else None
        history = self._place.ledger.history(found.record.interview_id)
        if current is None or (current.interview_id, history[-1].seq) != (
            found.record.interview_id,
            found.last_seq,
        ):
            raise InvalidTransition(f"{found.record.interview_id} was moved meanwhile.")

    def _load(self, found: SearchedAgain) -> Sound | None:
        """Return what became of the recording; None if the new text is not shown to be safe."""
        reviewed = self._was_approved(found)
        try:
            return load(self._place, self._profiles, found.record, reviewed=reviewed)
        except PrivacyStop:
            return None

    def _was_approved(self, found: SearchedAgain) -> bool:
        history = self._place.ledger.history(found.record.interview_id)
        reached = [step.after for step in history if step.after is not State.RELEASED]
        return reached[-1] is State.APPROVED

    def _move(self, found: SearchedAgain, after: State, sound: Sound | None = None) -> State:
        interview = found.record.interview_id
        detail = {
            "reason": "reprocess",
            **count_marks(self._place, found.marked),
            **found.changes.as_detail(),
            **found.found_with.as_detail(),
            **(sound.detail if sound else {}),
        }
        findings = [SUPERSEDED] if after is State.QUARANTINED else []
        findings += untold_findings(self._place, found.record, sound) if sound else []
        try:
            self._place.ledger.move(
                interview,
                after,
                actor="reprocess",
                findings=findings,
                detail=detail,
                last_seq=found.last_seq,
            )
        except InvalidTransition:
            self._forget_if_withdrawn(interview)
            raise
        self._spans.forget_others(interview, found.found_with.detector)
        return after

    def _forget_if_withdrawn(self, interview: InterviewId) -> None:
        """Who withdrew while the spans were written must not leave them behind."""
        if self._place.ledger.interview(interview).state is State.WITHDRAWN:
            self._originals.forget(interview)


def _for_a_person(found: SearchedAgain) -> State:
    """Nobody is asked about a version that the site has replaced: it only leaves the store."""
    return State.QUARANTINED if found.record.superseded else State.IN_REVIEW
