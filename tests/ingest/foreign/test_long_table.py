"""Long tables, written and read: equal cell for cell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from ingest.foreign.reading import read_foreign
from tests.foreign.chance import CHANCE
from tests.foreign.long_tables import long_table
from tests.foreign.paper import in_order


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@given(random=CHANCE)
@settings(max_examples=50)
def test_a_long_table_says_what_was_written(ending, random):
    content, facts = long_table(random, ending=ending)
    (read,) = read_foreign(content, f"выгрузка.{ending}")
    assert read.layout == "long_table"
    assert_frame_equal(in_order(read.facts), facts)
    assert read.problems == ()
