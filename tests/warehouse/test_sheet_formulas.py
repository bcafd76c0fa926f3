"""The formulas of the summary sheet (§2.9), each worked by hand.

Fractions are written as they stand in the regulation: numerator/denominator, the
percentages with their 100 in the numerator. A dash is an empty figure, which is not 0.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawn_table import rows_of
from tests.warehouse.drawn_class import (
    HEAD,
    Q1,
    Drawn,
    only,
    opened,
    sheet_of,
)
from warehouse.queries.summary import class_totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from warehouse.school_folder import School

# Finals of the students of one class in one subject. «<5» left before the period's end,
# «>5» joined during the period, «-» has no final mark yet.
# Columns as in _HEAD below.
SUBJECTS = """
одинаковые_пятёрки    5,5,5                 3  0  0  0  0  0  0  3  300/3    300/3   300/3   15/3
все_отметки           5,4,3,2               1  1  1  1  0  0  0  4  300/4    200/4   216/4   14/4
единица_как_двойка    5,1                   1  0  0  1  0  0  0  2  100/2    100/2   116/2   6/2
н/а_входит_в_N        5,4,3,2,Н/А           1  1  1  1  1  0  0  5  300/5    200/5   223/5   14/4
осв_не_входит_в_N     5,4,ОСВ,освоено       1  1  0  0  0  2  0  2  200/2    200/2   164/2   9/2
нет_итоговой          5,-,-                 1  0  0  0  0  0  2  1  100/1    100/1   100/1   5/1
зачёт_не_отметка      4,зачёт,незачёт       0  1  0  0  0  0  0  1  100/1    100/1   64/1    4/1
выбыл_не_считается    5,<2,<3               1  0  0  0  0  0  0  1  100/1    100/1   100/1   5/1
прибыл_считается      5,>4                  1  1  0  0  0  0  0  2  200/2    200/2   164/2   9/2
все_освобождены       ОСВ,ОСВ               0  0  0  0  0  2  0  0  -        -       -       -
никто_не_аттестован   Н/А,Н/А               0  0  0  0  2  0  0  2  0/2      0/2     14/2    -
пусто                 -,-                   0  0  0  0  0  0  2  0  -        -       -       -
ничья_на_половине     5,4                   1  1  0  0  0  0  0  2  200/2    200/2   164/2   9/2
одна_треть            5,3,2                 1  0  1  1  0  0  0  3  200/3    100/3   152/3   10/3
"""  # noqa: E501
_COUNTS = {
    "n5": "count_5",
    "n4": "count_4",
    "n3": "count_3",
    "n2": "count_2",
    "НА": "count_not_attested",
    "ОСВ": "count_exempt",
    "нет": "count_without_final",
    "N": "count_attested_base",
}
_HEAD = "case finals n5 n4 n3 n2 НА ОСВ нет N success quality СОУ average"
CASES = rows_of(f"{_HEAD}\n{SUBJECTS.strip()}")


@pytest.fixture(scope="module")
def school(filled_folder, tmp_path_factory) -> Iterator[School]:
    """Hold one class for each case of SUBJECTS, one student a final."""
    folder = tmp_path_factory.mktemp("drawn") / "school"
    with opened(filled_folder, folder) as school:
        with school.database.writing() as cursor:
            drawn = Drawn(cursor)
            for case, line in CASES.items():
                _draw_subject(drawn, case, line["finals"].split(","))
        yield school


@pytest.fixture(scope="module")
def figures(school) -> dict[str, pl.DataFrame]:
    """Return the totals of subjects and of classes, all cases together."""
    with school.database.reading() as cursor:
        return {
            mart: cursor.execute(
                f"select * from marts.{mart} where period_id = $q", {"q": Q1}
            ).pl()
            for mart in ("class_totals", "class_overall")
        }


def _draw_subject(drawn: Drawn, class_id: str, finals: list[str]) -> None:
    drawn.room(class_id)
    page = drawn.page(class_id, "МАТ")
    cells = []
    for number, final in enumerate(finals):
        student = f"{class_id}-{number}"
        stay = "2026-09-01.."
        if final.startswith("<"):
            stay = "2026-09-01..2026-10-10"
        if final.startswith(">"):
            stay = "2026-10-01.."
        drawn.learn(page, class_id, student, stay)
        if final != "-":
            cells.append((page, Q1, student, "final", final.strip("<>")))
    drawn.enter(*cells)


def _fraction(written: str) -> Fraction | None:
    return None if written == "-" else Fraction(written)


def _approximately(figure: float | None) -> Fraction | None:
    return None if figure is None else Fraction(figure).limit_denominator(10_000)


@pytest.mark.parametrize("case", CASES)
def test_the_counts_of_a_subject_are_those_counted_by_hand(figures, case):
    total = only(figures["class_totals"], class_id=case)

    counted = {name: str(total[column]) for name, column in _COUNTS.items()}
    assert counted == {name: CASES[case][name] for name in _COUNTS}


@pytest.mark.parametrize("case", CASES)
def test_the_figures_of_a_subject_are_those_worked_by_hand(figures, case):
    total = only(figures["class_totals"], class_id=case)

    for name, column in (
        ("success", "success_percent"),
        ("quality", "quality_percent"),
        ("СОУ", "sou_percent"),
        ("average", "average"),
    ):
        expected = _fraction(CASES[case][name])
        assert _approximately(total[column]) == expected, name


def test_each_figure_keeps_its_numerator_denominator_and_parameters(school):
    total = only(sheet_of(school, "н/а_входит_в_N").totals, subject_id="МАТ")

    assert total["sou_sum"] == 100 + 64 + 36 + 16 + 7
    assert total["count_attested_base"] == 5
    assert (total["sum_finals"], total["count_marked"]) == (14, 4)
    weights = [total[f"sou_weight_{kind}"] for kind in (5, 4, 3, 2, "not_attested")]
    assert weights == [100, 64, 36, 16, 7]


def test_a_class_of_one_subject_is_as_a_whole_what_its_subject_is(figures):
    for case in CASES:
        total = only(figures["class_totals"], class_id=case)
        whole = only(figures["class_overall"], class_id=case)

        for column in (*_COUNTS.values(), "sou_sum", "sum_finals", "success_percent"):
            assert whole[column] == total[column], (case, column)


_FINALS = st.sampled_from(
    ["5", "4", "3", "2", "1", "ОСВ", "освоено", "Н/А", "зачёт", "незачёт", "-"]
)
_DRAWN_CLASS = st.lists(
    st.lists(_FINALS, min_size=1, max_size=6), min_size=1, max_size=4
)
_ADDITIVE = (*_COUNTS.values(), "count_marked", "sum_finals", "sou_sum", "count_passes")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAWN_CLASS)
def test_the_sums_of_the_subjects_are_the_class(school, subjects):
    names = ("МАТ", "РУС", "АНГ", "ФИЗ")[: len(subjects)]
    with school.database.rehearsing() as cursor:
        drawn = Drawn(cursor)
        for name, finals in zip(names, subjects, strict=True):
            page = drawn.page("7Ж", name)
            for number in range(len(finals)):
                drawn.learn(page, "7Ж", f"Ж-{number}")
            drawn.enter(
                *(
                    (page, Q1, f"Ж-{number}", "final", final)
                    for number, final in enumerate(finals)
                    if final != "-"
                )
            )
        totals = cursor.execute(
            "select * from marts.class_totals where class_id = '7Ж' and period_id = ?",
            [Q1],
        ).pl()
        whole = cursor.execute(
            "select * from marts.class_overall where class_id = '7Ж' and period_id = ?",
            [Q1],
        ).pl()

    for column in _ADDITIVE:
        assert whole[column].item() == totals[column].sum(), column
    for column in ("count_5", "count_not_attested"):
        written = {"count_5": "5", "count_not_attested": "Н/А"}[column]
        assert whole[column].item() == sum(one.count(written) for one in subjects)


def test_the_old_query_of_totals_gives_the_same_figures(school):
    totals = class_totals(school.database, HEAD, "все_отметки", Q1)

    assert only(totals, subject_id="МАТ") == only(
        sheet_of(school, "все_отметки").totals, subject_id="МАТ"
    )
