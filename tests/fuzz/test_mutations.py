"""Two thousand spoiled and damaged workbooks: right cells, or one plain sentence.

Each is made from its number alone, which a failure names first. `make test` runs the
first three batches, `make long` all.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from expectations.language import translations
from ingest.reading.child import read_workbook
from ingest.reading.sheets import UnreadableWorkbookError
from tests.fuzz.damaging import damage
from tests.fuzz.dialects import any_dialect, write
from tests.fuzz.measured import OUTCOMES, measured
from tests.fuzz.oracle import wrong_in, wrongly_recorded
from tests.fuzz.reference import (
    UnreadableError,
    as_numbers,
    differences,
    reference,
)
from tests.fuzz.spoiling import spoil

if TYPE_CHECKING:
    from ingest.reading.sheets import RawWorkbook
    from tests.fuzz.desk import FuzzDesk

BATCHES = 8 if "VEDOMOST_LONG_TESTS" in os.environ else 1
SPOILED, DAMAGED = 140, 140  # a batch; in all 2,240
SPOILED_HANDED_IN, DAMAGED_HANDED_IN = 7, 3  # every n-th goes through the ledger


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_people_do_to_a_workbook_gives_no_mark_to_another_and_loses_none(
    batch: int, fuzz_desk: FuzzDesk
) -> None:
    wrong: list[str] = []
    for number in range(batch * SPOILED, (batch + 1) * SPOILED):
        wrong += wrong_in_spoiled(number, fuzz_desk)

    assert wrong == []


@pytest.mark.parametrize("batch", range(BATCHES))
def test_what_happens_to_bytes_ends_in_a_sentence_or_in_what_the_file_says(
    batch: int, fuzz_desk: FuzzDesk
) -> None:
    wrong: list[str] = []
    for number in range(batch * DAMAGED, (batch + 1) * DAMAGED):
        wrong += wrong_in_damaged(number, fuzz_desk)

    assert wrong == []


def wrong_in_spoiled(number: int, desk: FuzzDesk) -> list[str]:
    """Spoil, read and judge the workbook of one number; none may be refused."""
    dice = random.Random(number)
    book, done = spoil(desk.book, dice)
    content = write(book, any_dialect(dice))
    raw = measured("spoiled", lambda: _read(content)).outcome
    if isinstance(raw, UnreadableWorkbookError):
        return [f"{number} {done}: {raw}"]
    reading = desk.read(raw)
    problems = wrong_in(reading.cells, book, desk.students)
    if number % SPOILED_HANDED_IN == 0:
        before = desk.values()
        receipt = desk.hand_in(content)
        OUTCOMES["spoiled", "handed in"] += 1
        after = desk.values()
        told = receipt.count_recorded + receipt.count_unchanged
        told += receipt.count_quarantined + receipt.count_conflicts
        if receipt.status != "refused" and told != receipt.count_cells:
            problems.append(f"{receipt.count_cells} cells read, {told} accounted for")
        problems += wrongly_recorded(before, after, book)
    return [f"{number} {done}: {problem}" for problem in problems]


def wrong_in_damaged(number: int, desk: FuzzDesk) -> list[str]:
    """Damage, read and judge the workbook of one number.

    Where only the packing was touched, the cells must be those of the file as it was:
    every part has a checksum. Where markup was edited, a second reader says what the
    file holds by now; what that one cannot read must be refused, or be as it was.
    """
    content, how, is_packing = damage(desk.content, random.Random(number))
    if number % DAMAGED_HANDED_IN == 0 and not is_packing:
        return _wrong_in_ledger(number, how, content, desk)
    raw = measured("damaged", lambda: _read(content)).outcome
    if isinstance(raw, UnreadableWorkbookError):
        OUTCOMES["damaged", "refused"] += 1
        is_said = translations("ru").gettext(raw.sentence) != raw.sentence
        return [] if is_said else [f"{number} {how}: {raw.sentence}"]
    OUTCOMES["damaged", "read"] += 1
    ours = as_numbers(raw)
    try:
        theirs = reference(desk.content if is_packing else content)
    except UnreadableError:
        theirs = reference(desk.content)
    return [f"{number} {how}: {one}" for one in differences(ours, theirs)]


def _read(content: bytes) -> RawWorkbook | UnreadableWorkbookError:
    try:
        return read_workbook(content)
    except UnreadableWorkbookError as refusal:
        return refusal


def _wrong_in_ledger(
    number: int, how: str, content: bytes, desk: FuzzDesk
) -> list[str]:
    """Hand a damaged file in: a refused one leaves the ledger as it was."""
    before, values = desk.counts(), desk.values()
    receipt = measured("damaged", lambda: desk.hand_in(content)).outcome
    OUTCOMES["damaged", "refused" if receipt.status == "refused" else "read"] += 1
    problems = []
    if receipt.status == "refused" and desk.counts() != before:
        problems.append("a refused file reached the ledger")
    changed = {key for key, value in desk.values().items() if values.get(key) != value}
    if len(changed) > 1:  # one edit, one cell; a whole row only with its own key
        problems.append(f"{len(changed)} marks changed: {sorted(changed)[:3]}")
    return [f"{number} {how}: {problem}" for problem in problems]
