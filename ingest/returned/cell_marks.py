"""Which cell gets which colour and which words."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.findings import finding_text
from expectations.language import N_, say
from ingest.merge import OUTDATED
from ingest.places import place_of
from ingest.reading.cell_kinds import kind_and_text, visible
from ingest.reading.sheets import CellError, UncachedFormula, cell_address
from ingest.receipt import told_findings
from ingest.returned.job import CONFLICT, EMPTIED, FAULTY, LOOKS, WARNING, CellMark
from ingest.workbook import CellKey

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue, RawWorkbook
    from ingest.receipt import Finding
    from ingest.returned.unsettled_cells import Unsettled, Waiting
    from ingest.workbook import Reading

MOST_MARKED = 1_000  # cells; programs open many more comments very slowly
_LONGEST_LITERAL = 200  # signs; a text in a formula has at most 255

STATES = {
    FAULTY: N_("Not recorded"),
    CONFLICT: N_("To be decided"),
    EMPTIED: N_("Emptied: confirm"),
    WARNING: N_("Recorded, please check"),
}
_WARNING_OF_PREVIEW = N_("Please check")  # nothing of the file is recorded yet
BOTH_CHANGED = N_(
    "Your workbook says “{file_value}”, the journal “{current_value}”: it was changed "
    "in both places."
)
EMPTIED_THERE = N_(
    "Your workbook has “{file_value}”, and in the journal this cell was emptied "
    "meanwhile."
)
EMPTIED_HERE = N_("This cell is empty in your workbook; the journal has “{value}”.")
OLD_VALUE = N_(
    "Your workbook says “{file_value}”, which it held before; the journal has "
    "“{current_value}” since. Perhaps this is an old copy."
)
DECIDE = N_(
    "The journal keeps its value until you decide on the page “My journals” whose "
    "value holds."
)
CONFIRM = N_(
    "The journal keeps its value until you confirm the removal on the page "
    "“My journals”. If it was a slip, enter the value again."
)
WHY = N_("Why: {why}")
FIX = N_("To do: {fix}")
CLAUSE = N_("Regulation, §{clause}.")


class Place(NamedTuple):
    """A cell of the file."""

    sheet: int
    row: int
    column: int


class Remark(NamedTuple):
    """One thing to tell about a cell, or about no cell that still stands."""

    look: str
    sheet: str
    place: Place | None
    value: str
    what: str
    fix: str
    why: str
    clause: str


def remarks_on(
    raw: RawWorkbook, reading: Reading, left: Unsettled, language: str
) -> list[Remark]:
    """Return everything to tell: the worst first, then in the order of the file."""
    places = Places(raw, reading)
    told = [
        _about_finding(one, places, language) for one in told_findings(left.findings)
    ]
    told += [_about_waiting(one, places, language) for one in left.waiting]
    return sorted(told, key=_worst_first)


def state_of(look: str, *, is_preview: bool) -> str:
    """Return what a look says of its cell, a message id."""
    return _WARNING_OF_PREVIEW if is_preview and look == WARNING else STATES[look]


def marks_of(
    raw: RawWorkbook, remarks: list[Remark], language: str, *, is_preview: bool
) -> list[CellMark]:
    """Return one mark for each cell: the worst colour, and all that is to be told."""
    of_place: dict[Place, list[Remark]] = {}
    for remark in remarks:
        if remark.place is not None:
            of_place.setdefault(remark.place, []).append(remark)
    marks = []
    for place, told in list(of_place.items())[:MOST_MARKED]:
        told.sort(key=lambda one: LOOKS.index(one.look))
        value = _value(raw, place)
        address = cell_address(place.row, place.column)
        marks.append(
            CellMark(
                *place,
                told[0].look,
                _condition(address, value, told[0].look),
                "\n\n".join(
                    _words(one, language, is_preview=is_preview) for one in told
                ),
            )
        )
    return marks


class Places:
    """Finds the cell of a key in this very file, filled or emptied."""

    def __init__(self, raw: RawWorkbook, reading: Reading) -> None:
        self._raw = raw
        self._reading = reading
        self._sheets = {sheet.name: n for n, sheet in enumerate(raw.sheets)}
        self._filled: dict[CellKey, list[tuple[str, str]]] = {}
        columns = ["sheet", "cell", *CellKey._fields]
        for sheet, cell, *key in reading.cells.select(columns).iter_rows():
            self._filled.setdefault(CellKey(*key), []).append((sheet, cell))

    def of_finding(self, finding: Finding) -> Place | None:
        """Return where a finding's value stands: the rows may have moved since."""
        key = CellKey(*(getattr(finding, name) for name in CellKey._fields))
        known = self._filled.get(key, []) if key.page_id else []
        named = [(finding.sheet, finding.cell)]
        for sheet, cell in [*named, *known] if len(known) != 1 else known:
            place = self._place(sheet, cell)
            if place is not None and self._holds(place, finding.value_text):
                return place
        return None

    def of_key(self, key: CellKey) -> Place | None:
        """Return where a key's cell stands, also an emptied one."""
        for sheet, cell in self._filled.get(key, []):
            return self._place(sheet, cell)
        scope = self._reading.scopes.get(key.page_id)
        return self._place(*place_of(scope, key)) if scope else None

    def sheet_name(self, place: Place) -> str:
        """Return the name of a place's sheet."""
        return self._raw.sheets[place.sheet].name

    def _holds(self, place: Place, text: str) -> bool:
        written = kind_and_text(_value(self._raw, place))[1]
        return visible(written) == visible(text)

    def _place(self, sheet: str, cell: str) -> Place | None:
        if not cell or sheet not in self._sheets:
            return None
        letters = cell.rstrip("0123456789")
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return Place(self._sheets[sheet], int(cell[len(letters) :]) - 1, column - 1)


