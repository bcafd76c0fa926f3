"""*Plan and fact* as a form to print: what the page shows, with its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.forms.table_form import Cell, Form, FormTable
from dashboards.journal.figures import page_title
from dashboards.programme import lessons_table, pages_table, words
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboards.forms.made import Made


class Shown(NamedTuple):
    """What the page shows: its pages and, if one was chosen, that page's lessons."""

    pages: pl.DataFrame
    chosen: Mapping[str, Any] | None
    lessons: pl.DataFrame | None


def form(shown: Shown, filters: tuple[tuple[str, str], ...], made: Made) -> Form:
    """Return the form."""
    language = made.language
    limits = shown.pages["lag_limit"].to_list()
    tables = [_pages(shown.pages, language)]
    if shown.chosen is not None and shown.lessons is not None:
        tables.insert(0, _lessons(shown.chosen, shown.lessons, language))
    return Form(
        title=say(N_("Plan and fact"), language),
        school_name=made.school_name,
        filters=filters,
        tables=tuple(tables),
        rules=words.rules(limits[0] if limits else None, language),
        moment=made.moment,
        made_by=made.made_by,
        language=language,
    )


def _pages(pages: pl.DataFrame, language: str) -> FormTable:
    heads = (
        N_("Class and subject"),
        N_("Teacher"),
        N_("By plan, h"),
        N_("Given, h"),
        N_("Lag, h"),
        N_("Of it not entered"),
        N_("Topics as planned"),
        N_("Moved"),
        N_("Another topic"),
        N_("Not given"),
        N_("Forecast, h"),
        N_("Plan of the period, h"),
        N_("Given last"),
        N_("By plan now"),
    )
    return FormTable(
        title=say(pages_table.TITLE, language),
        tab=say(N_("By page"), language),
        heads=tuple(say(head, language) for head in heads),
        rows=tuple(_page(page) for page in pages.iter_rows(named=True)),
    )


def _page(page: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        page_title(page),
        page["teacher_names"],
        page["hours_planned"],
        page["hours_given"],
        page["lag_hours"],
        page["hours_unreported"],
        page["count_same"],
        page["count_later"] + page["count_earlier"],
        page["count_other"],
        page["count_not_given"],
        page["forecast_given"],
        page["hours_planned_by_end"],
        page["last_topic"] or "",
        page["planned_topic"] or "",
    )


def _lessons(
    page: Mapping[str, Any], lessons: pl.DataFrame, language: str
) -> FormTable:
    heads = (
        N_("Date and lesson"),
        N_("No. in the plan"),
        N_("Topic of the plan"),
        N_("Topic that was given"),
        N_("Given or not"),
        N_("How the planned topic came out"),
    )
    name = page_title(page)
    return FormTable(
        title=f"{name}: {say(lessons_table.TITLE, language).lower()}",
        tab=name,
        heads=tuple(say(head, language) for head in heads),
        rows=tuple(
            (
                lessons_table.place(lesson, language),
                lesson["plan_position"],
                lesson["planned_topic"] or "",
                lessons_table.given(lesson, language),
                words.held(lesson, language),
                words.came_out(lesson, language),
            )
            for lesson in lessons.iter_rows(named=True)
        ),
        note=" ".join(lessons_table.lines(page, language)),
    )
