"""What people and programs do to a workbook between the download and the hand-in.

Each way changes the cells and moves their owners along; where nobody could say any
more whose a row is, its owner is made unsure, never another one.
"""

from __future__ import annotations

from copy import copy, deepcopy
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from ingest.reading.sheets import CellError
from tests.fuzz.model import Book, Formula, Owner

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.fuzz.model import Table

KEY, NAME, FIRST = 0, 2, 3  # columns of a fresh grid
# What is typed → what the journal understands; None is set aside and asked about.
TYPED: tuple[tuple[Any, str | None], ...] = (
    ("5", "5"), (5, "5"), (4.0, "4"), ("н", "н"), ("H", "н"), ("n", "н"), ("Н ", "н"),
    ("\u00a05", "5"), ("5\u200b", "5"), ("4/5", "4/5"), ("4 5", "4/5"), ("4\\5", "4/5"),
    ("5н", "5н"), ("н5", "5н"), (".", "."), ("6", None), (6, None), (0, None),
    (4.5, None), ("пять", None), ("=1+1", None), ("5\n4\n3", None), (True, None),
    (datetime(2026, 5, 4), None), (date(2026, 12, 25), None),  # noqa: DTZ001
    (time(4, 5), None), (46146, None), ("46146", None), (1e300, None), (-5, None),
    (CellError("#REF!"), None), (CellError("#DIV/0!"), None), (Formula("2+3"), None),
    (Formula("2+3", 5), "5"), (Formula('"н"', "н"), "н"), ("x" * 3_000, None),
    ("<b>5</b>", None), ("5&amp;", None), ("😀", None), ("٥", None), ("&#53;", None),
)  # fmt: skip
READ_AS = {repr(typed): value for typed, value in TYPED}


def type_wildly(table: Table, dice: random.Random) -> None:
    """Type a dozen odd things into cells of students and lessons."""
    if table.kind == "grid":
        for row, column in dice.sample(table.places(), 12):
            if not table.column_owners[column].key.startswith("final"):
                table.rows[row][column] = dice.choice(TYPED)[0]


