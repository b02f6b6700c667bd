"""What the rules need to know about a person, reduced from an identity at once: booleans and a level."""

from datetime import date

from bridge.domain.ages import has_reached, is_under
from bridge.domain.clauses import Agreement
from bridge.domain.policy import Person
from bridge.domain.representatives import ANSWERS_FROM
from bridge.flows.transaction import PartnerRequest
from bridge.flows.upstream import Identity


def person_of(identity: Identity, agreement: Agreement, request: PartnerRequest, *, today: date) -> Person:
    """The facts for `decide`. An age that cannot be told is `None`, which the policy refuses."""
    clause = agreement.clause_for(request.purpose, request.direction)
    child = None if clause is None else is_under(clause.child_below, identity.birthdate, today)
    return Person(
        assurance=identity.assurance,
        account_active=True,  # a locked account completes no sign-in: the provider sends `access_denied`
        under_child_age=child,
        proofing_sensitive_allowed=identity.sensitive_allowed,
        represented=child is True and identity.representative is not None,
        # Only where it is certain: a child whose birth date leaves it open is asked, as well as represented.
        too_young_to_answer=child is True and has_reached(ANSWERS_FROM, identity.birthdate, today) is False,
    )
