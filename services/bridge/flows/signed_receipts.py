"""Receipts as statements that anybody can check: a compact JWS of a projection (RFC 7515)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bridge.domain.receipts import RECEIPT_TYPE
from eid_kit.oauth import jwt
from eid_kit.oauth.keys import Key
from eid_kit.oauth.numeric_dates import to_numeric_date

RECEIPT_ALGORITHM: Final = "ES256"


@dataclass(frozen=True, slots=True)
class ReceiptSigner:
    """Signs under the name of the issuer that the partner knows. The key signs receipts and nothing else."""

    issuer: str
    key: Key = field(repr=False)

    def sign(self, receipt: Mapping[str, Any], *, at: datetime, audience: str | None = None) -> str:
        """The receipt as it stands at `at`, handed to `audience` (a client_id; `None` for the citizen).

        There is no `exp`: a receipt is evidence, and does not go stale.
        """
        statement = {"iss": self.issuer, "iat": to_numeric_date(at)}
        handed = {} if audience is None else {"aud": audience}
        return jwt.sign(
            {**statement, **handed, **receipt}, self.key, algorithm=RECEIPT_ALGORITHM, typ=RECEIPT_TYPE
        )
