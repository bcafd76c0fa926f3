"""Official forms: what each one holds, gathered, registered and handed to `forms`.

Start at `desk.py` (for whom a form is made) and `sealing.py` (how it gets its code);
each other module is one form. How paper and workbook look belongs into `forms`.
"""
