"""Receipts for people: pages of their own, without a script or anything fetched from elsewhere."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from sottovoce.model.findings import Finding
from sottovoce.model.states import State
from sottovoce.receipts.receipt import Receipt
from sottovoce.receipts.wording import MILESTONES, SEND_AGAIN, Tone

_COUNTED: dict[Tone, tuple[str, str]] = {
    "act": ("needs something from you", "need something from you"),
    "with-team": ("is with the study team", "are with the study team"),
    "under-way": ("is under way", "are under way"),
    "done": ("is in the study", "are in the study"),
    "closed": ("was withdrawn", "were withdrawn"),
}


def render_html(receipt: Receipt) -> bytes:
    """Return a receipt as one page in UTF-8, to be read, printed, or opened on a phone."""
    page = _templates().get_template("receipt.html.j2")
    return page.render(
        receipt=receipt,
        wording=receipt.wording,
        send_again=SEND_AGAIN if receipt.is_for_site_to_fix else (),
        history=[(MILESTONES[state], at) for state, at in receipt.history],
    ).encode()


def render_index(receipts: Sequence[Receipt]) -> bytes:
    """Return one page in UTF-8 about a whole folder: what is fine, and what needs something.

    Args:
        receipts: Those of one folder, in any order, at least one; superseded ones are left out.
    """
    current = sorted((each for each in receipts if not each.superseded), key=lambda r: r.row)
    page = _templates().get_template("index.html.j2")
    return page.render(
        about=receipts[0],
        receipts=current,
        summary=_summary(current),
        to_fix=_findings_to_fix(current),
        send_again=SEND_AGAIN if any(each.is_for_site_to_fix for each in current) else (),
        latest=max((each.since for each in current), default=receipts[0].since),
    ).encode()


def _findings_to_fix(receipts: Iterable[Receipt]) -> list[tuple[Finding, list[Receipt]]]:
    """Return each finding once, with the interviews that it keeps out."""
    concerned: dict[Finding, list[Receipt]] = {}
    for receipt in receipts:
        for finding in receipt.findings if receipt.is_kept_out else ():
            concerned.setdefault(finding, []).append(receipt)
    return list(concerned.items())


def _summary(receipts: Sequence[Receipt]) -> list[tuple[Tone, int, str]]:
    counts = Counter(receipt.wording.tone for receipt in receipts)
    return [
        (tone, counts[tone], one if counts[tone] == 1 else several)
        for tone, (one, several) in _COUNTED.items()
        if counts[tone]
    ]


@cache
def _templates() -> Environment:
    # Folder names are written by sites: everything is escaped, whatever the file is called.
    environment = Environment(
        loader=PackageLoader("sottovoce.receipts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day_and_time"] = _day_and_time
    environment.globals["is_quarantined"] = lambda receipt: receipt.state is State.QUARANTINED
    return environment


def _day_and_time(at: datetime) -> str:
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"
