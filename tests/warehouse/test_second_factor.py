"""The second factor: an app's codes count once, recovery codes once each."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from warehouse.access import second_factor
from warehouse.access.second_factor import count_recovery_codes, is_on, turn_on, verify
from warehouse.clock import ShiftedClock, wall_time
from warehouse.errors import VedomostError

pytestmark = pytest.mark.by_turns

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = timedelta(seconds=30)


@pytest.fixture
def school(empty_school):
    with empty_school.database.writing() as cursor:
        cursor.execute(
            """
            insert into access.accounts
            (account_id, person_id, login, state, language, security_version)
            values ('a-1', 'P-1', 'kim', 'active', '', 1),
                ('a-2', 'P-2', 'lev', 'active', '', 1)
            """
        )
    return empty_school


@pytest.fixture
def now(school):
    return school.clock.now()


def shown(at: datetime) -> str:
    """Return what the phone shows at a moment."""
    return pyotp.TOTP(SECRET).at(at)


def test_nothing_is_on_before_the_app_has_shown_a_right_code(school, now):
    assert turn_on(school, "a-1", SECRET, "000000", now) is None
    assert not is_on(school.database, "a-1")
    assert not verify(school, "a-1", shown(now), now)

    codes = turn_on(school, "a-1", SECRET, shown(now), now)

    assert len(set(codes)) == 10
    assert is_on(school.database, "a-1")
    assert not is_on(school.database, "a-2")


def test_six_digits_may_be_typed_as_the_app_shows_them(school, now):
    digits = shown(now)

    assert turn_on(school, "a-1", SECRET, f" {digits[:3]} {digits[3:]}", now)


def test_a_code_of_the_app_counts_once(school, now):
    turn_on(school, "a-1", SECRET, shown(now), now)
    assert not verify(school, "a-1", shown(now), now)

    later = now + STEP
    assert verify(school, "a-1", shown(later), later)
    assert not verify(school, "a-1", shown(later), later)
    assert not verify(school, "a-1", shown(now), later)


def test_a_phone_may_be_half_a_minute_off_and_no_more(school, now):
    turn_on(school, "a-1", SECRET, shown(now), now)
    later = now + 10 * STEP

    assert not verify(school, "a-1", shown(later + 2 * STEP), later)
    assert not verify(school, "a-1", shown(later - 2 * STEP), later)
    assert verify(school, "a-1", shown(later - STEP), later)
    assert verify(school, "a-1", shown(later + STEP), later)
    # Accepting the later half-minute closes those before it.
    assert not verify(school, "a-1", shown(later), later)


def test_a_recovery_code_counts_once_however_it_is_typed(school, now):
    first, second, *_ = turn_on(school, "a-1", SECRET, shown(now), now)

    assert verify(school, "a-1", first.lower().replace("-", " "), now)
    assert not verify(school, "a-1", first, now)
    assert not verify(school, "a-2", second, now)
    assert count_recovery_codes(school.database, "a-1") == 9


@pytest.mark.parametrize("typed", ["", "12345", "١٢٣٤٥٦", "A" * 10, "9" * 5000])
def test_what_is_no_code_is_wrong(school, now, typed):
    turn_on(school, "a-1", SECRET, shown(now), now)

    assert not verify(school, "a-1", typed, now)


def test_switching_off_forgets_secret_and_codes(school, now):
    codes = turn_on(school, "a-1", SECRET, shown(now), now)

    with school.database.writing() as cursor:
        second_factor.turn_off(cursor, "a-1")

    assert not is_on(school.database, "a-1")
    assert not verify(school, "a-1", codes[0], now)
    assert count_recovery_codes(school.database, "a-1") == 0


def test_switching_on_again_replaces_the_old_recovery_codes(school, now):
    old, *_ = turn_on(school, "a-1", SECRET, shown(now), now)
    later = now + STEP
    new, *_ = turn_on(school, "a-1", SECRET, shown(later), later)

    assert not verify(school, "a-1", old, later)
    assert verify(school, "a-1", new, later)


def test_the_database_alone_gives_nobody_a_second_factor(school, now):
    codes = turn_on(school, "a-1", SECRET, shown(now), now)

    with school.database.reading() as cursor:
        stored = str(cursor.execute("from access.accounts").fetchall())
        hashes = str(cursor.execute("from access.recovery_codes").fetchall())

    assert SECRET not in stored
    assert not any(code.replace("-", "") in hashes for code in codes)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such modes")
def test_only_the_servers_user_reads_the_key(school, now):
    turn_on(school, "a-1", SECRET, shown(now), now)

    key = school.folder / "keys" / "access.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


@pytest.mark.embedded
def test_a_lost_key_is_told_and_lets_nobody_in(school, now):
    turn_on(school, "a-1", SECRET, shown(now), now)
    later = now + STEP
    (school.folder / "keys" / "access.key").unlink()

    with pytest.raises(VedomostError, match=r"keys/access\.key"):
        verify(school, "a-1", shown(later), later)


def test_a_secret_moved_to_another_account_opens_nothing(school, now):
    turn_on(school, "a-1", SECRET, shown(now), now)
    with school.database.writing() as cursor:
        cursor.execute(
            """
            update access.accounts set totp_last_step = 0, totp_secret = (
                select totp_secret from access.accounts where account_id = 'a-1'
            ) where account_id = 'a-2'
            """
        )

    with pytest.raises(VedomostError):
        verify(school, "a-2", shown(now), now)


def test_the_phone_goes_by_real_time_in_the_demo_school_too():
    demo = ShiftedClock(datetime(2026, 9, 1, tzinfo=UTC))

    assert abs(wall_time(demo) - datetime.now(UTC)) < timedelta(seconds=5)
