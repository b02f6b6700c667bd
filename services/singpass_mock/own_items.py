"""The two items that are ours and not Myinfo's: `x-health` and `x-education`, in the manner of Myinfo's own.

Myinfo has no health record of an adult. A person here may keep a summary, and what is in it is theirs
(`source` 2): no hospital stands behind it.
"""

from typing import Literal

from singpass_mock.items import Flag, Item, Leaf, Shape


class Concept(Shape):
    """A code of a clinical code system with its description."""

    system: Literal["snomed-ct", "icd-10", "atc"]
    code: str
    desc: str


class Allergy(Shape):
    """An entry of `x-health.allergies`; `severity` is mild, moderate, severe or empty."""

    substance: Concept
    reactions: tuple[Concept, ...]
    severity: Leaf
    status: Leaf
    recorded: Leaf


class Condition(Shape):
    """An entry of `x-health.conditions`; `abated` is empty while it lasts."""

    condition: Concept
    status: Leaf
    onset: Leaf
    abated: Leaf


class Medication(Shape):
    """An entry of `x-health.medications`; `end` is empty while it is taken."""

    medicine: Concept
    dosage: Leaf
    status: Leaf
    start: Leaf
    end: Leaf


class Immunization(Shape):
    """An entry of `x-health.immunizations`; `lot` is empty where it was not written down."""

    vaccine: Concept
    date: Leaf
    dose: Leaf
    lot: Leaf
    place: Leaf


class Insurance(Shape):
    """`x-health.insurance`: a policy as the person entered it."""

    insurer: Leaf
    policynumber: Leaf
    validfrom: Leaf
    validuntil: Leaf


class HealthSummary(Item):
    """Ours, not Myinfo's: a health summary that the person keeps (`source` 2), each part with its own scope.

    A part is left out where nothing was entered; an empty list says that there is none.
    """

    bloodgroup: Leaf | None = None
    allergies: tuple[Allergy, ...] | None = None
    conditions: tuple[Condition, ...] | None = None
    medications: tuple[Medication, ...] | None = None
    immunizations: tuple[Immunization, ...] | None = None
    insurance: Insurance | None = None


class Enrolment(Shape):
    """`x-education.enrolment`."""

    institution: Leaf
    enrolled: Flag


class Education(Item):
    """Ours, not Myinfo's: where somebody studies now."""

    enrolment: Enrolment | None = None
