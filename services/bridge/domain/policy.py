"""The policy: deny by default, by an ordered list of rules that can be read from top to bottom.

Every stage runs the rules of the stages before it again, at its own moment and under the agreement active
then.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bridge.domain.clauses import Agreement, Clause
from bridge.domain.decisions import Decision, Deny, Permit, Person, Question, Stage
from bridge.domain.partners import Partner
from bridge.domain.reasons import PERSON_DEPENDENT, NotCompleted, Reason
from bridge.domain.representatives import ConsentFrom, consent_from
from bridge.domain.rules_consent import CONSENT_RULES, nothing_to_release, refused_by_citizen
from bridge.domain.rules_person import PERSON_RULES
from bridge.domain.rules_request import CLAUSE_RULES, GATES, Rule
from bridge.domain.rules_transfer import TRANSFER_RULES

__all__ = [
    "PERSON_DEPENDENT",
    "Decision",
    "Deny",
    "NotCompleted",
    "Permit",
    "Person",
    "Question",
    "Reason",
    "Stage",
    "asked_by_shorthand",
    "decide",
    "nothing_to_release",
    "refused_by_citizen",
]

RULES: Mapping[Stage, tuple[Rule, ...]] = MappingProxyType(
    {
        Stage.REQUEST: CLAUSE_RULES + TRANSFER_RULES,
        Stage.SIGNED_IN: CLAUSE_RULES + TRANSFER_RULES + PERSON_RULES,
        Stage.RELEASE: CLAUSE_RULES + TRANSFER_RULES + PERSON_RULES + CONSENT_RULES,
    }
)


def decide(agreement: Agreement, question: Question) -> Decision:
    """The first rule that denies is the answer; a permit holds nothing that any rule did not allow.

    `Permit.attributes` = requested ∩ clause ∩ registered, and at `RELEASE` ∩ consented.
    """
    for gate in GATES:
        if denial := gate(agreement, question):
            return denial
    clause = agreement.clause_for(question.purpose, question.direction)
    if clause is None:
        message = "require_covered_direction let a question without a clause pass"
        raise AssertionError(message)
    for rule in RULES[question.stage]:
        if denial := rule(agreement, question, clause):
            return denial
    return Permit(clause.id, _permitted(question, clause), _conditions(question, clause))


def asked_by_shorthand(partner: Partner, clause: Clause) -> frozenset[str]:
    """What the scope `purpose:<code>` asks for: all the clause has, mandatory and optional, as far as
    registered.
    """
    registered = partner.registered_attributes
    return clause.attributes if registered is None else clause.attributes & registered


def _permitted(question: Question, clause: Clause) -> frozenset[str]:
    # The rules above refused whatever lies outside; intersecting again keeps a forgotten rule from widening a
    # release.
    allowed = question.attributes & clause.attributes
    if question.partner.registered_attributes is not None:
        allowed &= question.partner.registered_attributes
    if question.stage is Stage.RELEASE:
        allowed &= question.consent.attributes if question.consent else frozenset()
    return allowed


def _conditions(question: Question, clause: Clause) -> tuple[str, ...]:
    """The clause's terms for the recipient and, of a child, who must consent: stable words for the page and
    the API.
    """
    whose = ConsentFrom.CITIZEN if question.person is None else consent_from(question.person)
    return (
        f"retention:{clause.retention}",
        f"onward_transfer:{'allowed' if clause.onward_transfer else 'none'}",
        f"userinfo_calls:{clause.userinfo_calls}",
        *(() if whose is ConsentFrom.CITIZEN else (f"consent_from:{whose}",)),
    )
