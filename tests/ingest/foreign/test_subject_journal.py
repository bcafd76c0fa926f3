"""Journals of teachers, written and read: equal cell for cell."""

from __future__ import annotations

from hypothesis import given, settings
from polars.testing import assert_frame_equal

from ingest.foreign.reading import read_foreign
from tests.foreign.chance import CHANCE
from tests.foreign.journals import journal
from tests.foreign.paper import in_order


@given(random=CHANCE)
@settings(max_examples=80)
def test_a_journal_says_what_was_written(random):
    content, facts = journal(random)
    (read,) = read_foreign(content, "журнал.xlsx")
    assert read.layout == "subject_journal"
    assert_frame_equal(in_order(read.facts), facts)
    assert read.problems == ()
