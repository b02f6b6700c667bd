"""Client authentication by a shared secret in the Authorization header (RFC 6749 section 2.3.1, RFC 7617)."""

import base64
import hmac
from urllib.parse import quote_plus, unquote_plus

from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.errors import InvalidClient
from eid_kit.oauth.secrets_ import digest


def make(client_id: str, client_secret: str) -> str:
    """Return the value of the Authorization header; both parts are form-encoded before they are joined."""
    pair = f"{quote_plus(client_id)}:{quote_plus(client_secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def parse(authorization: str) -> tuple[str, str]:
    """Return client_id and secret of a Basic header; raise ``InvalidClient`` on anything else."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient("use the Basic scheme", reason="credentials_malformed")
    try:
        pair = base64.b64decode(credentials.strip(), validate=True).decode()
        client_id, colon, secret = pair.partition(":")
        client_id, secret = unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except ValueError as error:  # of base64, of UTF-8, and of text that is not even ASCII
        raise InvalidClient("the Basic credentials are malformed", reason="credentials_malformed") from error
    if not colon or not client_id or not secret:
        raise InvalidClient("the Basic credentials are malformed", reason="credentials_malformed")
    return client_id, secret


def require_secret(client: RegisteredClient, secret: str) -> None:
    """Raise ``InvalidClient`` unless the client has a secret and this is it."""
    expected = client.client_secret_digest
    if expected is None or not hmac.compare_digest(digest(secret), expected):
        raise InvalidClient("client authentication failed", reason="credentials_wrong")
