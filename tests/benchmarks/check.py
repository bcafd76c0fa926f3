"""Has anything become many times dearer: ratios against the ceilings of ceilings.toml.

Short and paired: each thing beside its bar, in turns, CPU time, medians. Only ratios
are compared, with generous margins, so neither the machine nor what else runs on it
decides. What things really cost, the benchmarks measure.
"""

from __future__ import annotations

import gc
import io
import statistics
import tomllib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

from dashboards.summary.sheet_reading import read_sheet
from expectations.check import gate
from ingest.load import hand_in
from ingest.plan import plan_workbook
from ingest.reading.child import read_workbook
from ingest.writing.writer import write_workbook
from tests.benchmarks.cpu import cpu_of
from tests.benchmarks.upload_schools import (
    Size,
    Workbook,
    filled,
    hand_out,
    make_school,
    teachers,
)
from warehouse import canonical
from warehouse.access.roles import viewer_for
from warehouse.build import build_models
from warehouse.integrity.report import verify_school
from warehouse.obligations import bring_up_to_date
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from warehouse.school_folder import School

CEILINGS = Path(__file__).with_name("ceilings.toml")
ROUNDS = 5
# Six teachers with eight pages of thirty students and forty lessons each.
_SIZE = Size("check", 8, 30, 6, pages=8, hours=2, weeks=20, share_filled=0.43)
_PERIOD = "2026-H1"
_SHEET_BY_HAND = """
    select student_id, page_id, count_marks, sum_marks, sum_weighted, sum_weights, final
    from journal.summary
    where period_id = ? and (page_id, student_id) in (
        select (page_id, student_id) from journal.roster where class_id = ?
    )
"""


class Ceiling(NamedTuple):
    """How many times a bar something may cost: what was measured times a margin."""

    measured: float
    margin: float
    why: str

    @property
    def most(self) -> float:
        """The ratio from which on the check fails."""
        return self.measured * self.margin


def passes(place: Path, write: Callable[[str], object]) -> bool:
    """Measure, print each ratio beside its ceiling, and tell whether all keep it."""
    known = ceilings()
    found = measure(place)
    if found.keys() != known.keys():
        raise ValueError(found.keys() ^ known.keys())
    write("| what | ratio | at most | measured before |\n|---|---|---|---|\n")
    for name, ratio in found.items():
        one = known[name]
        write(f"| {name} | {ratio:.2f} | {one.most:.2f} | {one.measured:.2f} |\n")
    exceeded = [name for name, ratio in found.items() if ratio > known[name].most]
    for name in exceeded:
        write(
            f"\n{name}: {found[name]:.2f} is above {known[name].most:.2f}. "
            f"{known[name].why} Find what became dearer; if that is meant, change "
            "tests/benchmarks/ceilings.toml and say why there.\n"
        )
    return not exceeded


def ceilings() -> dict[str, Ceiling]:
    """Read the one file that holds them."""
    rows = tomllib.loads(CEILINGS.read_text(encoding="utf-8"))
    return {
        name: Ceiling(row["measured"], row["margin"], row["why"])
        for name, row in rows.items()
    }


def measure(place: Path) -> dict[str, float]:
    """Return the ratios, measured in a school that is made in `place`."""
    folder = place / "school-check"
    clock = make_school(folder, _SIZE)
    gate().suites()
    with open_school(folder, clock) as school:
        build_models(school.database)
        people = teachers(school)
        books = [
            filled(hand_out(school, one), _SIZE, (ROUNDS + 1) * (one == people[0]))
            for one in people
        ]
        read_workbook(books[0].first)  # starts the child
        for book in books:
            _take(school, book.person_id, book.first)
        gc.collect()
        gc.freeze()  # as the server does once it is warm
        bring_up_to_date(school.database)
        found = {**_uploads(school, books[0]), **_made_and_read(school, books[0])}
        gc.unfreeze()
    return found


def _uploads(school: School, book: Workbook) -> dict[str, float]:
    runs: dict[str, Callable[[bytes], object]] = {
        "openpyxl": lambda save: openpyxl.load_workbook(io.BytesIO(save)),
        "calamine": _calamine,
        "save": partial(_take, school, book.person_id),
        "again": partial(_take, school, book.person_id),
    }
    taken = _in_turns([partial(_each, runs, save) for save in book.saves])
    return {
        "a save of 60 cells × openpyxl opening": taken["save"] / taken["openpyxl"],
        "a save of 60 cells × calamine reading": taken["save"] / taken["calamine"],
        "the same again × openpyxl opening": taken["again"] / taken["openpyxl"],
    }


def _made_and_read(school: School, book: Workbook) -> dict[str, float]:
    today = school.clock.now().date()
    plan = plan_workbook(school, book.person_id, today)
    cells = _cells(write_workbook(plan))
    viewer = viewer_for(school.database, "director", today)
    with school.database.reading() as cursor:
        ((class_id,),) = cursor.execute(
            "select min(class_id) from setup.classes"
        ).fetchall()
    runs: dict[str, Callable[[], object]] = {
        "question": partial(_asked, school, class_id),
        "sheet": partial(read_sheet, school, viewer, class_id, _PERIOD),
        "xlsxwriter": partial(_written, cells),
        "workbook": partial(write_workbook, plan),
        "reading": partial(_read_entries, school),
        "verify": partial(verify_school, school),
    }
    taken = _in_turns([partial(_all, runs)] * (ROUNDS + 1))
    return {
        "a class's summary sheet × a bare question": taken["sheet"] / taken["question"],
        "a workbook × bare xlsxwriter": taken["workbook"] / taken["xlsxwriter"],
        "everything verified × reading": taken["verify"] / taken["reading"],
    }


def _in_turns(rounds: list[Callable[[], Mapping[str, float]]]) -> dict[str, float]:
    """Return medians of what the rounds took, the first one left out: it warms up."""
    found = [one() for one in rounds][1:]
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _each(
    runs: Mapping[str, Callable[[bytes], object]], save: bytes
) -> dict[str, float]:
    return {name: cpu_of(partial(run, save)) for name, run in runs.items()}


def _all(runs: Mapping[str, Callable[[], object]]) -> dict[str, float]:
    return {name: cpu_of(run) for name, run in runs.items()}


def _take(school: School, person_id: str, content: bytes) -> object:
    receipt = hand_in(school, content, "save.xlsx", person_id, "bench")
    if receipt.status not in ("recorded", "unchanged"):
        raise AssertionError(receipt)
    return receipt


def _calamine(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _asked(school: School, class_id: str) -> object:
    with school.database.reading() as cursor:
        return cursor.execute(_SHEET_BY_HAND, [_PERIOD, class_id]).pl()


def _read_entries(school: School) -> None:
    with school.database.reading() as cursor:
        for _ in canonical.fetched(cursor, "select * from journal.entries"):
            pass


def _cells(content: bytes) -> list[list[tuple[int, int, object]]]:
    return [
        [
            (cell.row - 1, cell.column - 1, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets
    ]


def _written(sheets: list[list[tuple[int, int, object]]]) -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    for cells in sheets:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            if isinstance(value, int | float):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value))
    book.close()
