"""Reports of «Сетевой Город», written and read: equal cell for cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from ingest.foreign.reading import read_foreign
from tests.foreign import netschool
from tests.foreign.chance import CHANCE
from tests.foreign.paper import in_order


def assert_says(content, facts, layout):
    (journal,) = read_foreign(content, "отчет.xls")
    assert journal.layout == layout
    assert_frame_equal(in_order(journal.facts), facts)
    assert journal.problems == ()


@pytest.mark.parametrize("html", [False, True])
@given(random=CHANCE)
@settings(max_examples=60)
def test_a_report_says_what_was_written(html, random):
    assert_says(*netschool.report(random, html=html), "netschool_report")


@pytest.mark.parametrize("html", [False, True])
@given(random=CHANCE)
@settings(max_examples=40)
def test_results_say_what_was_written(html, random):
    assert_says(*netschool.results(random, html=html), "netschool_results")
