"""Who sends what: every folder of the demo study, in the order of sending.

All of it is data. Folder and file names are such as people give them, with names of the people
they interviewed, with spaces and accents: none of that may ever get further than the bucket.
"""

from dataclasses import dataclass, field

from sottovoce_demo.study.faults import ManifestFault, RowFault
from sottovoce_demo.study.model import SoundOutcome


@dataclass(frozen=True, slots=True)
class PlannedRecording:
    """The recording of one interview.

    Attributes:
        file_name: What its site calls it.
        made: Which file of ``recordings/`` it is.
        outcome: What has to become of it.
        finding_code: What the receipt has to say of it; None for nothing.
    """

    file_name: str = field(repr=False)
    made: str
    outcome: SoundOutcome = "released"
    finding_code: str | None = None

    @property
    def is_agreed(self) -> bool:
        """Whether the participant agreed to its use."""
        return self.outcome != "refused"


@dataclass(frozen=True, slots=True)
class PlannedInterview:
    """One row of a manifest.

    Attributes:
        file_name: The transcript's.
        gold: The gold interview that it holds; None for an invented one, made for its fault.
        fault: What to make wrong; None for nothing.
        spoken: The recorded conversation that it holds instead; None for none.
        recording: Its recording; None for none.
    """

    file_name: str = field(repr=False)
    gold: str | None = None
    fault: RowFault | None = None
    spoken: str | None = None
    recording: PlannedRecording | None = None

    @property
    def who(self) -> str:
        """A key for the conversation that it holds, the same when it is sent twice."""
        return self.gold or self.file_name


@dataclass(frozen=True, slots=True)
class PlannedFolder:
    """One submission.

    Attributes:
        site: Code of the site that sends it.
        folder: Name of the folder.
        interviews: Its rows, in the manifest's order.
        manifest_fault: What to make wrong with the manifest as a whole; None for nothing.
        has_roster: Whether the site sends the names it knows beforehand.
    """

    site: str
    folder: str = field(repr=False)
    interviews: tuple[PlannedInterview, ...]
    manifest_fault: ManifestFault | None = None
    has_roster: bool = True

    @property
    def is_faulty(self) -> bool:
        """Whether anything at all was made wrong."""
        return bool(self.manifest_fault) or any(each.fault for each in self.interviews)


_Row, _Sound = PlannedInterview, PlannedRecording