def empty_cells(table: Table, dice: random.Random) -> None:
    places = table.places()
    for row, column in dice.sample(places, len(places) // 4):
        table.rows[row][column] = None


def sort_rows(table: Table, dice: random.Random) -> None:
    """Sort whole rows: the hidden keys go along."""
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    order = dice.sample(rows, len(rows))
    _put_rows(table, rows, [(table.rows[n], table.row_owners[n]) for n in order])


def sort_visible(table: Table, dice: random.Random) -> None:
    """Sort without the hidden columns: the keys stay behind."""
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    order = dice.sample(rows, len(rows))
    hidden = 1 if table.kind == "grid" else 2
    if table.kind == "lessons":  # the page's id stands beside the lesson's
        pages = {table.row_owners[n].key: table.rows[n][1] for n in rows}
    mixed = [
        (table.rows[stays][:hidden] + table.rows[goes][hidden:], table.row_owners[goes])
        for stays, goes in zip(rows, order, strict=True)
    ]
    _put_rows(table, rows, mixed)
    if table.kind == "lessons":
        assert len(pages) == len(rows)


def _put_rows(
    table: Table, rows: list[int], content: list[tuple[list[Any], Owner]]
) -> None:
    for row, (cells, owner) in zip(rows, content, strict=True):
        table.rows[row], table.row_owners[row] = cells, owner


def insert_row(table: Table, dice: random.Random) -> None:
    row = dice.randrange(len(table.rows) + 1)
    table.rows.insert(row, [None] * table.width)
    table.row_owners.insert(row, Owner())


def insert_column(table: Table, dice: random.Random) -> None:
    column = dice.randrange(1, table.width + 1)
    for cells in table.rows:
        cells.insert(column, None)
    table.column_owners.insert(column, Owner())


def delete_row(table: Table, dice: random.Random) -> None:
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    if len(rows) > 2:
        row = dice.choice(rows)
        del table.rows[row], table.row_owners[row]


def delete_column(table: Table, dice: random.Random) -> None:
    columns = [n for n, owner in enumerate(table.column_owners) if owner.key]
    if len(columns) > 2:
        column = dice.choice(columns)
        for cells in table.rows:
            del cells[column]
        del table.column_owners[column]


def move_column(table: Table, dice: random.Random) -> None:
    source, target = dice.sample(range(FIRST, table.width), 2)
    for cells in table.rows:
        cells.insert(target, cells.pop(source))
    table.column_owners.insert(target, table.column_owners.pop(source))


def lose_row_keys(table: Table, dice: random.Random) -> None:
    """Delete hidden keys of some students: only their names are left."""
    for row, owner in enumerate(table.row_owners):
        if owner.key and dice.random() < 0.5:
            table.rows[row][KEY] = None
            owner.is_sure = False


def lose_column_keys(table: Table, dice: random.Random) -> None:
    key_row = _key_row(table)
    for column, owner in enumerate(table.column_owners):
        if owner.key and dice.random() < 0.5:
            table.rows[key_row][column] = None
            owner.is_sure = False


def lose_all_keys(table: Table, dice: random.Random) -> None:
    """Copy only what is visible into a new sheet."""
    del dice
    key_row = _key_row(table)
    del table.rows[key_row], table.row_owners[key_row]
    for cells in table.rows:
        cells[KEY] = None
    table.doubt()


def spoil_a_key(table: Table, dice: random.Random) -> None:
    """Type something into a hidden key."""
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    row = dice.choice(rows)
    odd = ["?", 7, "К-9999", "name", "vedomost page 2026:5А:РУС", CellError("#REF!")]
    table.rows[row][KEY] = dice.choice(odd)
    table.row_owners[row].is_sure = False


def key_of_another(table: Table, dice: random.Random) -> None:
    """Fill one student's hidden key down over the next."""
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    one, other = dice.sample(rows, 2)
    table.rows[one][KEY] = table.rows[other][KEY]
    table.row_owners[one].is_sure = table.row_owners[other].is_sure = False


def copy_row_for_another(table: Table, dice: random.Random) -> None:
    """Copy a whole row, hidden key and all, and type another's name into it."""
    if table.kind != "grid":
        return
    rows = [n for n, owner in enumerate(table.row_owners) if owner.key]
    one, other = dice.sample(rows, 2)
    name = table.rows[other][NAME]
    table.rows[other] = list(table.rows[one])
    table.rows[other][NAME] = dice.choice((name, "Новикова Вера"))
    is_known = table.rows[other][NAME] == name
    owner = table.row_owners[other].key if is_known else "nobody"
    table.row_owners[other] = Owner(owner, is_sure=False)
    table.row_owners[one].is_sure = False


def change_names(table: Table, dice: random.Random) -> None:
    """Write names in capitals, with е for ё, with odd blanks: the same people."""
    if table.kind == "grid":
        for row, owner in enumerate(table.row_owners):
            if owner.key and isinstance(table.rows[row][NAME], str):
                name = table.rows[row][NAME]
                forms = (name.upper(), name.replace("ё", "е"), f" {name}\u00a0 ")
                table.rows[row][NAME] = dice.choice(forms)


def merge_cells(table: Table, dice: random.Random) -> None:
    """Merge some marks: the covered ones look empty."""
    places = table.places()
    row, column = dice.choice(places)
    last = (min(row + 2, len(table.rows) - 1), min(column + 2, table.width - 1))
    table.merged.append((row, column, *last))
    for below in range(row, last[0] + 1):
        for right in range(column, last[1] + 1):
            if (below, right) != (row, column):
                table.rows[below][right] = None


def scribble(table: Table, dice: random.Random) -> None:
    """Leave notes around the table."""
    cells: list[Any] = [None] * table.width
    cells[dice.randrange(table.width)] = dice.choice(("см. журнал", 5, "н", "Итого"))
    table.rows.append(cells)
    table.row_owners.append(Owner())


def _key_row(table: Table) -> int:
    return next(
        n for n, row in enumerate(table.rows) if str(row[KEY]).startswith("vedomost")
    )


def rename_sheets(book: Book, dice: random.Random) -> None:
    for number, table in enumerate(book.tables):
        if dice.random() < 0.5:
            table.name = f"Лист{number} & «мой» <5>"


def reorder_sheets(book: Book, dice: random.Random) -> None:
    dice.shuffle(book.tables)


def duplicate_sheet(book: Book, dice: random.Random) -> None:
    table = dice.choice(book.of_kind("grid"))
    twin = deepcopy(table)
    twin.name = f"{table.name} (2)"
    book.tables.append(twin)


def delete_sheet(book: Book, dice: random.Random) -> None:
    book.tables.remove(dice.choice(book.tables))


def show_all(book: Book, dice: random.Random) -> None:
    del dice
    for table in book.tables:
        table.visibility = "visible"


def one_name_for_all(book: Book, dice: random.Random) -> None:
    del dice
    for table in book.tables:
        table.name = "Лист1"


ON_SHEETS: tuple[Callable[[Table, random.Random], None], ...] = (
    type_wildly, type_wildly, type_wildly, empty_cells, sort_rows, sort_visible,
    insert_row, insert_column, delete_row, delete_column, move_column, change_names,
    merge_cells, scribble,
)  # fmt: skip
# These take the keys away; they come last and one at a time.
ON_KEYS: tuple[Callable[[Table, random.Random], None], ...] = (
    lose_row_keys, lose_column_keys, lose_all_keys, spoil_a_key, key_of_another,
    copy_row_for_another,
)  # fmt: skip
ON_BOOKS: tuple[Callable[[Book, random.Random], None], ...] = (
    rename_sheets, reorder_sheets, duplicate_sheet, delete_sheet, show_all,
    one_name_for_all,
)  # fmt: skip


def spoil(fresh: Book, dice: random.Random) -> tuple[Book, list[str]]:
    """Return a spoiled copy and the names of what was done to it."""
    book = Book([_copied(table) for table in fresh.tables])
    done = []
    for table in book.of_kind("grid") + book.of_kind("lessons"):
        for way in dice.sample(ON_SHEETS, dice.randrange(4)):
            way(table, dice)
            done.append(f"{way.__name__} {table.name}")
    if dice.random() < 0.4:
        table = dice.choice(book.of_kind("grid") + book.of_kind("lessons"))
        taking = dice.choice(ON_KEYS)
        taking(table, dice)
        done.append(f"{taking.__name__} {table.name}")
    for changing in dice.sample(ON_BOOKS, dice.choice((0, 0, 1, 2))):
        changing(book, dice)
        done.append(changing.__name__)
    return book, done


def _copied(table: Table) -> Table:
    return type(table)(
        table.name,
        table.visibility,
        [list(row) for row in table.rows],
        table.kind,
        table.page_id,
        [copy(owner) for owner in table.row_owners],
        [copy(owner) for owner in table.column_owners],
        list(table.merged),
    )
