"""What a check found wrong, in a form that is safe to send to the site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One broken rule of one interview: which, where, and the remedy.

    A finding never quotes a value: it may be a name.

    Attributes:
        code: Stable short name, listed in ``docs/receipts.md``, e.g. ``no-consent``.
        where: File, and row or column, e.g. ``interviews.csv row 3``. Header counted as row 1.
        problem: What is wrong, a sentence ending in a full stop.
        fix: What the site has to do, imperative, ending in a full stop.
    """

    code: str
    where: str
    problem: str
    fix: str
