"""Receipts for programs: one JSON object each, described in ``docs/receipts.md``."""

import json
from dataclasses import asdict
from datetime import UTC, datetime

from sottovoce.receipts.receipt import Receipt

SCHEMA = "sottovoce-receipt/1"
"""Changes when a field changes its meaning or goes; not when one is added."""


def render_json(receipt: Receipt) -> bytes:
    """Return a receipt as indented JSON in UTF-8."""
    return json.dumps(_as_dict(receipt), ensure_ascii=False, indent=2).encode() + b"\n"


def _as_dict(receipt: Receipt) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "study": receipt.study,
        "site": receipt.site,
        "folder": receipt.folder,
        "interview_id": receipt.interview_id,
        "row": receipt.row,
        "participant_code": receipt.participant_code,
        "state": receipt.state.value,
        "since": _utc(receipt.since),
        "superseded": receipt.superseded,
        "needs_action": receipt.is_for_site_to_fix,
        "what_happened": receipt.wording.happened,
        "to_do": receipt.wording.to_do,
        "what_next": receipt.wording.next,
        "findings": [asdict(finding) for finding in receipt.findings],
        "history": [{"state": state.value, "at": _utc(at)} for state, at in receipt.history],
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
