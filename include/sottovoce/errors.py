"""Everything that can go wrong, and who has to act on it.

* SottovoceError
  x SiteError          the site fixes its upload and sends it again; never retried
    + UnreadableUpload
  x StudyConfigError   the data manager fixes the study file or the settings; never retried
    + MissingModel
  x TransientError     nobody acts; Airflow retries
  x PrivacyStop        the pipeline could not prove an output safe; a person decides
  x InvalidTransition  two hands moved one interview; the second one stops
  x DeskRefusal        whoever is at the Desk reads why, and what to do instead
    + NotReviewable
    + ReadingTaken
    + StaleReading
    + WouldBeStopped
    + RefusedMessage
"""

from collections.abc import Sequence
from datetime import datetime

from sottovoce.model.findings import Finding


class SottovoceError(Exception):
    """Base of every error this package raises on purpose."""


class SiteError(SottovoceError):
    """A site must change something in its upload.

    The message goes into the site's receipt word for word, so it is written for a
    research coordinator: what is wrong, where, and what to do. It names files, rows
    and columns; it never quotes a value or what a participant said.

    Attributes:
        code: Stable short name, documented in ``docs/receipts.md``.
        where: File and row, e.g. ``interviews.csv row 14``.
        problem: What is wrong, a sentence ending in a full stop.
        fix: One instruction, imperative, ending in a full stop.
    """

    code = "site-error"

    def __init__(self, problem: str, *, where: str, fix: str, code: str | None = None) -> None:
        """Compose the receipt line ``where: problem fix``."""
        super().__init__(problem, where, fix)
        self.problem = problem
        self.where = where
        self.fix = fix
        self.code = code or type(self).code

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} {self.fix}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the trip between Airflow processes, keyword arguments and all."""
        return _rebuild, (type(self), self.problem, self.where, self.fix, self.code)

    @property
    def finding(self) -> Finding:
        """The same facts as a finding of an interview."""
        return Finding(self.code, self.where, self.problem, self.fix)


class UnreadableUpload(SiteError):
    """A file is not what its name says, is damaged, locked, or too large to read safely."""

    code = "unreadable-upload"


class StudyConfigError(SottovoceError):
    """The study file or a setting is wrong; no upload of any site can be processed."""


class MissingModel(StudyConfigError):
    """A language model is not installed; nothing is ever downloaded at run time."""


class TransientError(SottovoceError):
    """A store or service did not answer; the same call may succeed later."""


class PrivacyStop(SottovoceError):
    """An output could not be shown to be safe, so it was not written."""


class InvalidTransition(SottovoceError):
    """An interview was asked to go where it can't go from where it is."""


class DeskRefusal(SottovoceError):
    """Something can't be done at the Desk now.

    Attributes:
        problem: Why, a sentence ending in a full stop; quotes nobody.
        fix: What to do instead, imperative, ending in a full stop.
    """

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(problem, fix)
        self.problem = problem
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.problem} {self.fix}"


class NotReviewable(DeskRefusal):
    """The interview does not wait for this person's look, or not any more."""


class ReadingTaken(DeskRefusal):
    """Somebody else is reading the interview.

    Attributes:
        by: Whose account.
        since: Since when.
    """

    def __init__(self, by: str, since: datetime) -> None:
        super().__init__(
            f"{by} has been reading this interview since {since:%d %B, %H:%M} UTC.",
            "Choose another one, or take this one over if they can't go on.",
        )
        self.by = by
        self.since = since


class StaleReading(DeskRefusal):
    """The page shows an interview as it is no longer: somebody, or another page, changed it."""


class WouldBeStopped(DeskRefusal):
    """As it stands, the check before release would stop the interview.

    Attributes:
        turns: Indexes of the turns in which words still stand that are masked elsewhere or that
            the site listed, in order.
    """

    def __init__(self, turns: Sequence[int]) -> None:
        where = "In one turn" if len(turns) == 1 else f"In {len(turns)} turns"
        super().__init__(
            f"{where} words still stand that are masked elsewhere in this interview, or that the "
            "site listed.",
            "Mask them there too, or show them everywhere they are masked.",
        )
        self.turns = tuple(turns)


class RefusedMessage(DeskRefusal):
    """A message to a site might tell what is confidential, or is too long."""


def _rebuild(cls: type[SiteError], problem: str, where: str, fix: str, code: str) -> SiteError:
    return cls(problem, where=where, fix=fix, code=code)
