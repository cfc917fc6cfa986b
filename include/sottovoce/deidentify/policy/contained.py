"""Names as words, and whether a text holds one of them."""

from collections import defaultdict
from collections.abc import Iterable

from sottovoce.deidentify.policy.names import name_parts


class ContainedNames:
    """Names to look for: whole words, case and accents ignored.

    Names without letters don't count, nor do single letters.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for parts in map(name_parts, names):
            if len("".join(parts)) > 1:
                self._by_first[parts[0]].add(parts)

    def stand_in(self, text: str) -> bool:
        """Whether any of the names stands in ``text``."""
        said = name_parts(text)
        return any(
            said[at : at + len(name)] == name
            for at, word in enumerate(said)
            for name in self._by_first.get(word, ())
        )
