"""Who may log in: new codes, freezing and opening of accounts (§2.14, §4.2)."""

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.people import account_card, account_list
from dashboards.tables import style
from warehouse.access.opening import count_missing, open_missing

viewer = current.require("accounts")
st.title(_("Accounts"))
st.html(style(st.context.theme.type))
database, now = current.school().database, current.school().clock.now()

missing = count_missing(database, at=now)
if missing:
    st.info(
        counted(
            "{count} person of the set-up has no account yet.",
            "{count} people of the set-up have no account yet.",
            missing,
        )
    )
    if st.button(_("Open the missing accounts")):
        open_missing(database, at=now, by=viewer.person_id)
        st.rerun()

found = account_list.choose(viewer)
people = {one["account_id"]: one for one in found.iter_rows(named=True)}
chosen = st.selectbox(
    _("Person"),
    list(people),
    index=None,
    format_func=lambda key: account_list.title(people[key], current.language()),
    placeholder=_("Choose whose account to open"),
    key="accounts_person",
    on_change=account_card.forget,
)
if chosen is None:
    account_card.forget()
else:
    account_card.draw(people[chosen], viewer.person_id)

st.subheader(_("All accounts found"))
if found.is_empty():
    st.info(_("Nobody is found whose account you manage."))
else:
    drawn = account_list.draw(found, current.language())
    st.html(drawn)
    offer_page(_("Accounts"), [drawn], "accounts")
if len(found) == account_list.MOST_SHOWN:
    st.caption(
        _(
            "The first {count} are shown: choose a class or type a part of the name.",
            count=account_list.MOST_SHOWN,
        )
    )
st.caption(_("Your own account is on the page “My access”."))
