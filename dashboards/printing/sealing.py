"""How a form gets its verification code: gathered at rest, registered, then drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.forms.seal import Seal
from dashboards.printing.desk import VERIFY_PAGE
from expectations.language import N_
from warehouse.printed_forms import Scope, figures_digest, register, standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from dashboards.forms.paper import Paper
    from dashboards.forms.table_form import Form
    from dashboards.printing.desk import Desk
    from warehouse.printed_forms import KeyFigures, Standing
    from warehouse.school_folder import School

TABLE = "table"
_TRIES = 3


class Draft(NamedTuple):
    """A form that is gathered but not registered; `as_of` None is now."""

    paper: Paper
    scope: Scope
    key_figures: KeyFigures
    as_of: datetime | None = None


def sealed(desk: Desk, gather: Callable[[], Sequence[Draft]]) -> list[Paper]:
    """Gather forms, write each into the register and return them with their codes."""
    drafts, stood = _at_rest(desk, gather)
    return [_registered(desk, draft, stood[draft.as_of]) for draft in drafts]


def _registered(desk: Desk, draft: Draft, stood: Standing) -> Paper:
    now = desk.school.clock.now()
    form = register(
        desk.school,
        draft.scope,
        stood,
        as_of=draft.as_of or now,
        printed_at=now,
        printed_by=desk.maker,
        figures_digest=figures_digest(draft.paper),
        key_figures=draft.key_figures,
    )
    page = f"{desk.address}/{VERIFY_PAGE}?code={form.code}"
    address = page if desk.address else form.code
    seal = Seal(form.code, address, stood.block_id)
    return draft.paper._replace(seal=seal, rounding=desk.rounding)


def _at_rest(
    desk: Desk, gather: Callable[[], Sequence[Draft]]
) -> tuple[Sequence[Draft], dict[datetime | None, Standing]]:
    """Gather while nothing is recorded: all of a form shows one block of the ledger.

    First without holding anybody up; a school that records all the time waits.
    """
    for _ in range(_TRIES):
        before = _standing(desk, None)
        drafts = gather()
        if _standing(desk, None) == before:
            return drafts, _standings(desk, drafts)
    with desk.school.database.writing(announced=False):
        drafts = gather()
        return drafts, _standings(desk, drafts)


def _standings(desk: Desk, drafts: Sequence[Draft]) -> dict[datetime | None, Standing]:
    return {moment: _standing(desk, moment) for moment in {one.as_of for one in drafts}}


def _standing(desk: Desk, as_of: datetime | None) -> Standing:
    with desk.school.database.reading() as cursor:
        return standing(cursor, as_of)


def sealed_table(
    school: School, person_id: str, address: str, form: Form, student_id: str = ""
) -> Form:
    """Register a page of figures as it is shown and return it with its code.

    `student_id` is the one whom it is about: a statement about them tells of it.

    Its tables are made of times and counts rather than of a class's values, so it is
    tied to the ledger's block and to everything that it shows.
    """
    with school.database.reading() as cursor:
        stood = standing(cursor)
    now = school.clock.now()
    registered = register(
        school,
        Scope(TABLE, (), student_id=student_id),
        stood,
        as_of=now,
        printed_at=now,
        printed_by=person_id,
        figures_digest=figures_digest(form),
        key_figures=(
            (N_("Table"), form.title),
            *form.filters,
            *((table.title, str(len(table.rows))) for table in form.tables),
        ),
    )
    place = f"{address}/{VERIFY_PAGE}?code={registered.code}"
    return form._replace(seal=Seal(registered.code, place, stood.block_id))
