"""The same journals through LibreOffice's formats: the same facts."""

from __future__ import annotations

from random import Random

import pytest
from polars.testing import assert_frame_equal

from ingest.foreign.reading import read_foreign
from tests.foreign import journals, long_tables, netschool
from tests.foreign.paper import in_order
from tests.ingest.libreoffice import all_saved_as

pytestmark = pytest.mark.browser

DRAWN = {
    "report": netschool.report,
    "results": netschool.results,
    "journal": journals.journal,
    "long": lambda random: long_tables.long_table(random, ending="xlsx"),
}


@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_a_file_saved_by_another_program_says_the_same(ending, tmp_path):
    drawn = {
        f"{name}{seed}": draw(Random(seed))
        for name, draw in DRAWN.items()
        for seed in range(3)
    }
    contents = {name: content for name, (content, _) in drawn.items()}
    for name, content in all_saved_as(contents, ending, tmp_path).items():
        (journal,) = read_foreign(content, f"{name}.{ending}")
        assert_frame_equal(in_order(journal.facts), drawn[name][1])
        assert journal.problems == ()
