"""Words that must survive de-identification: a transcript without them is of no use."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property


class MustStay:
    """Words and phrases that identify nobody, each of one kind.

    Only what the gold leaves unmarked counts: *will* is on the list, *Will* as someone's name
    is not what is meant by it, and there the gold has a mark.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """Prepare the list.

        Args:
            kinds: Kind by phrase. Letters may be of either case; one blank stands for any run of
                white space.
        """
        self._kinds = {" ".join(phrase.lower().split()): kind for phrase, kind in kinds.items()}

    def __len__(self) -> int:
        return len(self._kinds)

    def occurrences(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and kind of each, in order; of two that overlap the longer one.

        A phrase stands between word boundaries: *ward* is found in *ward-based*, not in *reward*,
        and *don* not in *don't*.
        """
        if self._kinds:
            for match in self._pattern.finditer(text):
                kind = self._kinds.get(" ".join(match.group().lower().split()))
                # A few letters match another one whatever their case, such as the long s.
                if kind is not None:
                    yield match.start(), match.end(), kind

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._kinds, key=len, reverse=True)
        choices = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
        return re.compile(rf"(?<!\w)(?:{choices})(?!\w|['\u2019]t\b)", re.IGNORECASE)
