"""What ``sottovoce status`` shows."""

from sottovoce.model.ids import SiteCode
from sottovoce.model.states import State
from sottovoce.steps.workplace import workplace


def counts_by_site() -> dict[str, dict[str, int]]:
    """Return how many interviews are in each state, by site; none is left out."""
    place = workplace()
    counts = place.ledger.counts()
    return {
        site: {state.value: counts.get((SiteCode(site), state), 0) for state in State}
        for site in place.study.sites
    }