def _worst_first(remark: Remark) -> tuple[int, bool, tuple[int, ...], str]:
    place = remark.place
    return LOOKS.index(remark.look), place is None, place or (), remark.sheet


def _value(raw: RawWorkbook, place: Place) -> CellValue:
    rows = raw.sheets[place.sheet].rows
    if place.row < len(rows) and place.column < len(rows[place.row]):
        return rows[place.row][place.column]
    return None


def _about_finding(finding: Finding, places: Places, language: str) -> Remark:
    text = finding_text(finding.rule, finding.facts, language)
    look = FAULTY if finding.severity == "critical" else WARNING
    return Remark(
        look,
        finding.sheet,
        places.of_finding(finding),
        finding.value_text,
        text.what,
        text.fix,
        text.why,
        text.clause,
    )


def _about_waiting(waiting: Waiting, places: Places, language: str) -> Remark:
    file_value, value = waiting.file_value or "", waiting.current_value or ""
    if waiting.kind == "removal" or waiting.file_value is None:
        look, fix = (
            (EMPTIED, CONFIRM) if waiting.kind == "removal" else (CONFLICT, DECIDE)
        )
        what = say(EMPTIED_HERE, language, value=value)
    elif waiting.current_value is None:
        look, fix = CONFLICT, DECIDE
        what = say(EMPTIED_THERE, language, file_value=file_value)
    else:
        look, fix = CONFLICT, DECIDE
        sentence = OLD_VALUE if waiting.why == OUTDATED else BOTH_CHANGED
        what = say(sentence, language, file_value=file_value, current_value=value)
    place = places.of_key(waiting.key)
    sheet = places.sheet_name(place) if place else ""
    return Remark(look, sheet, place, file_value, what, say(fix, language), "", "")


def _condition(address: str, value: CellValue, look: str) -> str:
    """Return a formula that holds while the cell has what it was marked for.

    '' where no formula can tell: a covered cell of a merge shows nothing of itself.
    """
    if value is None:
        is_emptied = look in {EMPTIED, CONFLICT}
        return f'{address}=""' if is_emptied else ""
    if isinstance(value, bool):
        return f"AND(ISLOGICAL({address}),{address}={str(value).upper()})"
    if isinstance(value, int | float):
        return f"AND(ISNUMBER({address}),{address}={value!r})"
    if isinstance(value, date | datetime):  # marks are small numbers, dates are not
        return f"AND(ISNUMBER({address}),{address}>1000)"
    if isinstance(value, time | timedelta):
        return f"AND(ISNUMBER({address}),{address}<>INT({address}))"
    if isinstance(value, CellError):
        return f"ISERROR({address})"
    if isinstance(value, UncachedFormula):
        return f"_xlfn.ISFORMULA({address})"
    units = len(value.encode("utf-16-le", "surrogatepass")) // 2
    if units <= _LONGEST_LITERAL and value.isprintable():
        literal = value.replace('"', '""')
        return f'EXACT({address},"{literal}")'
    return f"LEN({address})={units}"  # a literal holds neither lines nor long texts


def _words(remark: Remark, language: str, *, is_preview: bool) -> str:
    """Return one remark as the lines of a comment."""
    state = state_of(remark.look, is_preview=is_preview)
    lines = [f"{say(state, language)}. {remark.what}"]
    if remark.fix:
        lines.append(say(FIX, language, fix=remark.fix))
    if remark.why:
        lines.append(say(WHY, language, why=remark.why))
    if remark.clause:
        lines.append(say(CLAUSE, language, clause=remark.clause))
    return "\n".join(lines)
