"""*School pictures*: charts and their tables, for the director and deputies."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.address_codes import code_of
from dashboards.pictures import drawing, of_finals
from dashboards.pictures.choice import Choice
from dashboards.pictures.links import Links
from dashboards.pictures.shown import Figure
from warehouse.queries import pictures
from warehouse.viewer import Viewer

DIRECTOR = Viewer("p-dir", frozenset())
Q1 = pictures.Narrowed("1 четверть")


def html(app):
    assert not app.exception
    return "".join(block.proto.body for block in app.get("html"))


@pytest.fixture
def maths(filled_school):
    """Mathematics of 5А in the first quarter: 5 5 4 4 4 3 3 2 Н/А ОСВ."""
    found = pictures.figures(
        filled_school.database, DIRECTOR, "class", Q1._replace(subject_id="МАТ")
    )
    return next(row for row in found.iter_rows(named=True) if row["key"] == "5А")


def test_a_figure_keeps_both_its_sides(maths):
    assert (maths["count_success"], maths["count_attested_base"]) == (7, 9)
    assert maths["success_percent"] == pytest.approx(100 * 7 / 9)
    assert (maths["count_quality"], maths["quality_percent"]) == (
        5,
        pytest.approx(100 * 5 / 9),
    )
    assert maths["sou_percent"] == pytest.approx(487 / 9)
    assert maths["average"] == pytest.approx(30 / 8)


def test_a_teacher_has_the_figures_of_the_own_pages_alone(filled_school):
    found = pictures.figures(filled_school.database, DIRECTOR, "teacher", Q1)
    base = dict(found.select("key", "count_attested_base").rows())

    with filled_school.database.reading() as cursor:
        expected = dict(
            cursor.execute(
                "select teachers.person_id, sum(totals.count_attested_base)::bigint "
                "from marts.page_totals as totals "
                "inner join journal.page_teachers as teachers "
                "on totals.page_id = teachers.page_id "
                "where totals.period_id = '2026-Q1' group by all"
            ).fetchall()
        )
    assert base == expected


def test_a_deputy_sees_the_own_levels_alone(filled_school):
    def classes(person_id):
        viewer = Viewer(person_id, frozenset())
        asked = pictures.Narrowed()
        found = pictures.figures(filled_school.database, viewer, "class", asked)
        return found["key"].to_list()

    assert classes("p-dir") == ["5А", "5Б", "10А"]
    assert classes("p-ooo") == ["5А", "5Б"]
    assert classes("p-soo") == ["10А"]
    assert classes("p-mat") == []


def test_the_table_beside_the_chart_holds_the_same_figures(open_filled):
    app = open_filled("school_pictures", "p-dir", subject="Математика")
    page = html(app)

    assert "77,8\u00a0%" in page
    assert "<small>7 / 9</small>" in page
    assert "487 / 9" in page
    assert "/summary_sheet?class=5%D0%90" in page


@pytest.mark.parametrize(
    "picture",
    [
        "Качество и успеваемость",
        "По периодам",
        "Итоговые отметки",
        "Текущие отметки",
        "Посещаемость",
    ],
)
@pytest.mark.parametrize("by", ["Ступени", "Учителя"])
def test_every_picture_opens(open_filled, picture, by):
    app = open_filled("school_pictures", "p-dir", picture=picture, by=by)

    assert not app.error
    assert app.subheader[0].value == picture
    assert "Белов Антон" not in str(app.query_params)
    assert html(app)


def test_before_the_first_final_mark_the_term_that_runs_opens_with_its_lessons(
    open_filled, filled_school
):
    with filled_school.database.writing() as cursor:
        cursor.execute("update journal.summary set final = null")

    app = open_filled("school_pictures", "p-dir")

    assert app.subheader[0].value == "Текущие отметки"
    assert app.selectbox[0].value == "2 четверть"
    assert html(app)


def test_a_teacher_stands_in_the_address_by_a_code(open_filled):
    page = html(open_filled("school_pictures", "p-dir", by="Учителя"))

    assert f"teacher={code_of('p-mat')}" in page
    assert "p-mat" not in page


@pytest.mark.parametrize(("count", "kind"), [(6, "line"), (7, "bar")])
def test_more_groups_than_lines_are_all_drawn_as_bars(count, kind):
    of_group = {"count_quality": 5, "count_success": 7, "count_attested_base": 9}
    found = pl.DataFrame(
        [
            {"key": f"{group}А", "name": f"{group}А", "period_name": period, **of_group}
            for period in ("1 четверть", "2 четверть")
            for group in range(count)
        ]
    )
    chosen = Choice("periods", "class", pictures.Narrowed(), (), ())

    drawn = of_finals.over_periods(found, Links(chosen, "ru", "half_up"))

    series = drawn.options["series"]
    assert {one["type"] for one in series} == {kind}
    assert len(drawn.lines) == count
    assert len(series) == (count if kind == "line" else 2)
    shown = {value for one in series for value in map(_value, one["data"])}
    assert shown == {55.6}


def _value(point):
    return point["value"] if isinstance(point, dict) else point


def test_a_figure_of_nothing_is_a_dash_and_never_a_zero():
    assert Figure(0, 0).written("ru", "half_up") == "—"
    assert Figure(0, 0).value("half_up") is None
    assert Figure(0, 9).written("ru", "half_up") == "0,0\u00a0%"


def test_bars_have_patterns_and_their_figures_in_words():
    series = drawing.Series("Качество", drawing.BLUE, [55.56, None], ["55,6 %", "—"])

    options = drawing.bars(["5А", "5Б"], [series])

    assert options["aria"]["decal"]["show"]
    labels = [one["label"]["formatter"] for one in options["series"][0]["data"]]
    assert labels == ["55,6 %", "—"]
    assert options["series"][0]["data"][1]["value"] is None
