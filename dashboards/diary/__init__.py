"""The diary (§1.5, 1.6): plain pages for students and parents, without Streamlit.

Start with `routes.py`; `asked.py` says whose diary and which week, `facts.py` what is
asked of the warehouse, the `…_view.py` files draw it. Decision 0030 says why: a weak
phone, a hundred parents at once. Nothing of the staff belongs here.
"""
