"""axe-core, run in a page: what keeps people out who see, hear or move differently."""

from functools import cache
from importlib.resources import files

from playwright.sync_api import Frame, Page

GRAVE = {"serious", "critical"}
_RUN = "() => axe.run(document, {resultTypes: ['violations']}).then(report => report.violations)"


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def find_barriers(at: Page | Frame) -> list[str]:
    """Return a line for each place of a page that breaks a rule gravely; empty if none does."""
    at.evaluate(_axe())
    return [
        f"{found['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for found in at.evaluate(_RUN)
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
