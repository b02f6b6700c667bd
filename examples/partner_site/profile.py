"""What makes one partner site different from another: who it is, what it asks for, what it says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["vi", "en"]
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Purpose:
    """One reason to ask: its code in the agreement, the attributes, and the sentences that go with it.

    `received` is said when all that is `needed` came; a source may not have it, and then `incomplete` is.
    """

    code: str
    needed: tuple[str, ...]
    title: Text
    lead: Text
    button: Text
    received: Text
    incomplete: Text
    use: Text
    optional: tuple[str, ...] = ()
    baseline: bool = False  # asked for at the bridge's plainer issuer, which few purposes are allowed at

    @property
    def attributes(self) -> tuple[str, ...]:
        """All that is asked for."""
        return self.needed + self.optional

    def outcome(self, came: Collection[str]) -> Text:
        """The heading once these claims came: nobody is told that all is well without what was needed."""
        return self.received if set(self.needed) <= set(came) else self.incomplete

    def wanted(self) -> dict[str, Any]:
        """This purpose and its attributes (RFC 9396)."""
        return {
            "type": "cross_border_attributes",
            "purpose": self.code,
            "attributes": list(self.attributes),
        }


@dataclass(frozen=True, slots=True)
class Profile:
    """One invented organisation. With several purposes, its visitors choose one of them."""

    slug: str
    port: int
    language: Language
    country: Literal["SG", "VN"]
    sector: str
    purposes: tuple[Purpose, ...]
    provider: str
    persona: str
    legal_name: Text
    dpo_contact: str
    tagline: Text
    title: Text
    lead: Text
    otherwise: Text
    glance: tuple[tuple[Text, Text], ...]

    def metadata(self, public_url: str, *, baseline: bool) -> dict[str, Any]:
        """What it registers with at an issuer (RFC 7591 and the bridge's own members)."""
        return {
            "client_name": self.legal_name["en"],
            "legal_name#vi": self.legal_name["vi"],
            "legal_name#en": self.legal_name["en"],
            "dpo_contact": self.dpo_contact,
            "redirect_uris": [f"{public_url}/callback"],
            "event_endpoint": f"{public_url}/events",
            "country": self.country,
            "sector": self.sector,
            "purposes": [one.code for one in self.purposes if one.baseline is baseline],
        }

    def purpose(self, code: str | None) -> Purpose | None:
        """The purpose of that code; without one the first, whose button a form sent by Enter presses."""
        if code is None:
            return self.purposes[0]
        return next((purpose for purpose in self.purposes if purpose.code == code), None)
