"""The 12-digit personal number `PPP G YY RRRRRR` (số định danh cá nhân), made so that no one can own it.

Circular 59/2021/TT-BCA: PPP the province of birth registration, G sex and century, YY the year of birth, then
six random digits, no check digit. The simulator uses only values of PPP that no province has ever had.
"""

import re

# Not assigned to a province before or after the 2025 merger. 999 marks our foreigners: the real form of a
# foreigner's number is not public, so ours must not look as though it knew.
UNASSIGNED = frozenset({"003", "005", "007", "009", "013", "016", "018", "021", "097", "098", "099", "999"})

_FORM = re.compile(r"(?P<place>[0-9]{3})(?P<sex_and_century>[0-9])(?P<year>[0-9]{2})[0-9]{6}")


def faults_in(number: str, *, birth_year: int, female: bool) -> list[str]:
    """What is wrong with `number` for a person of that year and sex; empty when nothing is."""
    match = _FORM.fullmatch(number)
    if match is None:
        return ["the personal number has 12 digits"]
    faults = []
    if match["place"] not in UNASSIGNED:
        faults.append(f"the personal number starts with one of {', '.join(sorted(UNASSIGNED))}")
    if int(match["sex_and_century"]) != sex_and_century_digit(birth_year, female=female):
        faults.append("the fourth digit of the personal number does not fit the sex and century of birth")
    if int(match["year"]) != birth_year % 100:
        faults.append("the fifth and sixth digit of the personal number are the year of birth")
    return faults


def sex_and_century_digit(birth_year: int, *, female: bool) -> int:
    """0 and 1 for men and women born in the 1900s, 2 and 3 in the 2000s, and so on."""
    return (birth_year // 100 - 19) * 2 + int(female)
