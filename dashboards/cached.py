"""The one place where pages remember answers: until the next version or midnight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from dashboards import current

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

Read = TypeVar("Read")


def ask(
    query: Callable[..., pl.DataFrame], viewer: Viewer, *values: object
) -> pl.DataFrame:
    """Return what `query(database, viewer, *values)` answers now.

    Answers of older versions fall out by themselves; nobody clears anything.
    """
    return _asked(query, viewer, current.version(), values)


def ask_set_up(
    query: Callable[..., pl.DataFrame], viewer: Viewer, *values: object
) -> pl.DataFrame:
    """Return what a query answers that no mark changes: classes, periods, pages.

    Such an answer holds until the set-up changes, however much is handed in.
    """
    return _asked(query, viewer, -current.standing(), values)


def _asked(
    query: Callable[..., pl.DataFrame],
    viewer: Viewer,
    version: int,
    values: tuple[object, ...],
) -> pl.DataFrame:
    database = current.school().database
    name = f"{query.__module__}.{query.__qualname__}"
    return _answer(
        current.site().key,
        version,
        current.today(),
        name,
        viewer.person_id,
        values,
        _query=query,
        _database=database,
        _viewer=viewer,
    )


@st.cache_data(max_entries=500, show_spinner=False)
def _answer(
    school_key: str,
    version: int,
    today: date,
    name: str,
    person_id: str,
    values: tuple[object, ...],
    *,
    _query: Callable[..., pl.DataFrame],
    _database: Database,
    _viewer: Viewer,
) -> pl.DataFrame:
    """Ask; the arguments without underscore are the key."""
    del school_key, version, today, name, person_id
    return _query(_database, _viewer, *values)


def read(reading: Callable[..., Read], viewer: Viewer, *values: object) -> Read:
    """Return what `reading(school, viewer, *values)` makes now, plain data."""
    return _made(reading, viewer, current.version(), values)


def read_set_up(reading: Callable[..., Read], viewer: Viewer, *values: object) -> Read:
    """Return what `reading` makes of what no mark changes, as `ask_set_up` does."""
    return _made(reading, viewer, -current.standing(), values)


def _made(
    reading: Callable[..., Read],
    viewer: Viewer,
    version: int,
    values: tuple[object, ...],
) -> Read:
    school = current.school()
    found: Read = _read(
        current.site().key,
        version,
        current.today(),
        f"{reading.__module__}.{reading.__qualname__}",
        viewer.person_id,
        values,
        _reading=reading,
        _school=school,
        _viewer=viewer,
    )
    return found


@st.cache_data(max_entries=200, show_spinner=False)
def _read(
    school_key: str,
    version: int,
    today: date,
    name: str,
    person_id: str,
    values: tuple[object, ...],
    *,
    _reading: Callable[..., Any],
    _school: School,
    _viewer: Viewer,
) -> Any:
    """Read; the arguments without underscore are the key."""
    del school_key, version, today, name, person_id
    return _reading(_school, _viewer, *values)
