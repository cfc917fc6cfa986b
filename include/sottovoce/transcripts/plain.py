"""Plain text: one labelled line is one turn, and lines without a label continue it."""

from sottovoce.transcripts.assemble import Passage, split_lines


def read_plain(text: str) -> tuple[str, list[Passage]]:
    """Return the text of a txt file and its lines as one passage."""
    return text, [Passage(split_lines(text))]
