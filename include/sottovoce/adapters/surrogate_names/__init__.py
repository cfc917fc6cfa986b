"""Reading the lists of names that come with the package."""

from functools import cache
from importlib.resources import files

from sottovoce.deidentify.policy.names import NameList, NameLists


@cache
def load_names() -> NameLists:
    """Return the names by origin and gender."""
    table = files("sottovoce.adapters.surrogate_names").joinpath("names.txt")
    sections: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sections[line.strip("[]")] = {}
        elif not line.startswith("#"):
            kind, _, names = line.partition(": ")
            last = next(reversed(sections))
            sections[last][kind] = tuple(names.split())
    return NameLists(
        NameList(
            origin,
            lists["f"],
            lists["m"],
            lists["last"],
            lists.get("known f", ()),
            lists.get("known m", ()),
        )
        for origin, lists in sections.items()
    )
