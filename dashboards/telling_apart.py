"""Namesakes in a list to choose from: longer spellings for those who share a name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl


def told_apart(spellings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return for each key its shortest spelling that no other key's label equals.

    A key's spellings run from short to long, the last one with its code. Streamlit
    knows options by their labels: of two alike it takes the last.
    """
    labels = {key: own[0] for key, own in spellings.items()}
    for place in range(1, max(map(len, spellings.values()), default=0)):
        often = Counter(labels.values())
        labels = {
            key: spellings[key][min(place, len(spellings[key]) - 1)]
            if often[label] > 1
            else label
            for key, label in labels.items()
        }
    return labels


def spellings_of_students(students: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the name, then the one with the patronymic, then with the code."""
    columns = ("student_id", "student_name", "patronymic")
    return {
        code: (
            name,
            whole := f"{name} {patronymic or ''}".rstrip(),
            f"{whole} · {code}",
        )
        for code, name, patronymic in students.select(columns).rows()
    }
