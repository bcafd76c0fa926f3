"""What a mail is about, how it stands and why it was not sent, in words."""

from __future__ import annotations

from expectations.language import N_, say
from warehouse.access import mails

KINDS = {
    mails.WEEKLY: N_("weekly mail to a parent"),
    mails.REMINDER: N_("reminder of due times"),
    mails.DIGEST: N_("morning digest"),
    mails.EXPORT: N_("mail about the monthly export"),
    mails.CODE: N_("code for an address"),
}
OUTCOMES = {
    "sent": N_("sent"),
    "waiting": N_("waits"),
    "failed": N_("not sent"),
    "unknown": N_("unknown whether it went"),
    "needless": N_("was not needed"),
}
_WHY = {
    mails.NO_CONNECTION: N_("the mail server does not answer"),
    mails.NOT_LET_IN: N_("the mail server does not accept our log-in"),
    mails.SENDER_REFUSED: N_("the mail server does not accept our sender’s address"),
    mails.REJECTED: N_("the mail server refused the mail"),
    mails.ADDRESS_REFUSED: N_("the mail server refused the person’s address"),
    mails.LATER: N_("the mail server asked to come later"),
    mails.CUT_OFF: N_("the connection or our server broke off in the middle"),
    mails.TOO_LATE: N_("it had waited until it was of no use"),
    mails.NOT_NEEDED: N_("there was nothing to tell, or it was not wanted any more"),
    mails.NOT_WRITTEN: N_("our program failed to write it: tell who makes it"),
}


def why(failure: str | None, language: str) -> str:
    """Return «почтовый сервер не отвечает (421)»; '' if nothing failed."""
    if not failure:
        return ""
    reason, _, number = failure.partition(" ")
    told = say(_WHY.get(reason, reason), language)
    return f"{told} ({number})" if number else told
