"""Who holds an attribute in the citizen's country: a public agency, unless it is the person alone."""

from typing import Final

from bridge.domain.attributes import ATTRIBUTES, REQUESTABLE
from bridge.domain.clauses import Country

# In Singapore. Myinfo has no health record; `x-health` is kept by the person, and nobody else vouches for it.
# Whatever is not listed counts as a public agency's, so that a forgotten entry is refused, never let out.
PERSON_HELD: Final = frozenset(
    {
        "insurance_valid",
        "insurance_valid_until",
        "blood_group",
        "allergies",
        "conditions",
        "medications",
        "immunizations",
        "patient_summary",  # made of the others, and of nothing else
    }
)

# The public health record (NEHR) stays in Singapore: clinical data crosses as the patient holds it, or not.
CLINICAL: Final = frozenset(claim for claim, attribute in ATTRIBUTES.items() if attribute.sensitive)
if not CLINICAL <= PERSON_HELD:
    raise AssertionError("clinical data leaves Singapore only from what the patient holds")


def held_by_agency(exporter: Country) -> frozenset[str]:
    """The requestable attributes for which an agency of this country needs a direction to share them.

    None in Vietnam, whose law knows no such direction.
    """
    return REQUESTABLE - PERSON_HELD if exporter is Country.SG else frozenset()
