"""The summary sheet as a table: students × subjects, totals below (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import NONE, number
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    import polars as pl

_COUNTS = (
    (N_("Marks “5”"), "count_5"),
    (N_("Marks “4”"), "count_4"),
    (N_("Marks “3”"), "count_3"),
    (N_("Marks “2”"), "count_2"),
    (N_("Н/А"), "count_not_attested"),
    (N_("ОСВ"), "count_exempt"),
    (N_("No final mark yet"), "count_without_final"),
)
_UNCOMMON = frozenset({"count_not_attested", "count_exempt", "count_without_final"})
_FIGURES: tuple[tuple[str, str, Callable[[dict[str, Any], str], str]], ...] = (
    (N_("Success, %"), "success_percent", lambda t, _l: _success(t)),
    (N_("Quality, %"), "quality_percent", lambda t, _l: _quality(t)),
    (N_("СОУ, %"), "sou_percent", lambda t, language: _sou(t, language)),
    (N_("Average mark"), "average", lambda t, _l: _average(t)),
)


def draw(
    sheet: pl.DataFrame,
    totals: pl.DataFrame,
    fresh: Collection[tuple[str, str]],
    language: str,
    caption: str,
) -> str:
    """Return the sheet; `fresh` holds (student_id, page_id) that changed just now."""
    subjects = (
        sheet.select("subject_id", "subject_name", "subject_short_name")
        .unique()
        .sort("subject_name")
        .rows()
    )
    cells = _by_student(sheet)
    head = row(
        heading(say(N_("Student"), language), "name"),
        *(upright(short, name) for _subject, name, short in subjects),
        upright(say(N_("Lessons missed"), language)),
    )
    body = [
        _student(found, [subject for subject, *_ in subjects], fresh, language)
        for found in cells.values()
    ]
    return table(
        caption,
        [head],
        body,
        _foot(totals, [s[0] for s in subjects], language),
        is_grid=True,
    )


def _by_student(sheet: pl.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Group rows by student and subject; a moved student's later group stands."""
    students: dict[str, dict[str, dict[str, Any]]] = {}
    for found in sheet.iter_rows(named=True):
        of_student = students.setdefault(found["student_id"], {})
        known = of_student.get(found["subject_id"])
        if known is None or found["is_enrolled_at_end"]:
            of_student[found["subject_id"]] = found
    return students


def _student(
    found: dict[str, dict[str, Any]],
    subjects: list[str],
    fresh: Collection[tuple[str, str]],
    language: str,
) -> str:
    one = next(iter(found.values()))
    is_here = any(result["is_enrolled_at_end"] for result in found.values())
    missed = sum(result["count_missed"] for result in found.values())
    return row(
        heading(
            one["student_name"],
            "name" if is_here else "name quiet gone",
            "" if is_here else say(N_("Left before the end of the period"), language),
            scope="row",
        ),
        *(
            _result(found[subject], fresh, language)
            if subject in found
            else cell("", "mark")
            for subject in subjects
        ),
        cell(str(missed) if missed else "", "number quiet"),
    )


def _result(
    result: dict[str, Any], fresh: Collection[tuple[str, str]], language: str
) -> str:
    """Return the final mark, else the running average in a lighter colour."""
    kind = (
        "mark fresh" if (result["student_id"], result["page_id"]) in fresh else "mark"
    )
    average = number(result["average"], language)
    sums = say(
        N_("{subject}: average {average} = {sum} / {count}"),
        language,
        subject=result["subject_name"],
        average=average,
        sum=result["sum_marks"],
        count=result["count_marks"],
    )
    if result["final"] is not None:
        grave = result["is_not_attested"] or (result["final_mark"] or 5) <= 2
        return cell(
            shown(result["final"]), f"{kind} {'bad' if grave else 'strong'}", sums
        )
    if result["average"] is None:
        return cell("", kind)
    return cell(average, f"{kind} quiet", sums)


def _foot(totals: pl.DataFrame, subjects: list[str], language: str) -> Iterator[str]:
    """Yield the rows of counts and figures; each figure's title is its arithmetic."""
    known = {found["subject_id"]: found for found in totals.iter_rows(named=True)}
    has_finals = any(found["count_attested_base"] for found in known.values())
    for name, column in _COUNTS if has_finals else _COUNTS[-1:]:
        if column in _UNCOMMON and not any(one[column] for one in known.values()):
            continue
        yield row(
            heading(say(name, language), "name quiet", scope="row"),
            *(
                cell(str(known[one][column] or "") if one in known else "", "number")
                for one in subjects
            ),
            cell(""),
        )
    for name, column, arithmetic in _FIGURES if has_finals else ():
        yield row(
            heading(say(name, language), "name strong", scope="row"),
            *(
                cell(
                    _figure(known[one][column], language, _places(column)),
                    "number strong",
                    arithmetic(known[one], language),
                )
                if one in known
                else cell("", "number")
                for one in subjects
            ),
            cell(""),
        )


def _figure(value: float | None, language: str, places: int) -> str:
    return "" if value is None else number(value, language, places)


def arithmetic(totals: pl.DataFrame, language: str) -> str:
    """Return a table of how each figure was made: numerator, N and weights."""
    head = row(
        heading(say(N_("Subject"), language), "name"),
        *(heading(say(name, language)) for name, *_ in _FIGURES),
        heading("N", "number", say(N_("Counted students"), language)),
    )
    body = [
        row(
            heading(found["subject_name"], "name", scope="row"),
            *(
                cell(_made(found, column, made(found, language), language))
                for _name, column, made in _FIGURES
            ),
            cell(str(found["count_attested_base"]), "number"),
        )
        for found in totals.iter_rows(named=True)
    ]
    return table(say(N_("How the figures are made"), language), [head], body)


def _made(found: dict[str, Any], column: str, made: str, language: str) -> str:
    if found[column] is None:
        return NONE
    return f"{made} = {number(found[column], language, _places(column))}"


def _places(column: str) -> int:
    return 2 if column == "average" else 1


def _success(total: dict[str, Any]) -> str:
    counts = f"{total['count_5']} + {total['count_4']} + {total['count_3']}"
    return f"100 · ({counts}) / {total['count_attested_base']}"


def _quality(total: dict[str, Any]) -> str:
    counts = f"{total['count_5']} + {total['count_4']}"
    return f"100 · ({counts}) / {total['count_attested_base']}"


def _sou(total: dict[str, Any], language: str) -> str:
    kinds = ("5", "4", "3", "2", "not_attested")
    parts = " + ".join(
        f"{number(total[f'sou_weight_{kind}'], language, 0)}·{total[f'count_{kind}']}"
        for kind in kinds
    )
    return f"({parts}) / {total['count_attested_base']}"


def _average(total: dict[str, Any]) -> str:
    return f"{total['sum_finals']} / {total['count_marked']}"
