"""Photographs of what a data manager and a site see, taken from a running demo."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sottovoce_demo.access import Access
from sottovoce_demo.browser import log_in, open_browser
from sottovoce_demo.delivery import s3_client
from sottovoce_demo.state import HOST, DemoState

Scheme = Literal["light", "dark"]

_SIZE = {"width": 1280, "height": 800}
_SETTLE_MS = 3000
_DECISIONS = ("Enter", "Enter", "x")
"""What the reviewer in the picture has done so far."""

PAGES: Mapping[str, str] = {"airflow-dags": "/dags"}
"""File name and path of each Airflow page that is photographed."""

DESK_PAGES: Mapping[str, str] = {
    "desk-study": "/desk/study",
    "desk-quality": "/desk/quality",
}
"""File name and path of each page of the Desk that is photographed as it stands."""


def take_screenshots(state: DemoState, access: Access, folder: Path) -> list[Path]:
    """Return the pictures taken, as PNG files in ``folder``, which is made if missing.

    Airflow and the Desk are seen by the data manager, the Desk in the light and in the dark; a
    receipt by the site it is for.

    Raises:
        StudyConfigError: There is no Chromium on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with open_browser() as browser:
        page = _page_of_manager(browser, state, access, "light")
        pictures = [*_airflow(page, access), *_desk(page, access, "light")]
        taken = [_photograph(page, folder / f"{name}.png", show) for name, show in pictures]
        page = _page_of_manager(browser, state, access, "dark")
        pictures = list(_desk(page, access, "dark"))
        taken += [_photograph(page, folder / f"{name}.png", show) for name, show in pictures]
    return taken


def _page_of_manager(browser: Any, state: DemoState, access: Access, scheme: Scheme) -> Any:
    page = browser.new_context(viewport=_SIZE, color_scheme=scheme).new_page()
    log_in(page, access.ports.airflow, "manager", state.secrets.user_passwords["manager"])
    return page


_Picture = tuple[str, Callable[[], object]]


def _airflow(page: Any, access: Access) -> Iterator[_Picture]:
    for name, path in PAGES.items():
        yield name, partial(page.goto, _address(access, path))
    yield "airflow-review", partial(_open_first_question, page, access)
    yield "receipt", lambda: page.set_content(_receipt_page(access))


def _desk(page: Any, access: Access, scheme: Scheme) -> Iterator[_Picture]:
    suffix = "" if scheme == "light" else "-dark"
    for name, path in DESK_PAGES.items():
        yield name + suffix, partial(_go_in_airflow, page, access, path)
    yield f"desk-trail{suffix}", partial(_open_first_trail, page, access)
    yield f"desk-review{suffix}", partial(_open_first_reading, page, access)


def _go_in_airflow(page: Any, access: Access, path: str) -> Any:
    """Open a page of the Desk inside of Airflow's own, and return its frame."""
    page.goto(_address(access, "/plugin/desk"))
    page.frame_locator("iframe").get_by_role("navigation", name="Desk").wait_for()
    frame = page.locator("iframe").element_handle().content_frame()
    frame.goto(_address(access, path))
    return frame


def _open_first_trail(page: Any, access: Access) -> None:
    frame = _go_in_airflow(page, access, "/desk/submissions?state=released")
    frame.get_by_role("table").get_by_role("link").first.click()


def _open_first_reading(page: Any, access: Access) -> None:
    """Read the interview that this person is reading already, else the one that waits longest."""
    frame = _go_in_airflow(page, access, "/desk/review")
    going_on = frame.get_by_role("button", name="Go on")
    if going_on.count():
        going_on.first.click()
        frame.locator("#turns").wait_for()
        return
    frame.get_by_role("button", name="Open").first.click()
    frame.locator("#turns").wait_for()
    for key in _DECISIONS:
        page.keyboard.press(key)


def _open_first_question(page: Any, access: Access) -> None:
    page.goto(_address(access, "/required_actions"))
    page.wait_for_timeout(_SETTLE_MS)
    page.locator("table a").first.click()


def _receipt_page(access: Access) -> str:
    """Return the page of a site's quarantined interviews."""
    client = s3_client(access.s3_endpoint, access.s3_keys["s05"])
    listed = client.list_objects_v2(Bucket="site-s05", Prefix="receipts/")["Contents"]
    key = next(item["Key"] for item in listed if item["Key"].endswith("/index.html"))
    page: bytes = client.get_object(Bucket="site-s05", Key=key)["Body"].read()
    return page.decode()


def _address(access: Access, path: str) -> str:
    return f"http://{HOST}:{access.ports.airflow}{path}"


def _photograph(page: Any, file: Path, show: Callable[[], object]) -> Path:
    show()
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=file)
    return file
