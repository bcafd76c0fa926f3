"""What the school holds about people: told, counted, taken out (§1.7, 152-ФЗ).

Start with `about_student.py`. Nothing here writes; what is deleted, and when, is said
in `warehouse/access/retention.py`.
"""
