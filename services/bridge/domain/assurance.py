"""How sure we may be who signed in: two countries' scales on one, and the weaker half decides.

Effective assurance = min(proofing, authentication). Whatever is not known is low.
"""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

_URN_PREFIX: Final = "urn:vnsg:loa:"
_SINGPASS_PREFIX: Final = "urn:singpass:authentication:loa:"


class Assurance(IntEnum):
    """The bridge's own scale. Neither scheme is notified or certified elsewhere, so no other name is
    borrowed.
    """

    LOW = 1
    SUBSTANTIAL = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """`low`, `substantial` or `high`: as the agreement and `vnsg_assurance` spell it."""
        return self.name.lower()

    @property
    def urn(self) -> str:
        """As `acr` and `acr_values` spell it."""
        return _URN_PREFIX + self.word

    @classmethod
    def from_word(cls, word: object) -> "Assurance | None":
        """The level of a word in the agreement, or `None`: an unknown word must be reported, not lowered."""
        return next((level for level in cls if level.word == word), None)

    @classmethod
    def from_urn(cls, urn: object) -> "Assurance | None":
        """The level of an `acr` value, or `None` where it is not one of ours."""
        return next((level for level in cls if level.urn == urn), None)


_VNEID_PROOFING: Mapping[int, Assurance] = MappingProxyType({1: Assurance.LOW, 2: Assurance.HIGH})
_VNEID_AUTHENTICATION: Mapping[int, Assurance] = MappingProxyType(
    {1: Assurance.LOW, 2: Assurance.SUBSTANTIAL, 3: Assurance.SUBSTANTIAL, 4: Assurance.HIGH}
)
_VNEID_PERSONS = frozenset({"citizen", "foreigner"})

_SINGPASS_LEVELS: Mapping[str, Assurance] = MappingProxyType(
    {
        _SINGPASS_PREFIX + "1": Assurance.LOW,
        _SINGPASS_PREFIX + "2": Assurance.SUBSTANTIAL,
        _SINGPASS_PREFIX + "3": Assurance.HIGH,
    }
)
_FACE = frozenset({"face", "face-alt"})
_KNOWN_FACTORS = frozenset({"pwd", "otp-sms", "swk", "hwk"}) | _FACE


def vneid_words(claims: Mapping[str, Any]) -> dict[str, Any]:
    """What VNeID says about a sign-in, reduced to its documented words; `None` for any other.

    Nothing else of an id_token may be kept or told: a provider can write a person's number into any claim.
    """
    account_type = claims.get("account_type")
    return {
        "account_level": _known(_VNEID_PROOFING, claims.get("account_level")),
        "auth_level": _known(_VNEID_AUTHENTICATION, claims.get("auth_level")),
        "account_type": account_type
        if isinstance(account_type, str) and account_type in _VNEID_PERSONS
        else None,
    }


def singpass_words(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The same for Singpass: a known `acr` or `None`, and the known factors of `amr`, each once, in order."""
    acr, amr = claims.get("acr"), claims.get("amr")
    factors = amr if isinstance(amr, list | tuple) else ()
    known = (factor for factor in factors if isinstance(factor, str) and factor in _KNOWN_FACTORS)
    return {
        "acr": acr if isinstance(acr, str) and acr in _SINGPASS_LEVELS else None,
        "amr": list(dict.fromkeys(known)),
    }


def within_reach(words: Mapping[str, Any]) -> Assurance:
    """The most that a stronger sign-in with the same account could be worth: how well its holder is proofed.

    Of the words of a sign-in (`vneid_words`, `singpass_words`). A Singpass account is proofed like any other.
    """
    if words.get("acr") is not None:
        return Assurance.HIGH
    if words.get("account_type") is None:
        return Assurance.LOW
    return _level(_VNEID_PROOFING, words.get("account_level"))


def from_vneid(account_level: object, auth_level: object, account_type: object) -> Assurance:
    """Decree 69/2024: account levels 1-2 say how the person was proofed, levels 1-4 how they signed in now.

    Level 1 is self-registered, hence low whatever the factors. An organisation's account is nobody's
    assurance.
    """
    if not isinstance(account_type, str) or account_type not in _VNEID_PERSONS:
        return Assurance.LOW
    return min(_level(_VNEID_PROOFING, account_level), _level(_VNEID_AUTHENTICATION, auth_level))


def acr_values(level: Assurance) -> str:
    """What to ask Singpass for, so that a sign-in is worth `level`; there is nothing below loa:2."""
    return f"{_SINGPASS_PREFIX}{max(level, Assurance.SUBSTANTIAL).value}"


def from_singpass(acr: object, amr: object) -> Assurance:
    """`acr` says the level; `amr` may only lower it: a face level without a face, or a lone password, is not
    it.
    """
    claimed = _SINGPASS_LEVELS.get(acr, Assurance.LOW) if isinstance(acr, str) else Assurance.LOW
    return min(claimed, _shown_by(amr))


def _level(scale: Mapping[int, Assurance], value: object) -> Assurance:
    known = _known(scale, value)
    return Assurance.LOW if known is None else scale[known]


def _known(scale: Mapping[int, Assurance], value: object) -> int | None:
    # bool is an int in Python: without this, `true` would read as account level 1 and pass for known.
    return value if isinstance(value, int) and not isinstance(value, bool) and value in scale else None


def _shown_by(amr: object) -> Assurance:
    factors = (
        frozenset(item for item in amr if isinstance(item, str))
        if isinstance(amr, list | tuple)
        else frozenset()
    )
    known = factors & _KNOWN_FACTORS
    if not known or known == {"pwd"}:
        return Assurance.LOW
    return Assurance.HIGH if known & _FACE else Assurance.SUBSTANTIAL
