"""Whether everything is as it was recorded (§2.10): each module checks one thing.

Start with `report.py`, which lists the checks in their order. Nothing here mends what
it finds.
"""
