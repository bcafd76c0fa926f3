"""The lessons sheet: one row per lesson, so a teacher's day is consecutive rows."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import get_day_names
from xlsxwriter.utility import xl_rowcol_to_cell

from expectations.frame import NOT_SET
from expectations.language import LANGUAGES, N_, say
from ingest import workbook as contract
from ingest.reading.sheets import cell_address
from ingest.writing.again import coloured, mark_again
from ingest.writing.paper import protect, set_up_page
from ingest.writing.style import ABSENCE, DONE, QUIET, STRONG_LINE, TODAY, UNDONE, Edge
from ingest.writing.substitutes import note_substitute

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import PlannedLesson, PlannedPage, WorkbookPlan
    from ingest.writing.style import Formats

_FROZEN_COLUMNS = 8  # up to the subject
_ROWS_BEFORE_TODAY = 2
_COLUMN = {column.key: i for i, column in enumerate(contract.LESSON_COLUMNS)}
_WRAPPED = frozenset({"topic", "homework", "comment", "subject"})
_CENTRED = frozenset({"weekday", "slot", "time", "unit", "attendance_taken", "minutes"})
_ROW_HEIGHT = 30


class _Row(NamedTuple):
    lesson: PlannedLesson
    page: PlannedPage


def write_lessons(sheet: Worksheet, formats: Formats, plan: WorkbookPlan) -> None:
    """Write all lessons of all pages by date and lesson number."""
    rows = sorted(
        (_Row(lesson, page) for page in plan.pages for lesson in page.lessons),
        key=lambda row: (row.lesson.lesson_on, row.lesson.slot, row.page.unit),
    )
    title = say(contract.LESSONS_SHEET, plan.language)
    write_list_head(sheet, formats, plan, title, contract.LESSON_COLUMNS)
    mark = f"{contract.MARKER} {contract.LESSONS_MARK}"
    sheet.write_string(contract.LIST_KEY_ROW, 0, mark)
    sheet.set_column(0, 1, 4, None, {"hidden": True})
    for place, row in enumerate(rows):
        _write_lesson(
            sheet,
            formats,
            plan,
            contract.LIST_FIRST_ROW + place,
            row,
            _edge(rows, place),
        )
    if rows:
        last = contract.LIST_FIRST_ROW + len(rows) - 1
        _add_drop_downs(sheet, plan, last)
        _add_rules(sheet, formats, plan, last)
        last_column = len(contract.LESSON_COLUMNS) - 1
        sheet.autofilter(contract.LIST_HEADER_ROW, 0, last, last_column)
    _open_at_today(sheet, plan, rows)
    sheet.repeat_rows(contract.LIST_HEADER_ROW)
    protect(sheet)


def write_list_head(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    title: str,
    columns: tuple[contract.ListColumn, ...],
) -> None:
    """Write title, hidden keys, headers, widths and print settings of a list."""
    sheet.set_row(contract.LIST_TITLE_ROW, 24)
    sheet.set_row(contract.LIST_KEY_ROW, 6, None, {"hidden": True})
    sheet.set_row(contract.LIST_HEADER_ROW, 30)
    for place, column in enumerate(columns):
        sheet.write_string(contract.LIST_KEY_ROW, place, column.key)
        sheet.set_column(place, place, column.width)
        if column.title:
            header = say(column.title, plan.language)
            sheet.write_string(
                contract.LIST_HEADER_ROW, place, header, formats.header()
            )
    first = next(place for place, column in enumerate(columns) if column.title)
    sheet.write_string(
        contract.LIST_TITLE_ROW,
        first,
        f"{title} · {plan.teacher_name} · {plan.period_name}",
        formats.title,
    )
    set_up_page(sheet, plan)


def _write_lesson(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    row: int,
    one: _Row,
    edge: Edge,
) -> None:
    lesson, page = one
    sheet.set_row(row, _ROW_HEIGHT)
    identity = contract.sealed(
        lesson.lesson_id, lesson.lesson_on, lesson.slot, page.unit, page.subject
    )
    sheet.write_string(row, _COLUMN["lesson"], identity)
    sheet.write_string(row, _COLUMN["page"], page.page_id)
    dated = formats.cell(
        is_open=False, edge=edge, num_format="dd.mm.yy", align="center"
    )
    sheet.write_datetime(row, _COLUMN["lesson_on"], lesson.lesson_on, dated)
    days = get_day_names("abbreviated", context="stand-alone", locale=plan.language)
    shown = {
        "weekday": days[lesson.lesson_on.weekday()],
        "time": f"{lesson.starts:%H:%M}–{lesson.ends:%H:%M}",
        "unit": page.unit,
        "subject": page.subject,
    }
    for key, text in shown.items():
        bold = {"bold": True} if key == "unit" else {}
        quiet = {"font_color": QUIET} if key in {"weekday", "time"} else {}
        style = _style(formats, key, edge, is_open=False, **bold, **quiet)
        sheet.write_string(row, _COLUMN[key], text, style)
    slot = _style(formats, "slot", edge, is_open=False)
    sheet.write_number(row, _COLUMN["slot"], lesson.slot, slot)
    for field in contract.LESSON_FIELDS:
        cell = contract.CellKey(page.page_id, lesson.lesson_id, "", "", field)
        again = coloured(plan, cell)
        style = _style(formats, field, edge, is_open=not lesson.given_by, **again)
        mark_again(sheet, formats, plan, cell, row, _COLUMN[field])
        text = _shown(plan, page, lesson, field)
        if text:
            sheet.write_string(row, _COLUMN[field], text, style)
        else:
            sheet.write_blank(row, _COLUMN[field], None, style)
    note_substitute(sheet, plan, lesson, row, _COLUMN["status"])


def _edge(rows: list[_Row], place: int) -> Edge:
    """Say whether a day begins or ends with this row."""
    days = [row.lesson.lesson_on for row in rows[max(place - 1, 0) : place + 2]]
    day = rows[place].lesson.lesson_on
    return Edge(
        begins=place == 0 or days[0] != day,
        ends=place + 1 == len(rows) or days[-1] != day,
    )


def _style(
    formats: Formats, key: str, edge: Edge, *, is_open: bool, **more: object
) -> object:
    if key in _CENTRED:
        more["align"] = "center"
    if key in _WRAPPED:
        more["text_wrap"] = True
    return formats.cell(is_open=is_open, edge=edge, **more)


def _shown(
    plan: WorkbookPlan, page: PlannedPage, lesson: PlannedLesson, field: str
) -> str:
    """Return a lesson's field as written, else what the lesson plan proposes."""
    key = contract.CellKey(page.page_id, lesson.lesson_id, "", "", field)
    text = plan.values.get(key)
    if text is None:
        return lesson.planned_topic if field == "topic" else ""
    if field in {"work_type", "work_type_2"}:
        return dict(plan.work_types).get(text, text)
    return _drop_down_words(plan.language).get((field, text), text)


