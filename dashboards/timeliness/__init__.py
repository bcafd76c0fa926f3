"""How timely the journals are kept: the drawing of *Timeliness*, start with `shown`.

`shown` gathers what the page shows as plain data, the `…_view` modules draw it. No SQL
and no arithmetic of shares but `counts`.
"""
