"""One package, from the closing to the register: page, clock and terminal come here.

Written aside and synced, then given its name in one step. Whatever fails leaves the
closing as it is and the package owed.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import threading
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dashboards.archive.contents import Contents, gather, payload
from dashboards.archive.texts import README, readme
from dashboards.journal.figures import day, moment
from dashboards.printing.desk import Desk, certifiers
from expectations.language import N_, say
from warehouse import signing
from warehouse.access.roles import person_name
from warehouse.archive import owing, packages
from warehouse.archive.bag import write_bag
from warehouse.archive.names import year_folder
from warehouse.archive.packages import Written
from warehouse.archive.terms import Terms, terms_of
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.archive.owing import Owed
    from warehouse.school_folder import School
    from warehouse.signing import PublicKey

LANGUAGE = "ru"  # a package is a document of a Russian archive, whoever closed
PUBLIC_KEY = "public-key.pem"
_NOT_WRITTEN = N_(
    "The package could not be written: {reason}. The journal stays closed, and the "
    "package is tried again."
)
_LEADER = """
select person_id
from intermediate.int_leaders
where school_level = $school_level
order by person_id = $closed_by desc, is_director desc, person_id
limit 1
"""
_one_at_a_time = threading.Lock()


def make(school: School, owed: Owed, address: str, by: str = "") -> str:
    """Make the package, put it in its place and return its id.

    `address` is where people open the site; `by` who asked, else who closed.
    """
    with _one_at_a_time:
        desk = _desk(school, owed, address, by)
        contents = gather(desk, owed)
        now = school.clock.now()
        signer = signing.load(school.folder)
        with school.database.reading() as cursor:
            ends_on = packages.year_ends_on(cursor, owed.of.year_id)
            terms = terms_of(cursor, ends_on)
        key = public_key_pem(signer.public)
        told = _facts(school, owed, contents, terms, now)
        told["fingerprint"] = hashlib.sha256(key).hexdigest()
        try:
            folder = packages.new_folder(school)
            try:
                bag = write_bag(
                    folder,
                    payload(school, contents),
                    {README: readme(**told), PUBLIC_KEY: key},
                    _info(school, owed, contents, terms, now, told),
                    lambda seal: base64.b64decode(signer.sign(seal)),
                )
                written = Written(
                    folder,
                    bag,
                    signer.public.key_id,
                    contents.stood,
                    terms,
                    contents.count_lost,
                    now,
                    desk.viewer.person_id,
                )
                return packages.put_in_place(school, owed, written)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            raise VedomostError(_NOT_WRITTEN, reason=error.strerror) from error


def public_key_pem(public: PublicKey) -> bytes:
    """Return a public key as OpenSSL reads it."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public.text))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _desk(school: School, owed: Owed, address: str, by: str) -> Desk:
    """Return the desk of who closed, or of who answers for the level by now."""
    with school.database.reading() as cursor:
        found = cursor.execute(
            _LEADER,
            {"school_level": owed.school_level, "closed_by": by or owed.closed_by},
        ).fetchone()
    if found is None:
        raise VedomostError(
            "Nobody answers for the level of class {class_id}: the school has no "
            "director and no deputy for it.",
            class_id=owed.of.class_id,
        )
    viewer = Viewer(found[0], frozenset())
    return Desk(
        school, viewer, LANGUAGE, address, certifiers(school, viewer, LANGUAGE)[0]
    )


def _facts(
    school: School, owed: Owed, contents: Contents, terms: Terms, now: datetime
) -> dict[str, Any]:
    zone = school.timezone
    return {
        "school": school.name,
        "class_id": owed.of.class_id,
        "period": owed.period_name,
        "year": year_folder(owed.of.year_id).replace("-", "/"),
        "number": f"{owed.number:03}",
        "closed_at": moment(owed.closed_at, zone, LANGUAGE),
        "closed_by": person_name(school.database, owed.closed_by),
        "made_at": moment(utc_naive(now), zone, LANGUAGE),
        "former": _former(owed),
        "block": contents.stood.block_id,
        "lost": _lost(contents.count_lost),
        "journal_years": terms.journal_years,
        "summary_years": terms.summary_years,
        "journal_until": day(terms.journal_until, LANGUAGE),
        "summary_until": day(terms.summary_until, LANGUAGE),
    }


def _former(owed: Owed) -> str:
    if not owed.refers_to:
        return ""
    why = {
        owing.CLOSING: N_("the journal was closed anew"),
        owing.CHANGES: N_("the journal was changed after closing"),
        owing.ASKED: owed.reason,
    }[owed.why]
    return say(
        N_("It adds to package No. {former}, which stays valid. Reason: {reason}"),
        LANGUAGE,
        former=f"{owed.number - 1:03}",
        reason=say(why, LANGUAGE) if why != owed.reason else why,
    )


def _lost(count: int) -> str:
    if not count:
        return ""
    return say(
        N_(
            "Workbooks that were not on the school’s disk any more when the package "
            "was made: {count}. The table uploads names them: their column archived_as "
            "is empty."
        ),
        LANGUAGE,
        count=count,
    )


def _info(
    school: School,
    owed: Owed,
    contents: Contents,
    terms: Terms,
    now: datetime,
    told: dict[str, Any],
) -> list[tuple[str, str]]:
    """Return the lines of `bag-info.txt`; the first are the standard's own."""
    local = now.astimezone(school.timezone)
    name = owed.path.removeprefix("archive/")
    lines = [
        ("Source-Organization", school.name),
        ("Bagging-Date", f"{local:%Y-%m-%d}"),
        ("External-Identifier", f"{school.school_id}/{name}"),
        (
            "External-Description",
            say(
                N_("Journal of class {class_id}, {period}, school year {year}"),
                LANGUAGE,
                class_id=owed.of.class_id,
                period=owed.period_name,
                year=told["year"],
            ),
        ),
        ("Bag-Software-Agent", "Vedomost"),
        ("Bagging-Time", f"{local:%Y-%m-%dT%H:%M:%S%z}"),
        ("Closed-At", told["closed_at"]),
        ("Closed-By", told["closed_by"]),
        ("Closing-Reason", owed.closing_reason),
        ("Former-Package", f"пакет-{owed.number - 1:03}" if owed.refers_to else ""),
        ("Reason", owed.reason),
        ("Ledger-Block", str(contents.stood.block_id)),
        ("Ledger-Block-Digest", contents.stood.block_digest),
        ("Ledger-Last-Entry", str(contents.stood.last_entry_id)),
        ("Journal-Kept-Until", terms.journal_until.isoformat()),
        ("Summary-Sheets-Kept-Until", terms.summary_until.isoformat()),
    ]
    return [(key, value) for key, value in lines if value]
