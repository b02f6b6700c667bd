"""The bridge's apps at Singpass: the Myinfo app of each purpose with the items it needs, and the portal's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bridge.domain.clauses import Clause, Direction

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
PORTAL_SCOPE: Final = "openid"
# Login apps must say why somebody is asked to sign in; the portal is none of the listed risky cases. They
# may add a message, but in letters without accents: the app's own purpose says it in both languages.
PORTAL_CONTEXT_TYPE: Final = "APP_AUTHENTICATION_DEFAULT"
_ALWAYS: Final = ("openid", "dob")  # the age rule needs a birth date; it is reduced to a boolean and dropped


def scopes_for(attributes: tuple[str, ...]) -> str:
    """The Myinfo scopes that these attributes, and the age rule, need."""
    items = {scope for attribute in attributes for scope in SCOPES[attribute]}
    return " ".join([*_ALWAYS, *sorted(items - set(_ALWAYS))])


def client_id_for(prefix: str, purpose: str) -> str:
    """The Myinfo app of one purpose: 32 alphanumerics, as Singpass App IDs are."""
    letters = "".join(character for character in f"{prefix}{purpose}" if character.isalnum())
    return letters[:32].ljust(32, "0")


def portal_client_id(prefix: str) -> str:
    """The Login app of the portal: Singpass binds a purpose to an app, and this is one of its own."""
    return client_id_for(prefix, "citizenportal")


@dataclass(frozen=True, slots=True)
class SingpassApp:
    """One app: the most it asks for, and the bridge's path that Singpass sends people back to.

    `clause` is the one that it serves; `None` for the portal's.
    """

    client_id: str
    clause: Clause | None
    callback: str
    scope: str


def apps_of(prefix: str, clauses: Iterable[Clause]) -> tuple[SingpassApp, ...]:
    """Every app that the bridge needs under these clauses, the portal's last."""
    purposes = (
        SingpassApp(
            client_id_for(prefix, clause.purpose),
            clause,
            callback="/upstream/singpass/callback",
            scope=scopes_for((*clause.mandatory, *clause.optional)),
        )
        for clause in clauses
        if clause.direction is Direction.SG_TO_VN
    )
    portal = SingpassApp(portal_client_id(prefix), None, callback="/me/callback/singpass", scope=PORTAL_SCOPE)
    return (*purposes, portal)
