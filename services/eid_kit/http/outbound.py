"""The one way out, as services import it: the client, and the cache of other parties' keys that stands on
it.
"""

from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound_client import Outbound, OutboundError, OutboundResponse, json_of

__all__ = ["JwksCache", "Outbound", "OutboundError", "OutboundResponse", "json_of"]
