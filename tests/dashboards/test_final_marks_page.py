"""*Final marks* as people see them: who owes, closing, permissions (§2.8, §2.11)."""

from __future__ import annotations

import polars as pl
import pytest

from dashboards.final_marks import proposals_table
from warehouse.closing import close, permit
from warehouse.queries.final_proposals import PROPOSALS
from warehouse.rounding import HALF_EVEN, HALF_UP
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

Q1, Q2 = "2026-Q1", "2026-Q2"
DEPUTY = Viewer("p-ooo", frozenset())


@pytest.fixture
def site(filled_site):
    """The filled school with lessons of the first quarter on two pages of 5А."""
    with filled_site.school.database.writing() as cursor:
        cursor.execute(
            """
            insert into journal.lessons
            select
                page_id || ':20261005:1', page_id, '2026-Q1', date '2026-10-05', 1,
                timestamp '2026-10-05 05:30', timestamp '2026-10-05 06:15', '', 1, ''
            from journal.pages where page_id in ('2026:5А:МАТ', '2026:5А:РУС')
            """
        )
    return filled_site


def html(app):
    return "".join(block.proto.body for block in app.get("html"))


def button(app, label):
    return next(one for one in app.button if one.label == label)


def closings(site):
    with site.school.database.reading() as cursor:
        return cursor.execute(
            "select kind, class_id, period_id, reason, by_person_id "
            "from journal.closings order by happened_at"
        ).fetchall()


def test_a_deputy_sees_the_own_classes_and_who_owes(site, open_filled):
    app = open_filled("final_marks", "p-ooo", **{"class": "5А", "period": Q2})

    assert not app.exception
    shown = html(app)
    assert "10А" not in shown
    assert "5А · Математика" in shown
    assert "0 / " in shown or " / " in shown


def test_a_deputy_closes_with_a_reason_and_gives_a_permission(site, open_filled):
    app = open_filled("final_marks", "p-ooo", **{"class": "5А", "period": Q1})

    button(app, "Закрыть период").click().run()
    assert closings(site) == []
    assert any("Не хватает" in one.value for one in app.error)

    reason = next(
        one
        for one in app.text_input
        if one.label == "Почему период закрывается без них"
    )
    reason.input("Двое на лечении")
    button(app, "Закрыть период").click().run()
    assert closings(site) == [("close", "5А", Q1, "Двое на лечении", "p-ooo")]
    assert any("Закрыт 23.11.2026" in one.value for one in app.success)

    next(one for one in app.text_input if one.label == "Почему").input("Пересдача")
    button(app, "Дать разрешение").click().run()
    assert closings(site)[-1] == ("permit", "5А", Q1, "Пересдача", "p-ooo")
    taking_back = next(one for one in app.button if one.label.startswith("Отозвать"))
    taking_back.click().run()
    assert [kind for kind, *_ in closings(site)] == ["close", "permit", "withdraw"]
    assert "отозвано" in html(app)


def test_a_homeroom_teacher_reads_the_own_class_and_changes_nothing(site, open_filled):
    asked = {"class": "5А", "period": Q1}
    app = open_filled("final_marks", "p-mat", **asked)
    assert not app.exception
    assert [one.label for one in app.button if "акрыть" in one.label] == []
    assert "5Б" not in html(app)

    close(site.school, DEPUTY, "5А", Q1, "Двое на лечении")
    permit(site.school, DEPUTY, "5А", Q1, site.school.clock.now().date(), "Пересдача")
    app = open_filled("final_marks", "p-mat", **asked)
    assert any("Закрыт" in one.value for one in app.success)
    assert "Пересдача" in html(app)
    assert [one.label for one in app.button if "зрешение" in one.label] == []
    assert [one.label for one in app.button if "Отозвать" in one.label] == []


def test_a_teacher_is_told_of_the_permission_while_it_holds(site, open_filled):
    close(site.school, DEPUTY, "5А", Q1, "Двое на лечении")
    permit(site.school, DEPUTY, "5А", Q1, site.school.clock.now().date(), "Пересдача")

    app = open_filled("my_journals", "p-rus")

    assert not app.exception
    assert any("5А, 1 четверть" in one.value for one in app.info)
    assert not any(
        "5А" in one.value for one in open_filled("my_journals", "p-fiz").info
    )


def test_the_journal_page_proposes_finals_to_its_teacher(site, open_filled):
    app = open_filled(
        "journal_page", "p-mat", page="5А · Математика", period="2 четверть"
    )

    assert not app.exception
    assert "Предложения итоговых отметок" in html(app)
    assert "Предложено" in html(app)


@pytest.mark.parametrize(("rule", "shown"), [(HALF_UP, "1,13"), (HALF_EVEN, "1,12")])
def test_averages_of_proposals_are_rounded_as_the_school_chose(rule, shown):
    blank = dict.fromkeys(PROPOSALS)
    row = {**blank, "student_name": "Абрамов Лев", "numerator": 9, "denominator": 8}
    found = pl.DataFrame([{**row, "count_enough": 8}], schema=PROPOSALS)

    assert f'title="9 / 8">{shown}<' in proposals_table.draw(found, "ru", rule)
