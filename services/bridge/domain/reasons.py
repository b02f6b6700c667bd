"""Why the policy said no: the stable words of docs/errors.md."""

from enum import StrEnum


class Reason(StrEnum):
    """The value is what a partner, the log and the citizen's page name. A word, once published, keeps its
    meaning.
    """

    PURPOSE_UNKNOWN = "purpose_unknown"
    ATTRIBUTE_UNKNOWN = "attribute_unknown"
    NO_ATTRIBUTE_REQUESTED = "no_attribute_requested"
    PURPOSE_NOT_REGISTERED = "purpose_not_registered"
    ATTRIBUTE_NOT_IN_PURPOSE = "attribute_not_in_purpose"
    ATTRIBUTE_NOT_REGISTERED = "attribute_not_registered"
    ATTRIBUTE_NEEDS_OTHERS = "attribute_needs_others"
    DIRECTION_NOT_COVERED = "direction_not_covered"
    AGREEMENT_NOT_IN_FORCE = "agreement_not_in_force"
    AGREEMENT_SUSPENDED = "agreement_suspended"
    SECTOR_NOT_COVERED = "sector_not_covered"
    BASELINE_NOT_ALLOWED = "baseline_not_allowed"
    TRANSFER_INSTRUMENT_MISSING = "transfer_instrument_missing"
    IMPACT_DOSSIER_OVERDUE = "impact_dossier_overdue"
    PUBLIC_AGENCY_DIRECTION_MISSING = "public_agency_direction_missing"
    ASSURANCE_TOO_LOW = "assurance_too_low"
    ACCOUNT_NOT_ACTIVE = "account_not_active"
    AGE_UNKNOWN = "age_unknown"
    REPRESENTATIVE_CONSENT_REQUIRED = "representative_consent_required"
    NOT_THE_REPRESENTATIVE = "not_the_representative"
    REPRESENTATIVE_NOT_OF_AGE = "representative_not_of_age"
    SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL = "sensitive_attribute_needs_higher_account_level"
    CONSENT_MISSING = "consent_missing"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_NOT_IN_FORCE = "consent_not_in_force"
    CONSENT_USED_UP = "consent_used_up"
    CONSENT_MISMATCH = "consent_mismatch"
    NOTHING_TO_RELEASE = "nothing_to_release"


# Told to the citizen and the log, never to the partner: each would say something about a person who signed
# in.
PERSON_DEPENDENT: frozenset[Reason] = frozenset(
    {
        Reason.ASSURANCE_TOO_LOW,
        Reason.ACCOUNT_NOT_ACTIVE,
        Reason.AGE_UNKNOWN,
        Reason.REPRESENTATIVE_CONSENT_REQUIRED,
        Reason.NOT_THE_REPRESENTATIVE,
        Reason.REPRESENTATIVE_NOT_OF_AGE,
        Reason.SENSITIVE_ATTRIBUTE_NEEDS_HIGHER_ACCOUNT_LEVEL,
        Reason.CONSENT_MISSING,
        Reason.CONSENT_REFUSED,
        Reason.CONSENT_NOT_IN_FORCE,
        Reason.CONSENT_USED_UP,
        Reason.CONSENT_MISMATCH,
        Reason.NOTHING_TO_RELEASE,
    }
)


class NotCompleted(StrEnum):
    """Why a journey ended that no rule had refused. Like a denial about a person, the partner is not told
    which.
    """

    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_FAILED = "sign_in_failed"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    PROVIDER_UNTRUSTED = "provider_untrusted"
    PARTNER_GONE = "partner_gone"


class AlteredAnswer(StrEnum):
    """Why a form that came back was no answer to what its page had asked."""

    ANSWER_MISSING = "answer_missing"  # it has neither button, or another
    FOREIGN_ORIGIN = "foreign_origin"  # another site's page sent it, from the browser of whoever signed in
    FORM_ALTERED = "form_altered"  # it names something that was not offered, or is none of ours
    FORM_TOKEN = "form_token"  # it belongs to other words, another page or another journey
