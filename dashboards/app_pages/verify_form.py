"""Is this paper ours, and does it still hold? What the code on a printed form says."""

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.journal.my_words import plain
from dashboards.people.own_account import own_address
from dashboards.printing import verification
from dashboards.tables import style
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.printed_forms import Answer, verify

CHECKED = "verify_form_checked"  # the code of the address, once it was looked up

viewer = current.require("verify_form")
st.title(_("Verify a printed form"))
st.html(style(st.context.theme.type))
st.write(
    _(
        "Type the code that stands on the paper under its QR picture, or point a phone "
        "at the picture. Russian and Latin letters are the same here."
    )
)
school, language = current.school(), current.language()
from_address = str(st.query_params.get("code", ""))


def ask(typed: str) -> Answer | None:
    """Look a code up; wrong ones cost time, so that nobody guesses."""
    throttle, login = current.site().throttle, current.account().login
    wait = throttle.reserve(login, own_address(), "form_code")
    if wait:
        st.error(
            counted(
                "Too many wrong codes. Wait {count} second.",
                "Too many wrong codes. Wait {count} seconds.",
                wait,
            )
        )
        return None
    answer = verify(school.database, typed)
    if answer.verdict == "genuine":
        throttle.succeeded(login, own_address(), "form_code")
    return answer


def show(answer: Answer) -> None:
    """Say the answer, and to who may read the form what it showed and what changed."""
    words = _(verification.VERDICTS[answer.verdict])
    if answer.verdict == "genuine":
        st.success(words, icon=":material/verified:")
    elif answer.verdict == "altered":
        st.error(words, icon=":material/gpp_bad:")
        st.write(_(verification.REASONS[answer.reason]))
    else:
        st.warning(words, icon=":material/help:")
        st.write(
            _(
                "Check the code sign by sign: it has sixteen in four groups, such as "
                "K7XA-93PM-EH2C-TTB4. If all are right, the paper was not printed by "
                "this school’s journal."
            )
        )
    form = answer.form
    if form is None:
        current.viewed()
        return
    st.write(plain(verification.printed_when(school, form, language)))
    figures = verification.figures(school, viewer, form, language)
    student_id = form.scope.student_id if figures else ""
    current.viewed(form.code, f"{STUDENT_PREFIX}{student_id}" if student_id else "")
    if figures is None:
        st.caption(_("What it shows is told only to who may read it in the journal."))
        return
    st.html(figures)
    if answer.changed is None:
        return
    if answer.changed.is_empty():
        st.success(_("Nothing that the form shows has changed since."))
        return
    st.info(
        counted(
            "{count} entry that the form shows has changed since.",
            "{count} entries that the form shows have changed since.",
            len(answer.changed),
        )
    )
    st.html(verification.changes(school, viewer, answer, language))


with st.form("verify_form", border=False):
    typed = st.text_input(_("Verification code"), value=from_address, max_chars=40)
    is_asked = st.form_submit_button(_("Verify"), type="primary")
if not is_asked and from_address and st.session_state.get(CHECKED) != from_address:
    st.session_state[CHECKED] = from_address
    is_asked, typed = True, from_address
if is_asked and (said := ask(typed)) is not None:
    show(said)
