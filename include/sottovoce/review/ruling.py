"""Whether the answer to a question of review counts, or the question is asked again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sottovoce.config.review import ReviewPolicy


class AskAgain(StrEnum):
    """Why an answer does not count."""

    READER_NOT_OF_SITE = "reader_not_of_site"
    """Who answered, or read, is a reviewer of other sites, or is one no more."""
    NOT_READ_AT_DESK = "not_read_at_desk"
    """The study wants it read at the Desk, by one reader or by two, and it was not."""
    READ_OTHERWISE = "read_otherwise"
    """A reader rejected it at the Desk; somebody else approved it elsewhere."""
    BEING_READ = "being_read"
    """Somebody has marked something in it at the Desk and is not done."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one reader said at the Desk.

    Attributes:
        reader: Account name.
        outcome: ``approve`` or ``reject``; None while the reading is open.
        has_marks: Whether the reader marked anything.
        was_listed: Whether the study file named the reader as a reviewer when they finished.
    """

    reader: str
    outcome: str | None
    has_marks: bool
    was_listed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the question was answered with.

    Attributes:
        approves: Whether it is to be released.
        actor: Account name of who answered.
    """

    approves: bool
    actor: str


def objection(
    policy: ReviewPolicy, site: str, answer: Answer, heard: Sequence[Heard]
) -> AskAgain | None:
    """Return why an answer does not count; None if it does.

    Keeping an interview out is always safe, so a rejection counts wherever it is given, unless it
    comes from a reviewer of other sites, or what was read from who is no reviewer any more.

    Args:
        policy: Where the study wants interviews read, and by whom.
        site: The interview's site.
        answer: What was answered.
        heard: What was said at the Desk about the same question.
    """
    finished = [each for each in heard if each.outcome is not None]
    if not _may_read(policy, answer.actor, site) or not all(
        _may_read(policy, each.reader, site, was_listed=each.was_listed) for each in finished
    ):
        return AskAgain.READER_NOT_OF_SITE
    if not answer.approves:
        return None
    if any(each.outcome == "reject" for each in finished):
        return AskAgain.READ_OTHERWISE
    readers = {each.reader for each in finished}
    if policy.needs_desk and len(readers) < (2 if policy.second_reader else 1):
        return AskAgain.NOT_READ_AT_DESK
    if any(each.outcome is None and each.has_marks for each in heard):
        return AskAgain.BEING_READ
    return None


def _may_read(policy: ReviewPolicy, user: str, site: str, *, was_listed: bool = False) -> bool:
    """Whether nothing in the study file speaks against it; Airflow knows who else may answer."""
    if user not in policy.reviewers:
        return not was_listed  # never listed: a manager
    sites = policy.sites_of(user)
    return sites is None or site in sites
