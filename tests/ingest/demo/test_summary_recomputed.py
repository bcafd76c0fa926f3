"""The figures of every summary sheet, recomputed from raw entries without the models.

Plain polars and Fractions over `journal.entries`, the rosters and the set-up: nothing
here reads a view, so an error in the SQL cannot hide in both.
"""

from __future__ import annotations

import shutil
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pytest

from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ingest.demo.conftest import KeptDemo

pytestmark = pytest.mark.timeout(600)  # the demo school may have to be made first

KEY = ["page_id", "lesson_id", "period_id", "student_id", "field"]
END = date(9999, 12, 31)
FOREVER = datetime(9999, 12, 31, tzinfo=UTC).replace(tzinfo=None)


class Raw(NamedTuple):
    """The demo's tables as they lie in the file, and the marts to compare with."""

    cells: pl.DataFrame
    roster: pl.DataFrame
    pages: dict[str, dict[str, Any]]
    periods: pl.DataFrame
    lessons: pl.DataFrame
    weights: dict[str, Fraction]
    numbers: dict[str, Fraction]
    thresholds: dict[str, Fraction]
    marts: dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def raw(kept_demo: KeptDemo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    folder = tmp_path_factory.mktemp("recomputed") / "school"
    shutil.copytree(kept_demo.folder, folder)
    with open_school(
        folder, SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    ) as it:
        with it.database.writing() as cursor:
            _enter_a_year(cursor)
        build_models(it.database)
        with it.database.reading() as cursor:

            def table(question: str) -> pl.DataFrame:
                return cursor.execute(question).pl()

            voids = table("select * from journal.void_periods")
            entries = table("select * from journal.entries")
            types = table("select * from setup.work_types where valid_to is null")
            numbers = table("select * from setup.parameters where valid_to is null")
            subjects = table("select * from setup.subjects where valid_to is null")
            periods = pl.concat(
                [
                    table("select * from journal.page_periods").with_columns(
                        kind=pl.lit("period")
                    ),
                    _whole_years(table),
                ],
                how="diagonal",
            )
            yield Raw(
                cells=_standing(entries, voids),
                roster=table("select * from journal.roster").with_columns(
                    pl.col("ends_on").fill_null(END)
                ),
                pages={
                    one["page_id"]: one
                    for one in table("select * from journal.pages").to_dicts()
                },
                periods=periods,
                lessons=table("select * from journal.lessons"),
                weights={
                    key: Fraction(repr(weight))
                    for key, weight in types.select("work_type_id", "weight").rows()
                },
                numbers={
                    key: Fraction(repr(value))
                    for key, value in numbers.select("parameter_id", "value").rows()
                },
                thresholds={
                    key: Fraction(repr(value))
                    for key, value in subjects.select(
                        "subject_id", "rounding_threshold"
                    ).rows()
                    if value is not None
                },
                marts={
                    name: table(f"select * from marts.{name}")
                    for name in (
                        "class_results", "class_totals", "class_overall",
                        "class_students", "class_attendance",
                    )
                },
            )  # fmt: skip


def _enter_a_year(cursor: Any) -> None:
    """Let the finals of the first quarter stand as those of the year too."""
    cursor.execute(
        """
        insert into journal.entries
        select entries.* replace (
            10000000 + entry_id as entry_id,
            attestations.period_id as period_id
        )
        from journal.entries
        inner join journal.page_attestations as attestations using (page_id)
        where entries.field = 'final' and attestations.kind = 'year'
            and entries.period_id = '2026-Q1'
        """
    )
    cursor.execute(
        """
        insert into journal.current
        select current.* replace (attestations.period_id as period_id)
        from journal.current
        inner join journal.page_attestations as attestations using (page_id)
        where current.field = 'final' and attestations.kind = 'year'
            and current.period_id = '2026-Q1'
        """
    )
    cursor.execute(
        """
        insert into journal.summary
        select page_id, period_id, student_id, 0, 0, 0, 0, 0, 0, 0, 0, value
        from journal.current
        where field = 'final' and period_id = '2026-year'
        """
    )


def _whole_years(table: Any) -> pl.DataFrame:
    """Return the other final marks with the days of their page's whole year."""
    days = (
        table("select * from journal.page_periods")
        .group_by("page_id")
        .agg(pl.col("starts_on").min(), pl.col("ends_on").max())
    )
    return table(
        "select page_id, period_id, name, kind from journal.page_attestations"
    ).join(days, on="page_id")


def _standing(entries: pl.DataFrame, voids: pl.DataFrame) -> pl.DataFrame:
    """Return the last entry of each cell that counts and holds a value."""
    for void in voids.iter_rows(named=True):
        ends_at = void["ends_at"] or FOREVER
        entries = entries.filter(
            ~(
                (pl.col("recorded_by") == void["person_id"])
                & (pl.col("recorded_at") >= void["starts_at"])
                & (pl.col("recorded_at") < ends_at)
            )
        )
    last = entries.sort("entry_id").group_by(KEY, maintain_order=True).last()
    return last.filter(pl.col("value").is_not_null())


@pytest.fixture(scope="module")
def results(raw: Raw) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """Return what the entries come to, to be copied and not taken from."""
    return _results(raw)


def _results(raw: Raw) -> dict[tuple[str, str, str, str], dict[str, Any]]:
    """Return class, student, subject, period → final, marks and what follows."""
    period_of = dict(raw.lessons.select("lesson_id", "period_id").rows())
    said: dict[tuple[str, str], str] = {}
    finals: dict[tuple[str, str, str], str] = {}
    marks: dict[tuple[str, str, str], list[tuple[int, Fraction]]] = defaultdict(list)
    for cell in raw.cells.iter_rows(named=True):
        if cell["field"] in {"work_type", "work_type_2"}:
            said[cell["lesson_id"], cell["field"]] = cell["value"]
        elif cell["field"] == "final":
            key = (cell["page_id"], cell["student_id"], cell["period_id"])
            finals[key] = cell["value"]
    for cell in raw.cells.filter(field="mark").iter_rows(named=True):
        lesson = cell["lesson_id"]
        first = raw.weights.get(said.get((lesson, "work_type"), ""))
        second = raw.weights.get(said.get((lesson, "work_type_2"), ""))
        one = Fraction(1) if first is None else first
        two = one if second is None else second
        key = (cell["page_id"], cell["student_id"], period_of[lesson])
        for mark, weight in ((cell["mark_1"], one), (cell["mark_2"], two)):
            if mark is not None:
                marks[key].append((mark, weight))
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    ends = defaultdict(list)
    for period in raw.periods.iter_rows(named=True):
        ends[period["page_id"]].append(period)
    for stay in raw.roster.sort("ends_on", "starts_on", "page_id").iter_rows(
        named=True
    ):
        page = raw.pages[stay["page_id"]]
        for period in ends[stay["page_id"]]:
            if (
                stay["starts_on"] > period["ends_on"]
                or stay["ends_on"] < period["starts_on"]
            ):
                continue
            key = (stay["page_id"], stay["student_id"], period["period_id"])
            found[
                stay["class_id"], stay["student_id"], page["subject_id"],
                period["period_id"],
            ] = {
                "page": page,
                "kind": period["kind"],
                "is_here": stay["ends_on"] >= period["ends_on"],
                "final": finals.get(key),
                "marks": marks.get(key, []),
            }  # fmt: skip
    return found


def _rounded(marks: list[tuple[int, Fraction]], threshold: Fraction) -> int | None:
    if not marks:
        return None
    average = Fraction(sum(mark for mark, _ in marks), len(marks))
    whole = int(average)
    return whole + 1 if average - whole >= threshold else whole


def _near(figure: float | None) -> Fraction | None:
    return None if figure is None else Fraction(figure).limit_denominator(10**6)


def _over(numerator: Fraction | int, denominator: Fraction | int) -> Fraction | None:
    return Fraction(numerator) / Fraction(denominator) if denominator else None


def test_every_result_of_every_class_and_period_is_recomputed(raw, results):
    expected = dict(results)
    usual = raw.numbers["rounding_threshold"]
    compared = 0

    for found in raw.marts["class_results"].iter_rows(named=True):
        key = tuple(
            found[name]
            for name in ("class_id", "student_id", "subject_id", "period_id")
        )
        result = expected.pop(key)
        marks = result["marks"]
        threshold = raw.thresholds.get(found["subject_id"], usual)
        rounded = _rounded(marks, threshold)
        final = result["final"]
        mark = int(final) if final is not None and final.isdecimal() else None
        assert found["final"] == final, key
        assert found["is_enrolled_at_end"] == result["is_here"], key
        assert (found["sum_marks"], found["count_marks"]) == (
            sum(one for one, _ in marks),
            len(marks),
        ), key
        assert _near(found["weighted_average"]) == _over(
            sum(one * weight for one, weight in marks),
            sum(weight for _, weight in marks),
        ), key
        assert found["rounded_average"] == rounded, key
        assert found["objectivity"] == (
            None if mark is None or rounded is None else mark - rounded
        ), key
        compared += bool(marks) + bool(final)
    assert not expected
    assert compared > 1000


def _totals_of(
    results: dict[tuple[str, str, str, str], dict[str, Any]],
) -> dict[tuple[str, str, str], Counter[str]]:
    totals: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for (class_id, _, subject_id, period_id), one in results.items():
        if not one["is_here"] or one["page"]["grading"] != "marks":
            continue
        counts = totals[class_id, subject_id, period_id]
        final = one["final"] or "-"
        if final == "1":
            final = "2"
        counts["ОСВ" if final in {"exempt", "mastered"} else final] += 1
    return totals


def _figures(raw: Raw, counts: Counter[str]) -> dict[str, Fraction | int | None]:
    n5, n4, n3, n2 = (counts[mark] for mark in "5432")
    not_attested = counts["not_attested"]
    base = n5 + n4 + n3 + n2 + not_attested
    sou = sum(
        raw.numbers[f"sou_weight_{name}"] * count
        for name, count in (
            ("5", n5), ("4", n4), ("3", n3), ("2", n2), ("not_attested", not_attested),
        )
    )  # fmt: skip
    return {
        "count_5": n5,
        "count_4": n4,
        "count_3": n3,
        "count_2": n2,
        "count_not_attested": not_attested,
        "count_exempt": counts["ОСВ"],
        "count_without_final": counts["-"],
        "count_attested_base": base,
        "success_percent": _over(100 * (n5 + n4 + n3), base),
        "quality_percent": _over(100 * (n5 + n4), base),
        "sou_percent": _over(sou, base),
    }


def _assert_figures(found: dict[str, Any], expected: dict[str, Any], key: Any) -> None:
    for name, figure in expected.items():
        told = _near(found[name]) if name.endswith("percent") else found[name]
        assert told == figure, (key, name)


def test_the_totals_of_every_subject_are_recomputed(raw, results):
    expected = _totals_of(results)

    for found in raw.marts["class_totals"].iter_rows(named=True):
        key = (found["class_id"], found["subject_id"], found["period_id"])
        _assert_figures(found, _figures(raw, expected.pop(key)), key)
    assert not expected


def test_the_totals_of_every_class_are_recomputed(raw, results):
    expected: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (class_id, _, period_id), counts in _totals_of(results).items():
        expected[class_id, period_id] += counts

    for found in raw.marts["class_overall"].iter_rows(named=True):
        key = (found["class_id"], found["period_id"])
        _assert_figures(found, _figures(raw, expected.pop(key)), key)
    assert not expected


def test_the_categories_of_every_student_are_recomputed(raw, results):
    finals: dict[tuple[str, str, str], list[str | None]] = defaultdict(list)
    for (class_id, student_id, _, period_id), one in results.items():
        if one["page"]["grading"] != "none":
            finals[class_id, student_id, period_id].append(one["final"])
    seen: Counter[str] = Counter()

    for found in raw.marts["class_students"].iter_rows(named=True):
        told = finals.pop((found["class_id"], found["student_id"], found["period_id"]))
        marks = [int(one) for one in told if one is not None and one.isdecimal()]
        is_good = bool(marks) and not {"not_attested", "незачёт"} & set(told)
        expected = {
            "is_all_5": is_good and set(marks) == {5},
            "is_all_4_and_5": is_good and min(marks, default=0) == 4,
            "is_one_4": is_good and min(marks) >= 4 and marks.count(4) == 1,
            "is_one_3": is_good and min(marks) == 3 and marks.count(3) == 1,
            "is_all_3_and_above": is_good and min(marks) >= 3,
            "is_any_2": bool(marks) and min(marks) <= 2,
            "is_any_not_attested": "not_attested" in told,
            "is_any_failed": "незачёт" in told,
        }
        assert {name: found[name] for name in expected} == expected, found
        seen.update(name for name, is_so in expected.items() if is_so)
    assert not finals
    assert seen["is_all_5"]
    assert seen["is_one_3"]


def test_the_attendance_of_every_student_is_recomputed(raw):
    cells = raw.cells.filter(pl.col("lesson_id") != "")
    reported = set(cells["lesson_id"])
    cancelled = set(cells.filter(field="status").filter(value="cancelled")["lesson_id"])
    codes = {
        (lesson, student): code
        for lesson, student, code in cells.filter(field="mark")
        .filter(pl.col("attendance").is_not_null())
        .select("lesson_id", "student_id", "attendance")
        .rows()
    }
    on_pages = raw.lessons.filter(~pl.col("lesson_id").is_in(list(cancelled)))
    attended = raw.roster.join(on_pages, on="page_id").filter(
        pl.col("lesson_on").is_between("starts_on", "ends_on")
    )
    days: dict[tuple[str, str, str], dict[Any, list[str | None]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for lesson in attended.iter_rows(named=True):
        key = (lesson["class_id"], lesson["student_id"], lesson["period_id"])
        is_held = lesson["lesson_id"] in reported
        code = codes.get((lesson["lesson_id"], lesson["student_id"]), "")
        days[key][lesson["lesson_on"]].append(code if is_held else None)

    for found in raw.marts["class_attendance"].iter_rows(named=True):
        of_days = days.pop(
            (found["class_id"], found["student_id"], found["period_id"])
        ).values()
        told = Counter(code for day in of_days for code in day if code is not None)
        lessons = sum(told.values())
        missed = told["н"] + told["б"] + told["у"]
        assert found["count_lessons"] == lessons
        assert [
            found[f"count_{name}"]
            for name in ("missed", "ill", "excused", "without_reason", "late")
        ] == [missed, told["б"], told["у"], told["н"], told["о"]]
        assert found["count_full_days"] == sum(
            all(code in {"н", "б", "у"} for code in day) for day in of_days
        )
        assert _near(found["attendance_percent"]) == _over(
            100 * (lessons - missed), lessons
        )
    assert not any(
        code is not None
        for of_days in days.values()
        for day in of_days.values()
        for code in day
    )
