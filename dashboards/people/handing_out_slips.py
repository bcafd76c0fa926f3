"""From issued codes to slips of paper: what both pages that issue codes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from dashboards import current
from dashboards.forms.slips import Slip, SlipSheet
from dashboards.journal.figures import moment
from warehouse.access.activation import VALID_FOR
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime


def site_address() -> str:
    """Return the address under which the browser reached this site."""
    asked = urlsplit(st.context.url or "")
    host = st.context.headers.get("Host", "") or asked.netloc
    return f"{asked.scheme or 'https'}://{host}"


def valid_until(issued_at: datetime) -> str:
    """Return when a code of this moment ends, in the school's time."""
    ends = utc_naive(issued_at + VALID_FOR)
    return moment(ends, current.school().timezone, current.language())


def slip_sheet(
    people: Iterable[Mapping[str, Any]],
    codes: Mapping[str, str],
    issued_at: datetime,
    title: str,
) -> SlipSheet:
    """Return the slips of these people (rows of `queries.accounts`), in their order."""
    return SlipSheet(
        school_name=current.school().name,
        title=title,
        address=site_address(),
        valid_until=valid_until(issued_at),
        language=current.language(),
        slips=tuple(
            Slip(
                one["person_name"], _whose(one), one["login"], codes[one["account_id"]]
            )
            for one in people
            if one["account_id"] in codes
        ),
    )


def _whose(one: Mapping[str, Any]) -> str:
    """Return the class, for a parent the children first."""
    classes = ", ".join(filter(None, one["class_list"].split(",")))
    return ", ".join(filter(None, (one["child_names"], classes)))
