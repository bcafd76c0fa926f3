"""Plan and fact (§2.6): hours and topics of journal pages; begin with `pages_table`.

What is asked stands in `warehouse.queries.plan_and_fact`; no page script here.
"""
