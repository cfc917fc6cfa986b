"""One interview that fails must not stop the others, nor say what was in it."""

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TypedDict

from sottovoce.errors import InvalidTransition, SottovoceError, TransientError
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

    One interview never stops the others. One that somebody else moved meanwhile is counted as
    ``already done``; anything else that goes wrong leaves its interview where it is and becomes a
    fault, except for stores that do not answer: the step is then tried again as a whole, which
    passes over what was done.

    Args:
        interviews: Ids, in the order in which they are taken.
        move: Takes one id and returns a word for the outcome, e.g. ``released``.

    Raises:
        TransientError: A store or service did not answer for some of them; raised at the end.
    """
    counts: Counter[str] = Counter()
    faults: list[str] = []
    unanswered: list[TransientError] = []
    for interview in interviews:
        try:
            counts[move(interview)] += 1
        except TransientError as error:
            unanswered.append(error)
        except InvalidTransition:
            counts["already done"] += 1
        except Exception as error:  # its text may quote a participant
            counts["fault"] += 1
            faults.append(f"{interview}: {describe(error)}")
            log.error("%s: %s", interview, describe(error))  # noqa: TRY400 - a traceback quotes
    if unanswered:
        raise TransientError(str(unanswered[0]))
    return Report(counts=dict(counts), faults=faults)


def describe(error: BaseException) -> str:
    """Return what an operator may read of an exception.

    The text of our own is written to be read. Of others only type and place are told.
    """
    if isinstance(error, SottovoceError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "sottovoce" in frame.filename]
    place = f"{PurePath(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "unknown place"
    return (
        f"An unexpected {type(error).__name__} at {place}. Its message is withheld, because it may "
        "quote a participant. Report this place to the maintainers; nothing was moved."
    )
