"""What each of the region's pages shows: tables of figures, the same for every file."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from dashboards.forms.table_form import FormTable
from dashboards.journal.figures import day, moment
from dashboards.region.words import (
    FINAL_HEADS,
    SMALL,
    TIME_HEADS,
    finals_of,
    times_of,
)
from expectations.language import N_, say
from warehouse.clock import utc_naive
from warehouse.region import questions

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import duckdb

    from dashboards.forms.table_form import Cell
    from warehouse.viewer import Viewer

PATH = "/region"
DISTRICT, SCHOOL = "/region/districts/{district_id}", "/region/schools/{school_id}"
_SILENT_FOR = timedelta(days=7)


class Look(NamedTuple):
    """Who looks, at which moment of the lake, at which period."""

    connection: duckdb.DuckDBPyConnection
    viewer: Viewer
    asked: questions.Asked
    now: datetime
    zone: ZoneInfo
    language: str

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a sentence."""
        return say(sentence, self.language, **facts)

    def link(self, path: str, **names: str) -> str:
        """Return an address that keeps the chosen period."""
        chosen = urlencode({"year": self.asked.year_id, "period": self.asked.period_id})
        return f"{path.format(**names)}?{chosen}"


class Shown(NamedTuple):
    """A table and where its rows lead; '' leads nowhere."""

    table: FormTable
    links: tuple[str, ...] = ()


class Sight(NamedTuple):
    """A page: its title, the way back, its tables."""

    title: str
    way: tuple[tuple[str, str], ...]  # name and address of what is above
    shown: tuple[Shown, ...]
    note: str = ""


def of_region(look: Look) -> Sight:
    """Return the page of the whole region."""
    rows = questions.districts(look.connection, look.viewer, look.asked).to_dicts()
    heads = (N_("District"), N_("Schools"), N_("Published"), N_("Students"))
    table = _table(
        look,
        N_("Districts"),
        heads,
        [
            (
                row["district_name"],
                row["count_schools"],
                row["count_published"],
                *_figures(look, row),
            )
            for row in rows
        ],
    )
    links = [look.link(DISTRICT, district_id=row["district_id"]) for row in rows]
    return Sight(
        look.say(N_("The region")),
        (),
        (Shown(table, tuple(links)), _silent(look), _weeks(look, "")),
    )


def of_district(look: Look, district_id: str) -> Sight | None:
    """Return the page of a district; None where there is no such one."""
    found = questions.schools(look.connection, look.viewer, look.asked, district_id)
    rows = found.to_dicts()
    if not rows:
        return None
    table = _table(
        look,
        N_("Schools"),
        (N_("School"), N_("Last published"), N_("Students")),
        [
            (row["school_name"], _when(look, row["published_at"]), *_figures(look, row))
            for row in rows
        ],
    )
    links = [look.link(SCHOOL, school_id=row["school_id"]) for row in rows]
    return Sight(
        rows[0]["district_name"],
        ((look.say(N_("The region")), look.link(PATH)),),
        (Shown(table, tuple(links)),),
    )


def of_school(look: Look, school_id: str) -> Sight | None:
    """Return the page of a school; None where the region has no such one."""
    school = questions.school(look.connection, look.viewer, school_id)
    if school is None:
        return None
    district = str(school["district_id"])
    published = _when(look, school["published_at"])
    return Sight(
        str(school["school_name"]),
        (
            (look.say(N_("The region")), look.link(PATH)),
            (
                str(school["district_name"]),
                look.link(DISTRICT, district_id=district),
            ),
        ),
        (
            _classes(look, school_id),
            _subjects(look, school_id),
            _weeks(look, school_id),
        ),
        look.say(N_("Last published: {moment}."), moment=published),
    )


def _classes(look: Look, school_id: str) -> Shown:
    found = questions.classes(look.connection, look.viewer, look.asked, school_id)
    several = look.say(N_("groups of several classes"))
    rows = [
        (row["class_id"] or several, *_figures(look, row)) for row in found.to_dicts()
    ]
    return Shown(_table(look, N_("Classes"), (N_("Class"), N_("Students")), rows))


def _subjects(look: Look, school_id: str) -> Shown:
    found = questions.subjects(look.connection, look.viewer, look.asked, school_id)
    rows: list[tuple[Cell, ...]] = []
    for row in found.to_dicts():
        figures = _hidden(look, row, len(FINAL_HEADS)) or finals_of(row)
        rows.append((row["subject"], *figures))
    heads = (N_("Subject"), *FINAL_HEADS)
    title = look.say(N_("Subjects"))
    return Shown(FormTable(title, tuple(map(look.say, heads)), tuple(rows)))


def _weeks(look: Look, school_id: str) -> Shown:
    year_id = look.asked.year_id
    found = questions.weeks(look.connection, look.viewer, year_id, school_id)
    rows = tuple(
        (day(row["week_on"], look.language), row["count_owed"], *times_of(row))
        for row in found.to_dicts()
    )
    heads = (N_("Week from Monday"), N_("Entries due"), *TIME_HEADS)
    title = look.say(N_("Weeks of the year"))
    return Shown(FormTable(title, tuple(map(look.say, heads)), rows))


def _silent(look: Look) -> Shown:
    since = utc_naive(look.now - _SILENT_FOR)
    rows = questions.silent(look.connection, look.viewer, since).to_dicts()
    heads = (N_("School"), N_("District"), N_("Last published"))
    table = FormTable(
        look.say(N_("Have published nothing for a week")),
        tuple(map(look.say, heads)),
        tuple(
            (
                row["school_name"],
                row["district_name"],
                _when(look, row["published_at"]),
            )
            for row in rows
        ),
    )
    links = [look.link(SCHOOL, school_id=row["school_id"]) for row in rows]
    return Shown(table, tuple(links))


def _table(
    look: Look, title: str, heads: tuple[str, ...], rows: list[tuple[Cell, ...]]
) -> FormTable:
    """Return a table with the figures of a period behind its own columns."""
    all_heads = (*heads, *TIME_HEADS, *FINAL_HEADS)
    return FormTable(look.say(title), tuple(map(look.say, all_heads)), tuple(rows))


def _figures(look: Look, row: dict[str, Any]) -> tuple[Cell, ...]:
    hidden = _hidden(look, row, 1 + len(TIME_HEADS) + len(FINAL_HEADS))
    return hidden or (row["count_students"], *times_of(row), *finals_of(row))


def _hidden(look: Look, row: dict[str, Any], count: int) -> tuple[Cell, ...]:
    """Return what stands in the place of figures that are withheld."""
    return (look.say(SMALL),) * count if row["is_withheld"] else ()


def _when(look: Look, published_at: Any) -> str:
    if published_at is None:
        return look.say(N_("nothing yet"))
    return moment(published_at, look.zone, look.language)
