"""The one operation about events: everything else of them goes from the bridge to the partner."""

from typing import Final

from eid_kit.http.openapi.protocol_schemas import jwks_operation

KEYS: Final = jwks_operation("showEventKeys", "partner", "The key that signs security event tokens alone.")
