"""Why somebody is asked to sign in: `authentication_context_type` and `_message`, of Login apps only."""

import re

from eid_kit.oauth.errors import InvalidRequest
from singpass_mock.pushed_request import PushedRequest
from singpass_mock.scopes import AppKind

_MEMBERS = ("authentication_context_type", "authentication_context_message")
_MESSAGE = re.compile(r"[A-Za-z0-9 .,\-@'!()]{1,100}", re.ASCII)

# As documented, the misspelling of BANK_ADD_LOCAL_RECEIPIENT included.
CONTEXT_TYPES: frozenset[str] = frozenset(
    {
        "CPF_CHANGE_PAYMENT_MODE",
        "CPF_CHANGE_DAILY_WITHDRAWAL_LIMIT",
        "CPF_PROFILE_UPDATE",
        "CPF_LINK_BANK_ACCOUNT",
        "CPF_FUNDS_TRANSFER",
        "BANK_CASA_OPENING",
        "BANK_CASA_INITIAL_USAGE",
        "BANK_CARD_APPLICATION",
        "BANK_CARD_INITIAL_USAGE",
        "BANK_LOAN_APPLICATION",
        "BANK_ADD_LOCAL_RECEIPIENT",
        "BANK_ADD_OVERSEAS_RECIPIENT",
        "BANK_INCREASE_TRANSFER_LIMIT",
        "BANK_REPORT_FRAUD_SUSPICIOUS_ACTIVITY",
        "BANK_FUNDS_TRANSFER_LOCAL",
        "BANK_REMIT_MONEY_OVERSEAS",
        "BANK_REPORT_LOST_CARD",
        "BANK_CHANGE_NOTIFICATION_METHOD",
        "BANK_INCREASE_CREDIT_CARD_LIMIT",
        "BANK_REQUEST_CASH_ADVANCE",
        "BANK_INCREASE_INFLOW_OUTFLOW",
        "BANK_ACTIVATE_DORMANT_ACCOUNT",
        "BANK_LOGIN_NEW_DEVICE",
        "BANK_LOGIN_UNFAMILIAR_IP",
        "BANK_UPDATE_USER_INFORMATION",
        "BANK_NEW_DEVICE_REGISTRATION",
        "BANK_UNLOCK_MONEY_LOCK",
        "BANK_GOOGLE_PAY_APPLE_PAY_CARD_ONBOARDING",
        "FI_ACCOUNT_OPENING",
        "FI_LINK_BANK_ACCOUNT",
        "FI_INCREASE_TRANSFER_LIMIT",
        "FI_INCREASE_WITHDRAWAL_LIMIT",
        "FI_INITIATE_DEPOSIT",
        "TELCO_SIM_CARD_APPLICATION",
        "TELCO_SIM_CARD_ACTIVATION",
        "TELCO_CHANGE_ACCOUNT_DETAILS",
        "TELCO_ACTIVATE_ROAMING",
        "TELCO_CHANGE_NOTIFICATION_METHOD",
        "APP_AUTHENTICATION_DEFAULT",
        "APP_PAYMENT_DEFAULT",
        "APP_ACCOUNT_PASSWORD_CHANGE_DEFAULT",
        "APP_ACCOUNT_PASSWORD_RESET_DEFAULT",
        "APP_ACCOUNT_DETAILS_CHANGE_DEFAULT",
        "APP_ONBOARDING_DEFAULT",
    }
)


def require_context_of_login_app(request: PushedRequest) -> None:
    """A Login app says what the sign-in is for, in one of the documented words."""
    if request.app.kind is not AppKind.LOGIN:
        return
    context_type = request.parameters.get("authentication_context_type")
    if context_type is None:
        raise InvalidRequest(
            "authentication_context_type is required of Login apps", reason="context_type_missing"
        )
    if context_type not in CONTEXT_TYPES:
        raise InvalidRequest(
            "authentication_context_type is not one of the documented values", reason="context_type_unknown"
        )


def require_plain_context_message(request: PushedRequest) -> None:
    """The message is shown to the person: the narrow alphabet leaves no room for links or look-alikes."""
    message = request.parameters.get("authentication_context_message")
    if message is not None and _MESSAGE.fullmatch(message) is None:
        raise InvalidRequest(
            "authentication_context_message may hold at most 100 letters, digits, spaces and . , - @ ' ! ( )",
            reason="context_message_malformed",
        )


def refuse_context_of_myinfo_app(request: PushedRequest) -> None:
    """Exact wording seen on staging; developers search for it."""
    if request.app.kind is AppKind.MYINFO and any(name in request.parameters for name in _MEMBERS):
        raise InvalidRequest(
            "authentication_context_type and authentication_context_message can only be provided for Login "
            "apps. Please remove these fields from your request body.",
            reason="context_not_for_myinfo",
        )
