"""What a site reads about what it sent."""

from sottovoce.receipts.pages import render_html, render_index
from sottovoce.receipts.receipt import Receipt
from sottovoce.receipts.records import render_json

__all__ = ["Receipt", "render_html", "render_index", "render_json"]
