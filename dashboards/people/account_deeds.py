"""What may be done to another's account, and the doing of it.

Which buttons show is decided here; whether it may be done is asked again in SQL, by
`warehouse.access.managing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards import current
from expectations.language import N_
from warehouse.access import managing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class Deed(NamedTuple):
    """Something that may be done to an account; with no question it is done at once."""

    name: str
    label: str
    question: str
    done: str


CODE = Deed(
    "code",
    N_("Issue a new code"),
    N_(
        "The password, older codes, tokens and open pages of this account end at once; "
        "with the new code the person chooses a new password. Issue it?"
    ),
    "",
)
FREEZE = Deed(
    "freeze",
    N_("Freeze"),
    N_(
        "The person is logged out at once and cannot log in until the account is "
        "opened again; codes and tokens end for good. Freeze the account?"
    ),
    N_("The account is frozen."),
)
UNFREEZE = Deed(
    "unfreeze",
    N_("Unfreeze"),
    N_("The person can log in again with the same password. Open the account?"),
    N_("The account is open again."),
)
UNFREEZE_WITHOUT_PASSWORD = UNFREEZE._replace(
    question=N_(
        "This account has no password and its older codes have ended: to log in, the "
        "person will need a new code. Open the account?"
    )
)
SESSIONS = Deed(
    "sessions",
    N_("End the sessions"),
    N_("The person is logged out on all devices; the password stays. End them?"),
    N_("The sessions have ended."),
)
SECOND_FACTOR = Deed(
    "second_factor",
    N_("Take away the second factor"),
    N_(
        "The person will log in with the password alone until they set up a new second "
        "factor. Take it away?"
    ),
    N_("The second factor is off."),
)
FORGIVE = Deed("forgive", N_("Lift the wait"), "", N_("The wait is lifted."))


def possible(
    person: Mapping[str, Any], *, is_logged_in: bool, is_waiting: bool
) -> list[Deed]:
    """Return what may be done to the account (a row of `queries.accounts`) as it is."""
    is_frozen = person["state"] == "frozen"
    is_stranger = person["has_left"]
    may_freeze = person["may_freeze"]
    has_password = person["password_set_at"] is not None
    may_clear = person["may_clear_second_factor"]
    conditions = (
        (CODE, not is_stranger and (may_freeze or not is_frozen)),
        (FREEZE, may_freeze and not is_frozen),
        (
            UNFREEZE if has_password else UNFREEZE_WITHOUT_PASSWORD,
            may_freeze and is_frozen and not person["has_breach"],
        ),
        (SESSIONS, is_logged_in),
        (SECOND_FACTOR, may_clear and person["has_second_factor"]),
        (FORGIVE, is_waiting),
    )
    return [deed for deed, holds in conditions if holds]


def do(deed: Deed, person: Mapping[str, Any], by: str, at: datetime) -> str:
    """Do it; returns the new code if that is what was asked for, else ''.

    Open tabs of the account leave at once. Raises what `managing` refuses.
    """
    site, account_id = current.site(), person["account_id"]
    database = site.school.database
    code = ""
    if deed is CODE:
        code = managing.reset(database, account_id, by=by, at=at)
    elif deed is FREEZE:
        managing.freeze(database, account_id, by=by, at=at)
    elif deed.name == UNFREEZE.name:
        managing.unfreeze(database, account_id, by=by, at=at)
    elif deed is SESSIONS:
        managing.end_sessions(database, account_id, by=by, at=at)
    elif deed is SECOND_FACTOR:
        managing.clear_second_factor(database, account_id, by=by, at=at)
    else:
        managing.lift_wait(database, account_id, by=by, at=at)
    if deed in (CODE, FORGIVE):
        site.throttle.forgive(person["login"])
    if deed is not FORGIVE:
        site.sessions.end_account(account_id, "closed")
    return code
