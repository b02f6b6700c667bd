"""The bridge's Myinfo apps at Singpass: which items an attribute needs, and which app a purpose has."""

from collections.abc import Mapping
from typing import Final

SCOPES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "birthdate": ("dob",),
    "gender": ("sex",),
    "nationalities": ("nationality",),
    "travel_document": ("passportnumber", "passportexpirydate"),
    "phone_number": ("mobileno",),
    "email": ("email",),
    "address": ("regadd",),
    "insurance_valid": ("x-health.insurance",),
    "insurance_valid_until": ("x-health.insurance",),
    "blood_group": ("x-health.bloodgroup",),
    "allergies": ("x-health.allergies",),
    "conditions": ("x-health.conditions",),
    "medications": ("x-health.medications",),
    "immunizations": ("x-health.immunizations",),
    "patient_summary": (),  # made of the others
    "qualifications": ("academicqualifications.certificates",),
    "transcripts": ("academicqualifications.transcripts",),
    "is_enrolled": ("passtype", "passstatus", "x-education.enrolment"),
    "age_over_18": ("dob",),
}
_ALWAYS: Final = ("openid", "dob")  # the age rule needs a birth date; it is reduced to a boolean and dropped


def scopes_for(attributes: tuple[str, ...]) -> str:
    """The Myinfo scopes that these attributes, and the age rule, need."""
    items = {scope for attribute in attributes for scope in SCOPES[attribute]}
    return " ".join([*_ALWAYS, *sorted(items - set(_ALWAYS))])


def client_id_for(prefix: str, purpose: str) -> str:
    """The Myinfo app of one purpose: 32 alphanumerics, as Singpass App IDs are."""
    letters = "".join(character for character in f"{prefix}{purpose}" if character.isalnum())
    return letters[:32].ljust(32, "0")
