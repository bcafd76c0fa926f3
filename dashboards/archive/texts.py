"""The texts of a package, a document of a Russian archive: they are Russian only."""

from __future__ import annotations

from pathlib import Path

README = "ПРОЧТИ.txt"
_HERE = Path(__file__).parent


def readme(**facts: object) -> bytes:
    """Return the README of a package; lines that have nothing to say are left out."""
    return _as_file(_text("readme.ru.txt").format(**facts).replace("\n\n\n", "\n\n"))


def tables_described() -> bytes:
    """Return what each table and column of a package means."""
    return _as_file(_text("tables.ru.txt"))


def described_columns() -> dict[str, list[str]]:
    """Return table → columns in the order in which they are described."""
    found: dict[str, list[str]] = {}
    table = ""
    for line in _text("tables.ru.txt").splitlines():
        name, dash, _ = line.partition(" — ")
        if dash and name.startswith("  "):
            found[table].append(name.strip())
        elif dash:
            table = name
            found[table] = []
    return found


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _as_file(text: str) -> bytes:
    """Return a text as Windows' older editors read it, too."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
