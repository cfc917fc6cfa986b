"""Parse XML that came from outside: no DTD, no entities, bounded depth and size."""

from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from sottovoce.transcripts.problems import unreadable

MAX_DEPTH = 200
MAX_ELEMENTS = 500_000

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w:",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w:",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc:",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m:",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct:",
}


def parse_xml(data: bytes) -> Element:
    """Return the root element, with names like ``w:p`` for the namespaces of Word.

    Elements and attributes of a namespace that is not known keep their full name.

    Raises:
        UnreadableUpload: Not well-formed, or with a DTD, or too deep or too large.
    """
    parser = DefusedXMLParser(target=_BoundedBuilder(), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException:
        raise unreadable("unsafe") from None
    except (ParseError, LookupError, ValueError, AssertionError):
        raise unreadable("damaged") from None


class _BoundedBuilder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._n_elements = 0
        self._short_names: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._n_elements += 1
        if self._depth > MAX_DEPTH:
            raise unreadable("unsafe")
        if self._n_elements > MAX_ELEMENTS:
            raise unreadable("too long")
        named = {self._shorten(name): value for name, value in attrs.items()}
        return super().start(self._shorten(tag), named)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(self._shorten(tag))

    def _shorten(self, name: str) -> str:
        if name not in self._short_names:
            namespace, brace, local = name.removeprefix("{").rpartition("}")
            prefix = _PREFIXES.get(namespace)
            self._short_names[name] = prefix + local if brace and prefix else name
        return self._short_names[name]
