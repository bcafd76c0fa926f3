"""The live figures of a grid, as formulas and as the values they give.

Programs that do not calculate show the values, so both must agree; a test lets
LibreOffice calculate.
"""

from __future__ import annotations

NO_AVERAGE = "–"  # an empty text would look uncached: it costs a slow reading
_DIGITS = '{"1";"2";"3";"4";"5"}'


def average_formula(cells: str, earlier_sum: int, earlier_count: int) -> str:
    """Return the live average of a row: doubles count twice, codes do not count."""
    found = f'LEN({cells})-LEN(SUBSTITUTE({cells},{_DIGITS},""))'
    total = f"SUMPRODUCT(({found})*{{1;2;3;4;5}})+{earlier_sum}"
    count = f"SUMPRODUCT({found})+{earlier_count}"
    return f'=IFERROR(ROUND(({total})/({count}),2),"{NO_AVERAGE}")'


def average_of(written: list[str], earlier_sum: int, earlier_count: int) -> float | str:
    """Return what `average_formula` gives, for programs that do not calculate."""
    digits = [int(sign) for text in written for sign in text if sign in "12345"]
    count = len(digits) + earlier_count
    return round((sum(digits) + earlier_sum) / count, 2) if count else NO_AVERAGE


def missed_formula(cells: str) -> str:
    """Return the live count of missed lessons: н, б or у, alone or beside a mark."""
    left = f"LOWER({cells})"
    for code in "нбу":
        left = f'SUBSTITUTE({left},"{code}","")'
    return f"=SUMPRODUCT((LEN({cells})<5)*(LEN({left})<LEN({cells})))"


def is_missed(written: str) -> bool:
    """Say what `missed_formula` counts."""
    return len(written) < 5 and any(code in written.lower() for code in "нбу")
