"""Files that a page makes when they are asked for, told to the log of access (§1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dashboards import current, refusals
from dashboards.failures import log_place
from expectations.language import N_, say
from warehouse.access import log
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable

_NOT_MADE = N_("The file could not be made. Try again.")
_NOT_YOURS = N_(
    "The file was not made: your log-in has ended, or this page is not open to you any "
    "more. Log in again."
)


def exporting(
    make: Callable[[], bytes],
    scope: str = "",
    about: str = "",
    *,
    action: Literal["exported", "printed"] = "exported",
) -> Callable[[], bytes]:
    """Return `make` for a download button, so that the file is made on the click.

    By then the page has run, so who asks is kept from now. The log of access says so
    before the file is made; a session that has ended makes none, nor does one
    whose person has lost the page meanwhile. A refusal is told under the button.
    """
    site, session_id = current.site(), current.session_id()
    actor, place = current.actor(), current.page_name()
    language = current.language()

    def made() -> bytes:
        with current.serving(site):
            return made_here()

    def made_here() -> bytes:
        if not current.is_still_open(site, session_id, place):
            raise _told(language, VedomostError(_NOT_YOURS))
        database, now = site.school.database, site.school.clock.now()
        log.note(database, now, actor, action, place=place, scope=scope, about=about)
        try:
            return make()
        except VedomostError as error:
            raise _told(language, error) from None
        except Exception as error:  # Streamlit would log its words, which name people
            log_place(error)
            raise _told(language, VedomostError(_NOT_MADE)) from None

    return made


def _told(language: str, why: VedomostError) -> VedomostError:
    """Tell the person why; Streamlit logs what is returned, so it names nobody."""
    refusals.tell(say(why.sentence, language, **why.facts))
    return VedomostError(_NOT_MADE)
