"""The Desk's pages. Each module is thin: who may, which step, which template."""

from fastapi import APIRouter

from sottovoce_airflow.desk.pages import study, submissions

PAGES: tuple[APIRouter, ...] = (study.router, submissions.router)
"""Every page, in the order in which their routes are tried. A new page is named here."""
