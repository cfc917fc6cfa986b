"""Words for the interviews that are made for their faults, and names buried in documents.

None of them may ever come out: every interview made of these is quarantined, and what is buried
in a document is not part of its text. So each is as good a canary as a marked identifier.
"""

from sottovoce.model.transcripts import Transcript
from sottovoce_demo.study.gold import make_transcript
from sottovoce_demo.study.writers import Traces

CANARIES = frozenset(
    {
        "Marigold Thackeray-Obi",
        "Quillfeather House",
        "07700 900468",
        "Bożydar Szczepkowski",
        "Wólka Zaleszańska",
        "Ottoline Brackenbury",
        "Penhallow Day Unit",
        "Cosimo Yarwood",
        "Leocadia Fotheringhay",
        "Araminta Vosper",
        "Peregrine Oyelaran",
        "Theodora Winstanley-Achebe",
    }
)
"""Every identifier in this module."""

CANARY_ROSTER = (("person", "Marigold Thackeray-Obi"), ("facility", "Quillfeather House"))
"""What a site knows beforehand of an interview made of :func:`short_interview`."""

TRACES = Traces(
    header="Confidential: Ottoline Brackenbury, Penhallow Day Unit",
    comment="Check with Cosimo Yarwood before this goes anywhere",
    author="Leocadia Fotheringhay",
    deleted=" my sister Araminta Vosper told me, and",
    hidden=" (real name: Peregrine Oyelaran)",
)
"""What some of the documents hold besides their words."""

CAPTION_NOTE = "Captions corrected by Theodora Winstanley-Achebe"
"""A comment in some of the caption files."""


NOTHING_SAID = make_transcript((), "docx")
"""A transcript that nobody has typed up yet."""


def short_interview(fault: str) -> Transcript:
    """Return a sound little interview in English, different for each fault.

    Args:
        fault: Finding code it is made for; a word of it makes the difference.
    """
    return make_transcript(
        (
            (4, "Interviewer", "Thank you for coming in. Could you say who you are?"),
            (11, "Participant", "I'm Marigold Thackeray-Obi, and I've been here for six years."),
            (19, "Interviewer", "And how did you first meet the peer workers?"),
            (25, "Participant", "At Quillfeather House. One of them made the tea and stayed."),
            (38, "Interviewer", f"We call this one {fault.replace('-', ' ')}. Is that all right?"),
            (47, "Participant", "If you want the rest, ring me on 07700 900468 after lunch."),
        ),
        "txt",
    )


def polish_interview() -> Transcript:
    """Return an interview in Polish, long enough to be sure of its language."""
    return make_transcript(
        (
            (3, "Interviewer", "Dzień dobry. Proszę powiedzieć, kim pan jest i co pan tu robi."),
            (
                9,
                "Participant",
                "Nazywam się Bożydar Szczepkowski. Przyjechałem do Anglii dwanaście lat temu, "
                "najpierw pracowałem w magazynie, a potem zachorowałem i długo nie wychodziłem "
                "z domu. Teraz sam pomagam innym, którzy leżą na oddziale.",
            ),
            (27, "Interviewer", "Jak wyglądało pierwsze spotkanie z asystentem zdrowienia?"),
            (
                33,
                "Participant",
                "Usiadł obok mnie i przez pół godziny nic nie mówił. Potem zapytał, czy lubię "
                "herbatę z cytryną. Nikt mnie wcześniej o to nie zapytał. Lekarze pytali tylko, "
                "czy słyszę głosy i czy biorę tabletki.",
            ),
            (52, "Interviewer", "Czy mogli panowie rozmawiać po polsku?"),
            (
                56,
                "Participant",
                "Tak, i to było najważniejsze. Człowiek choruje w swoim języku. Kiedy myślę "
                "o domu, o Wólka Zaleszańska, o matce w kuchni, to przecież nie po angielsku.",
            ),
            (74, "Interviewer", "Co by pan zmienił w tej pracy?"),
            (
                79,
                "Participant",
                "Więcej czasu i mniej papierów. I żeby nas traktowano poważnie, jak resztę "
                "zespołu, a nie jak gości, którzy zaraz sobie pójdą.",
            ),
        ),
        "txt",
    )
