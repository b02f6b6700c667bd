"""Which refusals of a form mean that it is not the one its page had: they are logged before they are told."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bridge.domain.reasons import AlteredAnswer
from bridge.flows.altered_answers import AlteredAnswers
from bridge.flows.transaction import Transaction
from eid_kit.oauth.errors import InvalidRequest, OAuthError

# By the reason that the citizen's page names. One that came late, or second, is as it was.
_ALTERED: Final[Mapping[str | None, AlteredAnswer]] = MappingProxyType(
    {
        "foreign_origin": AlteredAnswer.FOREIGN_ORIGIN,
        "form_token": AlteredAnswer.FORM_TOKEN,
        "answer_missing": AlteredAnswer.ANSWER_MISSING,
        # No page of ours sends such a form.
        "parameters_malformed": AlteredAnswer.FORM_ALTERED,
        "parameter_repeated": AlteredAnswer.FORM_ALTERED,
        "body_too_large": AlteredAnswer.FORM_ALTERED,
        "media_type_unsupported": AlteredAnswer.FORM_ALTERED,
    }
)


@dataclass(frozen=True, slots=True)
class AlteredForms:
    """Watches the reading of a form."""

    answers: AlteredAnswers

    @asynccontextmanager
    async def watched(self, transaction: Transaction) -> AsyncIterator[None]:
        """Logs what is altered in the form that is read here, and lets its error pass."""
        try:
            yield
        except OAuthError as error:
            if altered := _ALTERED.get(error.reason):
                await self.answers.refused(transaction, altered)
            raise


def says_yes(form: Mapping[str, str]) -> bool:
    """Which of its two buttons sent a form. Raises `InvalidRequest` for neither: silence is refusal."""
    if form.get("decision") not in {"approve", "deny"}:
        raise InvalidRequest("the form came without an answer", reason="answer_missing")
    return form["decision"] == "approve"
