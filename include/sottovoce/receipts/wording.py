"""What a site is told in each state. Written for a research coordinator, not for a programmer."""

from dataclasses import dataclass
from typing import Literal

from sottovoce.model.states import State

Tone = Literal["done", "under-way", "with-team", "act", "closed"]
"""How a status is drawn and counted; always beside its label, never instead of it."""

NOT_FOR_THE_SITE = frozenset({"rejected-in-review", "superseded"})
"""Findings that a site can't mend by sending the folder again."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Four answers to four questions.

    Attributes:
        label: Where is it? A few words.
        happened: What happened to the interview?
        to_do: Does the site have to do anything?
        next: What happens next?
        tone: How it is drawn and counted.
    """

    label: str
    happened: str
    to_do: str
    next: str
    tone: Tone


_NOTHING = "Nothing. You can leave the folder as it is."

WORDING = {
    State.RECEIVED: Wording(
        "Received",
        "The files of this interview have arrived, and the study keeps a copy of them. "
        "They have not been checked yet.",
        _NOTHING,
        "The manifest, the consent and the transcript are checked. This page changes when that is "
        "done.",
        "under-way",
    ),
    State.CHECKED: Wording(
        "Checked, nothing wrong",
        "The manifest, the consent and the transcript passed every check.",
        _NOTHING,
        "The transcript is searched for names and other details that identify people.",
        "under-way",
    ),
    State.DEIDENTIFIED: Wording(
        "Identifying details found",
        "The transcript was searched for names and other details that identify people, and nothing "
        "was doubtful.",
        _NOTHING,
        "Those details are replaced, for example a name by [Person 1]. The result is searched once "
        "more before it goes into the study.",
        "under-way",
    ),
    State.IN_REVIEW: Wording(
        "With the study team",
        "The computer was not sure about some words in the transcript, so a member of the study "
        "team will look at this interview.",
        _NOTHING,
        "That person decides whether the interview goes into the study. This page changes when "
        "that is done.",
        "with-team",
    ),
    State.APPROVED: Wording(
        "Approved by the study team",
        "A member of the study team looked at this interview and agreed to its release.",
        _NOTHING,
        "Identifying details are replaced, for example a name by [Person 1]. The result is "
        "searched once more before it goes into the study.",
        "under-way",
    ),
    State.RELEASED: Wording(
        "Released into the study",
        "The transcript is in the study's database. Names and other identifying details that were "
        "found have been replaced, for example by [Person 1].",
        _NOTHING,
        "The study's researchers can work with this interview. If the participant withdraws, tell "
        "the study's data manager: deleting files in your folder does not take it out.",
        "done",
    ),
    State.QUARANTINED: Wording(
        "Kept out, action needed",
        "Something is wrong with this interview, so it was kept out of the study. Other interviews "
        "in the folder go on without it.",
        "Go through the points below, then send the folder again.",
        "When you send the folder again, everything in it is checked anew, and you get new "
        "receipts. Sending again is safe: no interview is counted twice.",
        "act",
    ),
    State.WITHDRAWN: Wording(
        "Withdrawn",
        "This interview was taken out of the study. Nothing of it is in the study's database, and "
        "the study's copies of its files were deleted. The files in your own storage were left "
        "alone.",
        "Do not send this interview again. Follow your site's rules for the files that you hold.",
        "Nothing more happens to this interview.",
        "closed",
    ),
}
"""One wording for each state."""

MILESTONES = {
    State.RECEIVED: "Received",
    State.CHECKED: "Checked",
    State.DEIDENTIFIED: "Searched for identifying details",
    State.IN_REVIEW: "Given to the study team",
    State.APPROVED: "Approved by the study team",
    State.RELEASED: "Released into the study",
    State.QUARANTINED: "Kept out",
    State.WITHDRAWN: "Withdrawn",
}
"""What each state is called when it is history."""

SUPERSEDED = Wording(
    "Replaced by a newer version",
    "You sent this folder again with other contents, so this receipt no longer counts.",
    "Nothing here. Read the newer receipt of this folder.",
    "The newer version is checked on its own and has its own receipts.",
    "closed",
)
"""What is said of an interview whose folder was sent again before it was released."""

SUPERSEDED_IN_STUDY = Wording(
    "Released, newer version sent",
    "This version of the interview went into the study. Since then you sent the folder again with "
    "other contents.",
    SUPERSEDED.to_do,
    "This version stays in the study until the newer one is released in its place, or until the "
    "interview is withdrawn.",
    "closed",
)
"""The same after release."""

MANIFEST_KEPT_OUT = Wording(
    "Kept out, action needed",
    "The manifest, interviews.csv, could not be read, so no interview of this folder has been "
    "taken into the study.",
    WORDING[State.QUARANTINED].to_do,
    WORDING[State.QUARANTINED].next,
    "act",
)
"""What is said when nobody could read the manifest."""

KEPT_OUT_BY_TEAM = Wording(
    "Kept out by the study team",
    "This interview was kept out of the study. Sending it again as it is does not help.",
    "Nothing for now. If the study team does not write to you, ask the study's data manager.",
    "The study team decides with you what becomes of it. The other interviews in the folder go "
    "on without it.",
    "with-team",
)
"""What is said of an interview that is kept out, but not for something the site can mend."""

SEND_AGAIN = (
    "Make the changes in the folder on your computer, under the same folder name.",
    "Send the whole folder again: with sottovoce send, or with the program that you used "
    "before. In that case upload interviews.csv last.",
    "Come back to this place and read the new receipt.",
)
"""The steps of sending again, in order."""
