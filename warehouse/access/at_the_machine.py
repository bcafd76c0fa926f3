"""Access given at the machine itself: everyone's account at the start, a lost way in.

Whoever may stop the server and open the school's folder owns the data anyway, so no
right is asked. The log of access tells of it with an empty person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access.accounts import account_for_login
from warehouse.access.activation import issue_codes, make_codes, store_codes
from warehouse.access.managing import renew_in
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.school_folder import School

_NOBODY = ""
_STAFF_WITHOUT_CODE = """
select login, account_id from access.accounts
where state = 'new'
    and person_id in (select person_id from setup.staff)
    and account_id not in (select account_id from access.activation_codes)
order by login
"""


def first_codes(school: School) -> dict[str, str]:
    """Open the missing accounts; return login and code of staff who never had one.

    Students and parents get theirs on slips.
    """
    now = school.clock.now()
    open_missing(school.database, at=now, by=_NOBODY)
    with school.database.reading() as cursor:
        rows = cursor.execute(_STAFF_WITHOUT_CODE).fetchall()
    accounts = [account_id for _, account_id in rows]
    codes = issue_codes(school.database, accounts, at=now, issued_by=_NOBODY)
    return {login: codes[account_id] for login, account_id in rows}


def new_code(school: School, login: str) -> str:
    """Return a new code; the account opens with it, even if it was frozen (§4.4)."""
    now = school.clock.now()
    account, _ = account_for_login(school.database, login)
    if account is None:
        raise VedomostError("Nobody here has the login “{login}”.", login=login)
    codes = make_codes([account.account_id])
    with school.database.writing() as cursor:
        store_codes(cursor, codes, at=now, issued_by=_NOBODY)
        renew_in(cursor, account.account_id, account.person_id, by=_NOBODY, at=now)
    return codes[account.account_id].code
