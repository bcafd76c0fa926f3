"""Two journals compared set by set agree with a comparison made one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as some

from ingest.foreign.reconciling import (
    DIFFERENT,
    ENTRIES,
    EQUAL,
    ONLY_HERE,
    ONLY_THERE,
    STATES,
    compare,
    counts,
)

DAY = date(2026, 11, 9)
ENTRY = some.tuples(
    some.sampled_from(["К-1", "К-2"]),
    some.sampled_from(["РУС", "МАТ"]),
    some.one_of(
        some.tuples(some.sampled_from([DAY, date(2026, 11, 10)]), some.just("")),
        some.tuples(some.none(), some.sampled_from(["Q1", "year"])),
    ),
    some.integers(1, 3),
    some.sampled_from(["5", "4/5", "н", None]),
)


def frame(entries):
    rows = [
        (
            student,
            subject,
            day,
            period,
            "mark" if day else "final",
            place,
            value,
            value or "??",
        )
        for student, subject, (day, period), place, value in entries
    ]
    return pl.DataFrame(rows, schema=ENTRIES, orient="row")


def one_by_one(ours, theirs):
    """Return the states of all pairs, found with lists and loops."""
    sides = []
    for entries in (ours, theirs):
        by_key = defaultdict(list)
        for student, subject, when, place, value in entries:
            by_key[student, subject, when].append((place, value))
        sides.append(by_key)
    found = Counter()
    for key in sides[0].keys() | sides[1].keys():
        # Python's sort keeps what stands at one place in its order, as frames do.
        here = [value for _, value in sorted(sides[0][key], key=lambda one: one[0])]
        there = [value for _, value in sorted(sides[1][key], key=lambda one: one[0])]
        for value in list(here):
            if value is not None and value in there:
                here.remove(value)
                there.remove(value)
                found[EQUAL, value, value] += 1
        while here or there:
            one = here.pop(0) if here else "-"
            other = there.pop(0) if there else "-"
            state = (
                ONLY_THERE if one == "-" else ONLY_HERE if other == "-" else DIFFERENT
            )
            found[state, one, other] += 1
    return found


@given(some.lists(ENTRY, max_size=12), some.lists(ENTRY, max_size=12))
def test_as_if_compared_one_by_one(ours, theirs):
    compared = compare(frame(ours), frame(theirs))
    found = Counter(
        (
            state,
            here if has_here is not None else "-",
            there if has_there is not None else "-",
        )
        for state, here, there, has_here, has_there in compared.select(
            "state", "value_here", "value_there", "row_here", "row_there"
        ).iter_rows()
    )

    assert found == one_by_one(ours, theirs)


@given(some.lists(ENTRY, max_size=12), some.lists(ENTRY, max_size=12))
def test_every_entry_of_each_side_is_in_one_row(ours, theirs):
    compared = compare(frame(ours), frame(theirs))

    for side, entries in (("here", ours), ("there", theirs)):
        rows = compared[f"row_{side}"].drop_nulls().sort().to_list()
        assert rows == list(range(len(entries)))
    assert sum(counts(compared).values()) == compared.height
    assert list(counts(compared)) == list(STATES)


def test_a_mark_in_another_column_of_the_day_is_no_difference():
    here = [("К-1", "РУС", (DAY, ""), 1, "5"), ("К-1", "РУС", (DAY, ""), 2, "4/5")]
    there = [("К-1", "РУС", (DAY, ""), 1, "4/5"), ("К-1", "РУС", (DAY, ""), 2, "5")]

    assert counts(compare(frame(here), frame(there)))[EQUAL] == 2


def test_what_is_not_understood_is_equal_to_nothing():
    entry = ("К-1", "РУС", (DAY, ""), 1, None)

    compared = compare(frame([entry]), frame([entry]))

    assert compared["state"].to_list() == [DIFFERENT]


def test_two_empty_journals():
    assert compare(frame([]), frame([])).is_empty()
