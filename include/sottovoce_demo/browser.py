"""A browser of this machine, and the way into Airflow that everybody takes: its login page."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from typing import Any

from sottovoce.errors import StudyConfigError
from sottovoce_demo.state import HOST

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--no-sandbox",
    # Shared memory is small in containers, and a page that outgrows it dies.
    "--disable-dev-shm-usage",
    "--disable-gpu",
)


@contextmanager
def open_browser() -> Iterator[Any]:
    """Open Chromium without a window; it closes at the end.

    Raises:
        StudyConfigError: There is none on this machine.
    """
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(which, _BROWSERS)), None)
    if program is None:
        raise StudyConfigError("This needs Chromium (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def log_in(page: Any, port: int, user: str, password: str) -> None:
    """Log in to Airflow as a person does, and come to its first page.

    Args:
        page: A page of a browser.
        port: Where Airflow listens.
        user: Name of a user of Airflow.
        password: Theirs.
    """
    page.goto(f"http://{HOST}:{port}/auth/login")
    page.fill('input[name="username"]', user)
    page.fill('input[name="password"]', password)
    page.click('button[type="submit"]')
    page.wait_for_url(f"http://{HOST}:{port}/")
