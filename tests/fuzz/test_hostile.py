"""Hostile files: one plain sentence or right cells, in time, within memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from expectations.language import say, translations
from ingest.load import NOT_A_JOURNAL
from ingest.reading.child import read_workbook
from tests.fuzz.hostile import HOSTILE, READ
from tests.fuzz.measured import IS_LINUX, OUTCOMES, child_limit, measured
from tests.ingest.crafted_files import workbook

if TYPE_CHECKING:
    from tests.fuzz.desk import FuzzDesk

SECONDS, MEBIBYTES = 10, 512
GOOD = workbook()


def test_there_are_more_than_a_hundred_hostile_files() -> None:
    assert len(HOSTILE) > 100


@pytest.mark.skipif(not IS_LINUX, reason="asks the kernel")
def test_the_kernel_gives_the_child_half_a_gigabyte() -> None:
    read_workbook(GOOD)

    assert child_limit() == MEBIBYTES << 20


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_time_leaves_no_trace_and_the_next_one_is_read(
    name: str, fuzz_desk: FuzzDesk
) -> None:
    make, sentence = HOSTILE[name]
    content, before = make(), fuzz_desk.counts()

    found = measured("hostile", lambda: fuzz_desk.hand_in(content, f"{name}.xlsx"))

    OUTCOMES["hostile", "refused" if sentence else "read"] += 1
    assert found.outcome.status == "refused"
    assert found.outcome.refusal == (sentence or NOT_A_JOURNAL)
    assert found.seconds < SECONDS
    assert found.peak_mib is None or found.peak_mib < MEBIBYTES
    assert read_workbook(GOOD).sheets[0].rows == [["5"]]
    assert fuzz_desk.counts() == before


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    "sentence", sorted({one for _, one in HOSTILE.values()} - {READ})
)
def test_each_refusal_is_a_plain_sentence_in_the_users_language(
    sentence: str, language: str
) -> None:
    facts = dict.fromkeys(("sheet", "rows", "columns", "part", "format"), "x")

    said = say(sentence, language, **facts)

    assert said.endswith(".")
    assert "{" not in said
    assert "Error" not in said
    assert language == "en" or translations("ru").gettext(sentence) != sentence


def test_after_all_of_them_the_teachers_own_workbook_is_taken(
    fuzz_desk: FuzzDesk,
) -> None:
    assert fuzz_desk.hand_in(fuzz_desk.content).status == "unchanged"
