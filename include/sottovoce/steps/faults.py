"""One interview that fails must not stop the others, nor say what was in it."""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TypedDict

from sottovoce.errors import InvalidTransition, StudyConfigError, TransientError
from sottovoce.model.ids import InterviewId

log = logging.getLogger(__name__)


class Report(TypedDict):
    """What a step tells Airflow: counts by outcome, and faults that an operator must act on."""

    counts: dict[str, int]
    faults: list[str]


def for_each_interview(
    interviews: Iterable[InterviewId], move: Callable[[InterviewId], str]
) -> Report:
    """Call ``move`` for each interview and count what it returns.

    A missing setting or a store that does not answer concerns every interview, so it ends the
    step. An interview that somebody else moved meanwhile is counted as ``already done``. Any
    other exception leaves its interview where it is and becomes a fault.

    Args:
        interviews: Ids, in the order in which they are taken.
        move: Takes one id and returns a word for the outcome, e.g. ``released``.

    Raises:
        StudyConfigError: A setting or the study file is wrong.
        TransientError: A store or service did not answer.
    """
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for interview in interviews:
        try:
            counts[move(interview)] += 1
        except (StudyConfigError, TransientError):
            raise
        except InvalidTransition:
            counts["already done"] += 1
        except Exception as error:
            counts["fault"] += 1
            faults.append(f"{interview}: {describe(error)}")
            log.error("%s: %s", interview, describe(error))  # noqa: TRY400 - a traceback quotes
    return Report(counts=dict(counts), faults=faults)


def describe(error: BaseException) -> str:
    """Return the type and place of an exception, without its text."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "sottovoce" in frame.filename]
    place = f"{PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "unknown place"
    return (
        f"An unexpected {type(error).__name__} at {place}. Its message is withheld, because it may "
        "quote a participant. Report this place to the maintainers; nothing was moved."
    )
