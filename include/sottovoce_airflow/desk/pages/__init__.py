"""The Desk's pages. Each module is thin: who may, which step, which template."""

from fastapi import APIRouter

PAGES: tuple[APIRouter, ...] = ()
"""Every page, in the order in which their routes are tried. A new page is named here."""
