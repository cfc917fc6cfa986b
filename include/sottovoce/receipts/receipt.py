"""The facts of one receipt. How they are worded and drawn is decided elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime

from sottovoce.model.findings import Finding
from sottovoce.model.states import State
from sottovoce.receipts.wording import (
    KEPT_OUT_BY_TEAM,
    MANIFEST_KEPT_OUT,
    NOT_FOR_THE_SITE,
    SUPERSEDED,
    SUPERSEDED_IN_STUDY,
    WORDING,
    Wording,
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where one interview is, for the people who sent it.

    Attributes:
        study: The study's name as people say it.
        site: Site code.
        folder: The site's own name for the folder. May name a person, so it is shown to the site
            alone.
        interview_id: Id of the interview in this version of the folder.
        row: Row of the manifest; 0 if nobody could read the manifest.
        participant_code: The site's code for the person, if the study knows it, else None. Never
            what a site wrote in that cell unchecked.
        state: Where the interview is.
        since: When it got there, with a time zone.
        findings: What is wrong with it if it is quarantined; otherwise notes.
        history: Every state it was in and since when, oldest first.
        superseded: Whether a newer version of the folder has taken its place.
    """

    study: str
    site: str
    folder: str = field(repr=False)
    interview_id: str
    row: int
    participant_code: str | None
    state: State
    since: datetime
    findings: tuple[Finding, ...] = ()
    history: tuple[tuple[State, datetime], ...] = ()
    superseded: bool = False

    @property
    def wording(self) -> Wording:
        """What to tell the site about where the interview is."""
        if self.superseded and self.state is not State.WITHDRAWN:
            return SUPERSEDED_IN_STUDY if self.state is State.RELEASED else SUPERSEDED
        if self.is_kept_out and not self.is_for_site_to_fix:
            return KEPT_OUT_BY_TEAM
        return MANIFEST_KEPT_OUT if self.is_kept_out and not self.row else WORDING[self.state]

    @property
    def is_kept_out(self) -> bool:
        """Whether it is quarantined and no newer version has taken its place."""
        return self.state is State.QUARANTINED and not self.superseded

    @property
    def is_for_site_to_fix(self) -> bool:
        """Whether the site has to change something and send the folder again."""
        return self.is_kept_out and any(
            finding.code not in NOT_FOR_THE_SITE for finding in self.findings
        )

    @property
    def subject(self) -> str:
        """What the receipt is about, e.g. ``interview in row 3``."""
        return f"interview in row {self.row}" if self.row else "the manifest"
