"""Whom and what the school knows, under every name that a journal may use for it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ingest.foreign.names import fold, fold_person, period_key, spellings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb


class Pupil(NamedTuple):
    """A student's stay in a class, under one of the names the student had."""

    student_id: str
    name: str
    names: frozenset[str]  # folded
    starts_on: date
    ends_on: date


class Known(NamedTuple):
    """The school's classes, subjects, students and periods, to be matched with."""

    classes: tuple[str, ...]
    subjects: Mapping[str, str]  # id → name
    subjects_by_name: Mapping[str, frozenset[str]]  # folded name → ids
    pupils: Mapping[str, tuple[Pupil, ...]]  # by class
    periods: Mapping[tuple[str, int], frozenset[str]]  # kind and number → our names
    period_names: tuple[str, ...]
    pages: Mapping[str, str]  # id → title

    def meaning(self, class_id: str, written: str, days: tuple[date, date]) -> set[str]:
        """Return the students of a class whom a name may mean within some days."""
        folded = fold_person(written)
        return {
            pupil.student_id
            for pupil in self.pupils.get(class_id, ())
            if folded in pupil.names
            and pupil.starts_on <= days[1]
            and pupil.ends_on >= days[0]
        }

    def of_class(self, class_id: str, written: str) -> tuple[tuple[str, str], ...]:
        """Return the students of a class as choices, those with a like name first."""
        words = set(fold_person(written).split())

        def unlike(pupil: Pupil) -> tuple[int, str]:
            own = set(fold_person(pupil.name).split())
            return -len({word for word in words & own if len(word) > 1}), pupil.name

        found = sorted(self.pupils.get(class_id, ()), key=unlike)
        return tuple({pupil.student_id: pupil.name for pupil in found}.items())


def known_to(cursor: duckdb.DuckDBPyConnection) -> Known:
    """Read the school's names as they stand in the set-up, former ones included."""
    subjects = cursor.execute(
        "select subject_id, name, coalesce(short_name, '') from setup.subjects "
        "order by valid_from, subject_id"
    ).fetchall()
    by_name: dict[str, set[str]] = defaultdict(set)
    for subject_id, *names in subjects:
        for name in (subject_id, *names):
            by_name[_subject(name)].add(subject_id)
    classes = cursor.execute(
        "select distinct class_id from setup.classes order by class_id"
    ).fetchall()
    pages = cursor.execute("select page_id, title from journal.pages").fetchall()
    period_names, periods = _periods(cursor)
    return Known(
        classes=tuple(class_id for (class_id,) in classes),
        subjects={subject_id: name for subject_id, name, _ in subjects},
        subjects_by_name={
            name: frozenset(ids) for name, ids in by_name.items() if name
        },
        pupils=_pupils(cursor),
        periods=periods,
        period_names=period_names,
        pages=dict(pages),
    )


def subjects_named(known: Known, written: str) -> frozenset[str]:
    """Return the subjects that a heading may mean: by name, short name or code."""
    return known.subjects_by_name.get(_subject(written), frozenset())


def _subject(name: str) -> str:
    """Return a subject's name without the signs that schools set differently."""
    return " ".join(fold(name).replace(".", " ").replace(",", " ").split())


def _pupils(cursor: duckdb.DuckDBPyConnection) -> dict[str, tuple[Pupil, ...]]:
    rows = cursor.execute(
        """
        with stays as (
            select
                student_id, class_id, min(starts_on) as starts_on,
                max(coalesce(ends_on, date '9999-12-31')) as ends_on
            from journal.roster
            group by student_id, class_id
        ),

        named as (
            select distinct student_id, surname, given_name, patronymic
            from setup.students
        )

        select
            stays.class_id, stays.student_id, named.surname, named.given_name,
            coalesce(named.patronymic, ''), stays.starts_on, stays.ends_on
        from stays
        inner join named on stays.student_id = named.student_id
        order by all
        """
    ).fetchall()
    found: dict[str, list[Pupil]] = defaultdict(list)
    for class_id, student_id, *names, starts_on, ends_on in rows:
        found[class_id].append(
            Pupil(
                student_id,
                " ".join(filter(None, names)),
                frozenset(spellings(*names)),
                starts_on,
                ends_on,
            )
        )
    return {class_id: tuple(pupils) for class_id, pupils in found.items()}


def _periods(
    cursor: duckdb.DuckDBPyConnection,
) -> tuple[tuple[str, ...], dict[tuple[str, int], frozenset[str]]]:
    rows = cursor.execute(
        "select distinct name, '' from journal.page_periods "
        "union select distinct name, kind from journal.page_attestations order by 1"
    ).fetchall()
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for name, kind in rows:
        key = (kind, 0) if kind else period_key(name)
        if key is not None:
            found[key].add(name)
    names = tuple(dict.fromkeys(name for name, _ in rows))
    return names, {key: frozenset(names) for key, names in found.items()}
