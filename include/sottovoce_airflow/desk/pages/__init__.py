"""The Desk's pages. Each module is thin: who may, which step, which template."""

from fastapi import APIRouter

from sottovoce_airflow.desk.pages import (
    access_log,
    clips,
    quality,
    review,
    review_decisions,
    session,
    study,
    submissions,
)

PAGES: tuple[APIRouter, ...] = (
    study.router,
    review.router,
    review_decisions.router,
    clips.router,
    session.router,
    submissions.router,
    quality.router,
    access_log.router,
)
"""Every page, in the order in which their routes are tried. A new page is named here."""
