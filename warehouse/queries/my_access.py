"""The viewer's own account; nobody else's, whatever the roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.database import Database
    from warehouse.viewer import Viewer


class OwnAccount(NamedTuple):
    """What a person sees of the own account; moments are naive UTC."""

    password_set_at: datetime | None
    last_login_at: datetime | None
    has_password: bool
    has_second_factor: bool
    count_recovery_codes: int


def own_account(database: Database, viewer: Viewer) -> OwnAccount:
    """Return how the viewer's account stands."""
    with database.reading() as cursor:
        rows = cursor.execute(
            """
            select
                accounts.password_set_at, accounts.last_login_at,
                accounts.password_hash is not null, accounts.totp_secret is not null,
                (
                    select count(*) from access.recovery_codes as codes
                    where codes.account_id = accounts.account_id
                        and codes.used_at is null
                )
            from access.accounts as accounts
            where accounts.person_id = $person_id
            """,
            {"person_id": viewer.person_id},
        ).fetchall()
    return OwnAccount(*rows[0])
