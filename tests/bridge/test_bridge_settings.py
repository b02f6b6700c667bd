"""The bridge's settings: a wrong one is an error at start, never ignored."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bridge.settings import Settings

WRONG = [
    pytest.param({"public_url": "localhost:8000"}, "absolute", id="no scheme"),
    pytest.param({"public_url": "ftp://localhost"}, "absolute", id="another scheme"),
    pytest.param({"public_url": "http://localhost:8000/"}, "slash", id="a slash at the end"),
    pytest.param({"public_url": "http://bridge.example"}, "plain http", id="plain http beyond loopback"),
    pytest.param({"public_url": "https://bridge.example?a=b"}, "host and port only", id="a query"),
    pytest.param({"public_url": "https://bridge.example#a"}, "host and port only", id="a fragment"),
    pytest.param({"public_url": "https://bridge.example/vnsg"}, "host and port only", id="a path"),
    pytest.param({"public_url": "https://user@bridge.example"}, "host and port only", id="a user name"),
    pytest.param({"vneid_issuer": "http://vneid.example"}, "plain http", id="a provider over plain http"),
    pytest.param({"vneid_issuer": "http://localhost:abc"}, "its port", id="a provider's port of letters"),
    pytest.param({"vneid_issuer": "https://vneid.example/"}, "slash", id="a provider's slash"),
    pytest.param({"singpass_issuer": "https://SG.example/fapi"}, "lower case", id="a provider in capitals"),
    pytest.param({"singpass_issuer": "https://sg.example/fapi?"}, "after the path", id="its empty query"),
    pytest.param({"singpass_issuer": "https://sg.example/../fapi"}, "dot", id="a provider's way back"),
    pytest.param({"vneid_journey_url": "javascript:alert(1)"}, "absolute", id="a button that is a script"),
    pytest.param({"partner_sites": "hotel=http://localhost:abc"}, "its port", id="a site's port of letters"),
    pytest.param({"sandbox": False}, "BRIDGE_SANDBOX", id="an unsigned agreement outside a sandbox"),
    pytest.param({"partner_sites": "hotel=javascript:alert(1)"}, "absolute", id="a site that is a script"),
    pytest.param({"partner_sites": "http://localhost:8012"}, "name=url", id="a site without a name"),
    pytest.param({"singpass_client_prefix": "x" * 23}, "at most 22", id="a prefix that leaves no room"),
    pytest.param({"port": "http"}, "integer", id="a port that is no number"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_a_wrong_setting_is_refused_with_a_sentence(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Settings(**{"sandbox": True, **changes})


@pytest.mark.parametrize(
    ("url", "is_https"),
    [
        ("http://localhost:8000", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("https://bridge.example", True),
    ],
)
def test_cookies_are_secure_exactly_under_https(url: str, is_https: bool) -> None:
    assert Settings(sandbox=True, public_url=url).is_https is is_https


def test_the_database_is_a_file_in_the_data_folder_unless_told_otherwise() -> None:
    assert (
        Settings(sandbox=True, data_dir=Path("/var/bridge")).database
        == "sqlite:////var/bridge/bridge.sqlite3"
    )
    other = "postgresql://db/bridge"
    assert Settings(sandbox=True, database_url=other).database == other


def test_the_allow_list_is_split_at_commas() -> None:
    settings = Settings(sandbox=True, outbound_allow="localhost:8010, localhost:8012 ,")
    assert settings.outbound_allow == {"localhost:8010", "localhost:8012"}


def test_partner_sites_are_named_and_keep_their_order() -> None:
    settings = Settings(sandbox=True, partner_sites="hotel=http://localhost:8012, own=https://own.example ,")
    assert list(settings.partner_site_urls.items()) == [
        ("hotel", "http://localhost:8012"),
        ("own", "https://own.example"),
    ]


def test_every_setting_is_documented() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
    for name in Settings.model_fields:
        assert f"`BRIDGE_{name.upper()}`" in documented
