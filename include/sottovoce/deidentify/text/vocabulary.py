"""Writing word lists so that people can read and extend them."""


def words(listed: str) -> frozenset[str]:
    """Return the white-space separated words of ``listed`` as a set."""
    return frozenset(listed.split())
