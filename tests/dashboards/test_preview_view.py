"""A preview as drawn: grids, rows of lessons, pages without problems folded."""

from __future__ import annotations

from datetime import date

from dashboards.journal import preview_view
from dashboards.journal.preview_names import Lesson, Names
from ingest.receipt import (
    CellOutcome,
    Finding,
    PageReceipt,
    ProposedChange,
    Receipt,
)

NAMES = Names(
    titles={"А": "5А · Математика", "Б": "5Б · Математика"},
    students={"К-1": "Абрамов <Илья>", "К-2": "Белова Ксения"},
    lessons={
        "у-1": Lesson(date(2026, 10, 30), 2),
        "у-2": Lesson(date(2026, 11, 9), 1),
        "у-3": Lesson(date(2026, 11, 9), 5),
    },
    marks={("А", "у-2", "К-1"): "4/5"},
    work_types={"test": "контрольная работа"},
)


def cell(kind, page="А", field="mark", **known):
    """Return an outcome; of a student's mark in a lesson if nothing else is said."""
    facts = {
        "lesson_id": "у-1" if field != "message" else "",
        "period_id": "",
        "student_id": "К-1" if field == "mark" else "",
        "sheet": "5А",
        "cell": "D7",
        "file_text": "5",
        "current_value": None,
    }
    return CellOutcome(kind=kind, page_id=page, field=field, **{**facts, **known})


def drawn(*outcomes, **told):
    receipt = Receipt("p", "waiting", "журнал.xlsx", "", outcomes=outcomes, **told)
    return preview_view.render(receipt, NAMES, "ru")


def test_a_page_without_problems_is_folded_and_stands_after_those_with():
    html = drawn(cell("new", "А"), cell("faulty", "Б"))

    assert html.index("<details open><summary>5Б") < html.index("<details><summary>5А")


def test_the_only_page_is_open():
    assert "<details open>" in drawn(cell("new"))


def test_the_grid_has_the_months_days_and_numbers_of_the_touched_lessons():
    html = drawn(cell("new"), cell("new", lesson_id="у-2", student_id="К-2"))

    assert 'scope="colgroup">октябрь</th>' in html
    assert ">30</th>" in html
    assert ">9</th>" in html
    assert '<th scope="col" class="number quiet">1</th>' in html
    assert '<th scope="col" class="number quiet">5</th>' not in html


def test_beside_the_touched_cells_stands_what_the_journal_has():
    html = drawn(cell("new"), cell("new", lesson_id="у-2", student_id="К-2"))

    assert '<td class="mark quiet">4/5</td>' in html


def test_each_kind_is_told_by_a_sign_and_a_word_and_not_by_colour_alone():
    html = drawn(
        cell("changed", current_value="4"),
        cell("conflict", student_id="К-2", current_value="3"),
        cell("removal", lesson_id="у-2", file_text="", current_value="2"),
    )

    assert '<span class="was">4</span> <span class="sign">→</span>' in html
    assert "(изменено)" in html
    assert '<span class="sign">≠</span><span class="was">3</span>' in html
    assert '<span class="sign" aria-hidden="true">?</span>в файле пусто: 1' in html


def test_names_and_texts_cannot_hold_markup():
    html = drawn(cell("faulty", file_text="<script>x</script>"))

    assert "Абрамов &lt;Илья&gt;" in html
    assert "&lt;script&gt;x" in html
    assert "<script" not in html


def test_a_final_mark_has_the_last_column():
    html = drawn(
        cell("new"), cell("new", field="final", lesson_id="", student_id="К-2")
    )

    assert ">Итог</th>" in html
    assert html.index(">30</th>") < html.index(">Итог</th>")


def test_what_is_said_about_lessons_stands_in_rows_in_words():
    html = drawn(
        cell("changed", field="status", file_text="отменён", current_value="held"),
        cell("changed", field="work_type", file_text="ответ", current_value="test"),
        cell("new", field="message", period_id="message:2026-11-23:m1", file_text="да"),
    )

    assert "30.10, 2-й урок" in html.replace("\N{NO-BREAK SPACE}", " ").replace(
        "‑", "-"
    )
    assert '<span class="was">проведён</span>' in html
    assert '<span class="was">контрольная работа</span>' in html
    assert "23.11.2026" in html


def test_a_cell_that_stands_twice_in_the_file_shows_both():
    html = drawn(cell("faulty", cell="D7"), cell("faulty", cell="E7", file_text="4"))

    assert 'title="5А, D7: с ошибкой · 5А, E7: с ошибкой"' in html


def test_more_than_a_browser_draws_is_counted(monkeypatch):
    monkeypatch.setattr(preview_view, "_MOST_CELLS", 1)

    html = drawn(cell("new"), cell("new", student_id="К-2"))

    assert "<td" not in html
    assert "показать их здесь: 2" in html


def test_pages_with_nothing_new_are_named_in_one_line():
    same = PageReceipt("Б", "5Б · Математика", "5Б", 9, 0, 9, 0, 0, 0)

    assert "Без изменений: 5Б · Математика." in drawn(cell("new"), pages=(same,))


def test_a_page_whose_emptied_cell_is_asked_about_is_not_named_among_the_unchanged():
    same = PageReceipt("Б", "5Б · Математика", "5Б", 9, 0, 9, 0, 0, 0)
    asking = PageReceipt("А", "5А · Математика", "5А", 9, 0, 9, 0, 0, 0)
    question = ProposedChange(
        kind="removal", page_title="5А · Математика", sheet="5А", cell="D7",
        student="Абрамов Илья", lesson="30.10 / 2", field="mark", base_value="4",
        file_value=None, current_value="4", page_id="А", lesson_id="у-1",
        period_id="", student_id="К-1", why="",
    )  # fmt: skip

    html = drawn(
        cell("removal", file_text="", current_value="4"),
        pages=(asking, same),
        proposals=(question,),
    )

    assert "Без изменений: 5Б · Математика." in html


def test_a_mark_that_became_a_date_is_quoted_as_its_finding_does():
    finding = Finding(
        rule="mark_is_not_a_date", severity="critical", sheet="5А", cell="D7",
        page_id="А", lesson_id="у-1", period_id="", student_id="К-1", field="mark",
        value_text="46146", facts={"value": "04.05.2026"},
    )  # fmt: skip

    html = drawn(cell("faulty", file_text="46146"), findings=(finding,))

    assert "04.05.2026" in html
    assert "46146" not in html
