"""What the operator is told when an identity provider fails: which one, and one stable word for why.

The citizen's page and the partner say only that the provider failed, and nobody else sees more.
"""

import logging
import re
from typing import Final

from bridge.flows.upstream import SignInFailed, SignInRefused, UpstreamError

# RFC 6749 section 5.2: who could not be authenticated is the client, which is us.
_OUR_CLIENT_IS_REFUSED: Final = "status_401"
_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")

logger = logging.getLogger(__name__)


def note_failure(provider: str, error: UpstreamError) -> None:
    """One warning for a failure of the provider's or ours; none for what a citizen or an account decided.

    `provider` is `vneid` or `singpass`. Only words go in, never a value: those of the error and of its cause,
    such as `discovery address_not_allowed`.
    """
    if isinstance(error, SignInRefused):
        return
    if isinstance(error, SignInFailed) and str(error) != _OUR_CLIENT_IS_REFUSED:
        return
    words = dict.fromkeys(_word(each) for each in (error, error.__cause__) if each is not None)
    logger.warning("%s: %s (%s)", provider, error.reason, " ".join(words))


def _word(error: BaseException) -> str:
    word = str(getattr(error, "reason", "")) if not isinstance(error, UpstreamError) else str(error)
    return word if _WORD.fullmatch(word) else "other"
