from datetime import UTC, datetime

import pytest

from eid_kit.oauth.authorization_request import RegisteredClient
from eid_kit.oauth.keys import Key, generate_key


@pytest.fixture(scope="session")
def es256() -> Key:
    return generate_key("ES256")


@pytest.fixture(scope="session")
def other_es256() -> Key:
    return generate_key("ES256")


@pytest.fixture(scope="session")
def eddsa() -> Key:
    return generate_key("EdDSA")


@pytest.fixture(scope="session")
def rs256() -> Key:
    return generate_key("RS256")


@pytest.fixture(scope="session")
def encryption_key() -> Key:
    return generate_key("ECDH-ES+A256KW")


@pytest.fixture
def now() -> datetime:
    return datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def client() -> RegisteredClient:
    return RegisteredClient(
        client_id="hospital",
        redirect_uris=("https://rp.test/cb", "https://rp.test/cb2?tenant=1"),
        scopes=frozenset({"openid", "contact"}),
        token_endpoint_auth_method="private_key_jwt",
        name="Hospital",
    )
