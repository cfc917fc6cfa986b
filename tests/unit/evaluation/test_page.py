"""The page: whole in itself, and honest about what is not known."""

import re

import pytest
from defusedxml.ElementTree import fromstring
from evaluation_builders import a_figure, a_result, an_evaluation

from sottovoce.adapters.evaluation_page import render_page
from sottovoce.adapters.evaluation_page.plots import (
    LABEL_WIDTH,
    PLOT_WIDTH,
    interval_plot,
    sweep_curve,
)
from sottovoce.deidentify.text.scoring_report import SweepPoint


@pytest.fixture(scope="module")
def page():
    results = [
        a_result("stock presidio", welsh=a_figure(0.5), tamil=a_figure(0.9)),
        a_result("sottovoce", welsh=a_figure(0.8), tamil=a_figure(1.0)),
        a_result("stock presidio", "lower"),
        a_result("sottovoce", "lower"),
        a_result("sottovoce from 0.1 on", sweep=True),
    ]
    return render_page(an_evaluation(*results)).decode()


def test_the_page_needs_nothing_but_itself(page):
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", page)
    assert not re.search(r"https?://|url\(|@import", page)
    assert "default-src 'none'" in page


def test_every_plot_is_well_formed_and_has_a_title_for_screen_readers(page):
    plots = [fromstring(svg) for svg in re.findall(r'<svg class="plot".*?</svg>', page, re.S)]
    assert len(plots) == 4, "by type in two casings, by origin in one, and a curve"
    for plot in plots:
        titles = [each for each in plot if each.tag == "title"]
        assert titles[0].text
        assert plot.attrib["aria-labelledby"] == titles[0].attrib["id"]


def test_ids_are_used_once_and_labels_point_at_them(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_every_table_has_a_caption_and_headers_of_rows_and_columns(page):
    for table in re.findall(r"<table.*?</table>", page, re.S):
        assert "<caption" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table


def test_figures_and_gap_are_told_in_words(page):
    told = " ".join(page.split())
    assert "90.0 (80.0\N{EN DASH}100.0)" in told
    assert "worst welsh at 80.0, 20.0 points below the best, tamil" in told


def test_names_of_groups_are_escaped():
    result = a_result("sottovoce", **{"<b>&": a_figure(0.5)})
    page = render_page(an_evaluation(result)).decode()
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page


def test_an_evaluation_of_predictions_with_thresholds_still_has_its_tables():
    page = render_page(an_evaluation(a_result("predictions", sweep=True))).decode()
    assert "predictions" in page
    assert "90.0 (80.0" in page


@pytest.mark.parametrize(
    ("share", "x"),
    [
        pytest.param(0.0, LABEL_WIDTH, id="none at the left"),
        pytest.param(1.0, LABEL_WIDTH + PLOT_WIDTH, id="all at the right"),
    ],
)
def test_shares_lie_between_the_ends_of_the_scale(share, x):
    plot = interval_plot("", {"PERSON": [a_figure(share), None]}, ["one", "other"])
    (mark,) = plot.rows[0].marks
    assert mark.x == x
    assert mark.title.startswith("PERSON, one: ")


def test_a_curve_leaves_out_what_has_no_precision_and_labels_that_would_overlap():
    points = [
        SweepPoint(0.1, 0.99, 0.6, 0),
        SweepPoint(0.2, 0.99, 0.6, 0),
        SweepPoint(0.9, 0.2, None, 0),
    ]
    curve = sweep_curve("", points)
    assert [label for _, _, label in curve.dots] == ["0.1", ""]