PLAN: tuple[PlannedFolder, ...] = (
    PlannedFolder(
        "s01",
        "Wave 1 (Fenella and Philippa)",
        (
            _Row("Interview with Philippa.docx", "s01-cm-01"),
            _Row("ward visit, not signed yet.docx", fault="no-consent"),
            _Row("PW Dawn Pattinson FINAL.docx", "s01-pw-01"),
            _Row("front desk Keelmen.docx", fault="unknown-role"),
        ),
    ),
    PlannedFolder(
        "s02",
        "Lantern Outreach interviews",
        (
            _Row("Joy Nwachukwu - Teams meeting.vtt", "s02-mg-01"),
            _Row("GMT20260318_terri_mcardle.transcript.vtt", "s02-su-01"),
        ),
    ),
    PlannedFolder(
        "s02",
        "Lantern Outreach interviews_again",
        (_Row("terri mcardle (second try).vtt", "s02-su-01", "duplicate-interview"),),
    ),
    PlannedFolder("s03", "Gerry Docherty", (_Row("Gerry Docherty 1of1.docx", "s03-pw-01"),)),
    PlannedFolder("s03", "Niamh OT", (_Row("niamh gallacher OT.vtt", "s03-co-01"),)),
    PlannedFolder(
        "s03",
        "Cart Water team, late ones",
        (_Row("Wojtek, late one.txt"),),
        manifest_fault="manifest-wrong-header",
    ),
    PlannedFolder(
        "s03",
        "Callum on the phone",
        (
            _Row(
                "Callum Braithwaite call.vtt",
                spoken="call",
                recording=_Sound("Callum Braithwaite call.m4a", "call.m4a"),
            ),
        ),
    ),
    PlannedFolder(
        "s04",
        "april-batch-Surinder-and-Harj",
        (
            _Row("Commissioner interview Parminder.docx", "s04-cm-01"),
            _Row("Harjinder Sandhu typed up.txt", "s04-co-01"),
        ),
    ),
    PlannedFolder(
        "s04",
        "Icilda's interview",
        (_Row("Icilda's interview, corrected.txt", fault="checksum-mismatch"),),
    ),
    PlannedFolder(
        "s05",
        "Millstone Community Team",
        (
            _Row("Shabana's deputy, not typed up yet.docx", fault="empty-transcript"),
            _Row("Manager interview_Shabana Kayani.docx", "s05-mg-01"),
            _Row("Ghazala (sent to us by mistake).txt", fault="wrong-site"),
            _Row(
                "ray_hebblethwaite.srt",
                "s05-pw-01",
                recording=_Sound(
                    "ray_hebblethwaite REC001.flac", "cut.flac", "kept back", "recording-cut-short"
                ),
            ),
            _Row("Zulfi's colleague.txt", fault="unknown-participant"),
            _Row("Kasia typed in WordPad.docx", fault="not-a-docx"),
        ),
    ),
    PlannedFolder(
        "s06",
        "Tawe Outreach - Siân",
        (
            _Row("eleri howells zoom.vtt", "s06-mg-01"),
            _Row("Bronwen (to follow).docx", fault="file-not-sent"),
            _Row("Gethin Rees (GR).docx", "s06-su-01"),
        ),
    ),
    PlannedFolder("s07", "Thulasi R", (_Row("Thulasi Rajaratnam ICB.txt", "s07-cm-01"),)),
    PlannedFolder(
        "s07",
        "Kwabz",
        (
            _Row(
                "Kwabena_Ofori_P1.docx",
                "s07-su-01",
                recording=_Sound(
                    "Kwabena voice memo.ogg", "refused.ogg", "refused", "recording-without-consent"
                ),
            ),
        ),
    ),
    PlannedFolder(
        "s07",
        "Cherise big file",
        (_Row("Cherise.docx", fault="zip-bomb"),),
        has_roster=False,
    ),
    PlannedFolder(
        "s08",
        "Biscuit Town Peers",
        (
            _Row("Rose Marsh.docx", "s08-pw-01"),
            _Row("mihaela stanciu nurse.vtt", "s08-co-01"),
        ),
    ),
    PlannedFolder(
        "s08",
        "Costel and Rich",
        (_Row("Costel and Rich.txt"),),
        manifest_fault="manifest-not-csv",
    ),
    PlannedFolder(
        "s08",
        "Home visit (Desmond)",
        (
            _Row(
                "home visit typed.txt",
                spoken="visit",
                recording=_Sound("VISIT_0007 Bronagh's brother.flac", "visit.flac"),
            ),
        ),
    ),
    PlannedFolder(
        "s09",
        "Foxglove (Jignesh + Mark)",
        (
            _Row("Mark Bishop.srt", "s09-cm-01"),
            _Row("Hansa Chauhan LOCKED.docx", fault="password-protected"),
            _Row("Kokila, form signed after.txt", fault="consent-after-interview"),
            _Row("Jack po polsku.txt", fault="language-outside-study"),
            _Row("Jignesh Mistry.docx", "s09-mg-01"),
        ),
    ),
    PlannedFolder("s10", "Sevgi Özdemir", (_Row("Sevgi Özdemir psychologist.docx", "s10-co-01"),)),
    PlannedFolder(
        "s10",
        "Sandy H",
        (_Row("Sandy Hope intake form.txt", "s10-su-01"),),
        has_roster=False,
    ),
    PlannedFolder(
        "s10",
        "Radu from Excel",
        (_Row("Radu Munteanu.txt"),),
        manifest_fault="manifest-wrong-encoding",
        has_roster=False,
    ),
)
