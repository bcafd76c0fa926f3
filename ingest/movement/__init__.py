"""Movement of students (§2.13), study groups and individual plans (§2.3).

Start with `entering.py`. Each deed is a request that draws up the edits of the set-up;
the set-up's own rooms check, apply, seal and take back.
"""
