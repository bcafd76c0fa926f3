"""Every sentence of the pages and of the models is there in Russian."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dashboards import current
from expectations import language

ROOM = Path(current.__file__).parent
CATALOGUES = sorted((Path(language.__file__).parent / "locale" / "ru").glob("*.po"))
MARKERS = {"N_", "_", "counted", "say_many"}
FILES = sorted(
    path for path in ROOM.rglob("*.py") if path.name not in {"__init__.py", "app.py"}
)


def sentences(path):
    """Return the message ids that a file marks or shows, plurals by their first."""
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MARKERS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


@pytest.fixture(scope="module")
def translated():
    """Return the ids of all Russian catalogues that have a translation."""
    known = set()
    for path in CATALOGUES:
        with path.open("rb") as source:
            for message in read_po(source, locale="ru"):
                if message.id and all(message.string or [""]):
                    one = message.id if isinstance(message.id, str) else message.id[0]
                    known.add(one)
    return known


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sentence_of_a_page_is_translated(path, translated):
    assert sentences(path) - translated == set()


def test_every_description_of_a_model_is_translated(filled_school, translated):
    with filled_school.database.reading() as cursor:
        described = cursor.execute(
            """
            select comment from duckdb_views() where schema_name = 'marts'
            union
            select comment from duckdb_columns() where schema_name = 'marts'
            """
        ).fetchall()

    assert {text.replace("\n", " ") for (text,) in described} - translated == set()
