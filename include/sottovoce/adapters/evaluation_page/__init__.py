"""An evaluation as one page: no script, nothing fetched, no word of any interview."""

from sottovoce.adapters.evaluation_page.page import render_page

__all__ = ["render_page"]
