"""Tables drawn inside tests: a column of names, then one word a cell."""

from __future__ import annotations


def rows_of(drawn: str) -> dict[str, dict[str, str]]:
    """Read {row: {column: cell}}; names of rows may hold spaces, cells may not."""
    head, *lines = drawn.strip().splitlines()
    columns = head.split()[1:]
    rows = {}
    for line in lines:
        words = line.split()
        name = " ".join(words[: -len(columns)])
        rows[name] = dict(zip(columns, words[-len(columns) :], strict=True))
    return rows
