"""The school's own form, filled with the summary sheet of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.printing import summary_form
from dashboards.printing.cells import mark
from dashboards.printing.sealing import Draft, sealed
from ingest.own_forms.child import filled
from warehouse.queries import choices
from warehouse.queries.sheet import Sheet, class_sheet
from warehouse.rounding import rounded

if TYPE_CHECKING:
    from dashboards.printing.desk import Desk
    from dashboards.printing.summary_form import Asked
    from ingest.own_forms.filling import Value

KIND = "own_form"
_FIGURES = {
    "vedomost_success": ("success_percent", 1),
    "vedomost_quality": ("quality_percent", 1),
    "vedomost_sou": ("sou_percent", 1),
    "vedomost_average": ("average", 2),
}


def own_form_xlsx(desk: Desk, form: bytes, asked: Asked) -> bytes:
    """Return the form filled, registered and with its code."""
    gathered: list[Sheet] = []

    def gather() -> list[Draft]:
        gathered[:] = [_sheet(desk, asked)]
        (draft,) = summary_form.drafts(desk, asked)
        return [draft._replace(scope=draft.scope._replace(kind=KIND))]

    (paper,) = sealed(desk, gather)
    values = _values(desk, gathered[0], asked)
    if paper.seal is not None:
        values["vedomost_code"] = [[paper.seal.code]]
    values["vedomost_as_of"] = [[paper.moment]]
    return filled(form, values)


def _sheet(desk: Desk, asked: Asked) -> Sheet:
    school = desk.school
    return class_sheet(
        school.database,
        desk.viewer,
        asked.class_id,
        asked.period_id,
        asked.on,
        school.timezone,
    )


def _values(desk: Desk, sheet: Sheet, asked: Asked) -> dict[str, list[list[Value]]]:
    subjects = summary_form.subjects_of(sheet.results)
    names = summary_form.names_of(sheet.results)
    finals = {
        (row["student_id"], row["subject_id"]): row["final"]
        for row in sheet.results.filter(period_id=asked.period_id).iter_rows(named=True)
    }
    missed = dict(sheet.attendance.select("student_id", "count_missed").iter_rows())
    classes = desk.ask(choices.classes).filter(class_id=asked.class_id)
    told: dict[str, Value] = {
        "vedomost_school": desk.school.name,
        "vedomost_class": asked.class_id,
        "vedomost_period": asked.period_name,
        "vedomost_made_by": desk.name,
        "vedomost_homeroom": "".join(classes["homeroom_name"]),
        "vedomost_certified_by": f"{desk.certifier.position} {desk.certifier.name}",
        "vedomost_count": len(names),
        **_figures(sheet.overall.rows(named=True), desk.rounding),
    }
    return {
        **{name: [[value]] for name, value in told.items()},
        "vedomost_students": [[name] for _, name, _ in names],
        "vedomost_missed": [[missed.get(student)] for student, _, _ in names],
        "vedomost_subjects": [[one.name for one in subjects]],
        "vedomost_table": [
            [_cell(finals.get((student, one.subject_id))) for one in subjects]
            for student, _, _ in names
        ],
    }


def _figures(overall: list[dict[str, Any]], rule: str) -> dict[str, Value]:
    """Return the figures of the class, rounded as on paper; none without marks."""
    figures: dict[str, Value] = dict.fromkeys(_FIGURES)
    for total in overall:
        for name, (column, places) in _FIGURES.items():
            if total[column] is not None:
                figures[name] = float(rounded(total[column], places, rule))
    return figures


def _cell(final: str | None) -> Value:
    shown = mark(final)
    return shown if isinstance(shown, str | int) else None