@functools.cache
def _drop_down_words(language: str) -> dict[tuple[str, str], str]:
    """Return the drop-downs' words as other languages and the ledger write them."""
    words = [("status", status, word) for status, word in contract.STATUS_WORDS.items()]
    words += [
        ("attendance_taken", "yes", contract.YES_WORD),
        ("homework", NOT_SET, contract.NOT_SET_WORD),
    ]
    return {
        (field, written): say(word, language)
        for field, value, word in words
        for written in (value, *(say(word, other) for other in LANGUAGES))
    }


def _add_drop_downs(sheet: Worksheet, plan: WorkbookPlan, last: int) -> None:
    """Offer the known words; others are warned about and never stopped."""
    language = plan.language
    work_types = [name for _, name in plan.work_types]
    offers = {
        "status": [say(word, language) for word in contract.STATUS_WORDS.values()],
        "attendance_taken": [say(contract.YES_WORD, language)],
        "work_type": work_types,
        "work_type_2": work_types,
    }
    first = contract.LIST_FIRST_ROW
    for field, words in offers.items():
        column = _COLUMN[field]
        sheet.data_validation(
            first,
            column,
            last,
            column,
            {
                "validate": "list",
                "source": _offered(words, plan),
                "error_type": "warning",
                "error_title": say(N_("Not in the list"), language),
                "error_message": say(
                    N_("The journal knows only the words of the list."), language
                ),
            },
        )
    column = _COLUMN["homework"]
    message = N_("Write the task, or “not set” if there is none (§2.7).")
    sheet.data_validation(
        first,
        column,
        last,
        column,
        {
            "validate": "any",
            "input_title": say(N_("Homework"), language),
            "input_message": say(message, language),
        },
    )
    sheet.ignore_errors(
        {
            "number_stored_as_text": f"{cell_address(first, _COLUMN['status'])}:"
            f"{cell_address(last, _COLUMN['minutes'])}"
        }
    )


def _offered(words: list[str], plan: WorkbookPlan) -> list[str] | str:
    """Return a list, or its range on the meta sheet: a list has 255 signs."""
    if len(",".join(words)) <= 255 and not any("," in word for word in words):
        return words
    first = contract.META_WORK_TYPE_ROW + 1
    return f"='{contract.META_SHEET}'!$B${first}:$B${first + len(plan.work_types) - 1}"


def _add_rules(
    sheet: Worksheet, formats: Formats, plan: WorkbookPlan, last: int
) -> None:
    """Mark today's rows, past lessons nobody reported on, and what was not held."""
    first, last_column = contract.LIST_FIRST_ROW, len(contract.LESSON_COLUMNS) - 1
    day = xl_rowcol_to_cell(first, _COLUMN["lesson_on"], col_abs=True)
    status = xl_rowcol_to_cell(first, _COLUMN["status"], col_abs=True)
    cancelled = say(contract.STATUS_WORDS["cancelled"], plan.language)
    held = say(contract.STATUS_WORDS["held"], plan.language)
    whole_row = (first, _COLUMN["lesson_on"], last, last_column)
    only_status = (first, _COLUMN["status"], last, _COLUMN["status"])
    rules = (
        (whole_row, f'={status}="{cancelled}"', {"font_color": STRONG_LINE}),
        (whole_row, f"={day}=TODAY()", {"bg_color": TODAY}),
        (only_status, f'=AND({day}<TODAY(),{status}="")', {"bg_color": UNDONE}),
        (only_status, f'={status}="{held}"', {"font_color": DONE}),
    )
    for area, formula, properties in rules:
        sheet.conditional_format(
            *area,
            {
                "type": "formula",
                "criteria": formula,
                "format": formats.change(**properties),
            },
        )
    day_number = (first, _COLUMN["slot"], last, _COLUMN["slot"])
    sheet.conditional_format(
        *day_number,
        {
            "type": "formula",
            "criteria": f"={day}=TODAY()",
            "format": formats.change(bold=1, font_color=ABSENCE),
        },
    )


def _open_at_today(sheet: Worksheet, plan: WorkbookPlan, rows: list[_Row]) -> None:
    first = contract.LIST_FIRST_ROW
    upcoming = [
        place for place, row in enumerate(rows) if row.lesson.lesson_on >= plan.today
    ]
    place = upcoming[0] if upcoming else max(len(rows) - 1, 0)
    top = first + max(0, place - _ROWS_BEFORE_TODAY)
    sheet.freeze_panes(first, _FROZEN_COLUMNS, top, _FROZEN_COLUMNS)
    sheet.set_selection(cell_address(first + place, _COLUMN["status"]))
