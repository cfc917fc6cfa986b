"""Photographs of what a data manager and a site see, taken from a running demo."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sottovoce_demo.access import Access
from sottovoce_demo.browser import log_in, open_browser
from sottovoce_demo.delivery import s3_client
from sottovoce_demo.state import HOST, DemoState

_SIZE = {"width": 1280, "height": 800}
_SETTLE_MS = 3000

PAGES: Mapping[str, str] = {
    "airflow-dags": "/dags",
    "airflow-intake": "/dags/intake",
    "airflow-deidentify": "/dags/deidentify",
    "airflow-required-actions": "/required_actions",
}
"""File name and path of each Airflow page that is photographed."""


def take_screenshots(state: DemoState, access: Access, folder: Path) -> list[Path]:
    """Return the pictures taken, as PNG files in ``folder``, which is made if missing.

    Airflow is seen by the data manager; a receipt by the site it is for.

    Raises:
        StudyConfigError: There is no Chromium on this machine.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = []
    with open_browser() as browser:
        page = browser.new_page(viewport=_SIZE)
        log_in(page, access.ports.airflow, "manager", state.secrets.user_passwords["manager"])
        for name, path in PAGES.items():
            page.goto(f"http://{HOST}:{access.ports.airflow}{path}")
            taken.append(_photograph(page, folder / f"{name}.png"))
        _open_first_question(page, access.ports.airflow)
        taken.append(_photograph(page, folder / "airflow-review.png"))
        page.set_content(_receipt_page(access))
        taken.append(_photograph(page, folder / "receipt.png"))
    return taken


def _open_first_question(page: Any, port: int) -> None:
    page.goto(f"http://{HOST}:{port}/required_actions")
    page.wait_for_timeout(_SETTLE_MS)
    page.locator("table a").first.click()


def _receipt_page(access: Access) -> str:
    """Return the page of a site's quarantined interviews."""
    client = s3_client(access.s3_endpoint, access.s3_keys["s05"])
    listed = client.list_objects_v2(Bucket="site-s05", Prefix="receipts/")["Contents"]
    key = next(item["Key"] for item in listed if item["Key"].endswith("/index.html"))
    page: bytes = client.get_object(Bucket="site-s05", Key=key)["Body"].read()
    return page.decode()


def _photograph(page: Any, file: Path) -> Path:
    page.wait_for_timeout(_SETTLE_MS)
    page.screenshot(path=file)
    return file
