"""The words a citizen is shown before answering, as one digest: proof, later on, of what was read."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import rfc8785

from bridge.domain.attributes import ATTRIBUTES
from bridge.domain.clauses import Clause
from bridge.domain.partners import Partner

NOTICE_VERSION: Final = 1
"""Of the form of the notice. Another set of words, or another order, is another version."""


def notice_sha256(partner: Partner, clause: Clause, attributes: Iterable[str], *, language: str) -> str:
    """The hash of the words the citizen sees, in the language they are seen in; values are no part of it."""
    words: dict[str, Any] = {
        "version": NOTICE_VERSION,
        "language": language,
        "purpose": clause.text.in_(language),
        "recipient": partner.legal_name.in_(language),
        "recipient_country": str(partner.country),
        "contact": partner.dpo_contact,
        "attributes": [[a, ATTRIBUTES[a].label.in_(language), a in clause.mandatory] for a in attributes],
        "retention": clause.retention,
        "onward_transfer": clause.onward_transfer,
        "legal_basis": {str(country): basis.in_(language) for country, basis in clause.legal_basis.items()},
    }
    if clause.written_summary is not None:
        # PDP Regulations 2021 reg 10: here the consent carries the data abroad, on the words of this summary.
        words["written_summary"] = clause.written_summary.in_(language)
    return hashlib.sha256(rfc8785.dumps(words)).hexdigest()
