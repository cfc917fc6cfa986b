"""The two things that matter in the style sheet of a Word document."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_TITLE = re.compile(r"(?:title|subtitle|heading\s?\d{0,2})\Z", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Styles:
    """Style identifiers that change how a paragraph or a run is read.

    Attributes:
        hidden: Text in these styles is not shown.
        titles: Paragraphs in these styles are headings.
    """

    hidden: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()

    def is_title(self, style: str | None) -> bool:
        """Whether paragraphs of this style are headings, by its name or its usual identifier."""
        return style is not None and (style in self.titles or bool(_TITLE.match(style)))


def read_styles(root: Element | None) -> Styles:
    """Return what ``styles.xml`` says; nothing if there is none."""
    if root is None:
        return Styles()
    styles = {style.get("w:styleId", ""): style for style in root.findall("w:style")}
    return Styles(
        frozenset(name for name in styles if _is_hidden_style(name, styles)),
        frozenset(
            name for name, style in styles.items() if _TITLE.match(value_of(style, "w:name"))
        ),
    )


def value_of(node: Element, name: str) -> str:
    """Return the value of a property like ``<w:name w:val="Title"/>``; empty if absent."""
    found = node.find(name)
    return "" if found is None else found.get("w:val", "")


def read_vanish(properties: Element | None) -> bool | None:
    """Return whether run properties hide the text; None if they don't say."""
    found = None if properties is None else properties.find("w:vanish")
    return None if found is None else found.get("w:val", "1").lower() not in _OFF


def _is_hidden_style(name: str, styles: dict[str, Element]) -> bool:
    """Follow the chain of ``basedOn`` to the first style that says; a circle says no."""
    passed: set[str] = set()
    while name in styles and name not in passed:
        passed.add(name)
        if (hidden := read_vanish(styles[name].find("w:rPr"))) is not None:
            return hidden
        name = value_of(styles[name], "w:basedOn")
    return False
