"""One judgement of a setting for every service: what cannot be stops the start, with a sentence for it."""

from typing import Any

import pytest
from pydantic import ValidationError

from bridge.settings import Settings as BridgeSettings
from eid_kit.http.settings_faults import settings_faults
from singpass_mock.settings import SingpassSettings
from vneid_mock.settings import Settings as VneidSettings

SERVICES = [
    pytest.param(BridgeSettings, "BRIDGE", id="the bridge"),
    pytest.param(VneidSettings, "VNEID", id="the VNeID mock"),
    pytest.param(SingpassSettings, "SINGPASS", id="the Singpass mock"),
]
IMPOSSIBLE = [
    pytest.param("PUBLIC_URL", "http://localhost:abc", "its port cannot be one", id="a port of letters"),
    pytest.param("PUBLIC_URL", "https://b.example:99999", "its port cannot be one", id="no such port"),
    pytest.param("PUBLIC_URL", "https://b.example:0", "port 0", id="port 0"),
    pytest.param("PUBLIC_URL", "https://b.exa mple", "printable", id="a space in the host"),
    pytest.param("PUBLIC_URL", "https://exämple.vn", "ASCII", id="a host outside ASCII"),
    pytest.param("PUBLIC_URL", "https://[::1", "its host", id="half a bracket"),
    pytest.param("PUBLIC_URL", "https://b.example?", "nothing after the port", id="an empty query"),
    pytest.param("PUBLIC_URL", "http://localhost:8000#", "nothing after the port", id="an empty fragment"),
    pytest.param("PUBLIC_URL", "http://localhost:", "lower case", id="a colon without a port"),
    pytest.param("PUBLIC_URL", "HTTP://localhost:8000", "lower case", id="a scheme in capitals"),
    pytest.param("PUBLIC_URL", "http://Localhost:8000", "lower case", id="a host in capitals"),
    pytest.param("PUBLIC_URL", "https://b.example:443", "the scheme's own", id="the scheme's own port"),
    pytest.param("PUBLIC_URL", "https://b;example", "lower case", id="a host that would end a header's rule"),
    pytest.param("PUBLIC_URL", "https://b..example", "lower case", id="an empty label"),
    pytest.param("PUBLIC_URL", "http://[0:0:0:0:0:0:0:1]:8000", "lower case", id="an address written long"),
    pytest.param("PUBLIC_URL", "https://u:hunter2@b:abc", "its port", id="a password, and a port of letters"),
    pytest.param("PUBLIC_URL", "", "absolute", id="no public URL"),
    pytest.param("PORT", "0", "greater than or equal to 1", id="a port that is any"),
    pytest.param("PORT", "http", "integer", id="a port that is no number"),
    pytest.param("OUTBOUND_ALLOW", "localhost", "the port of each", id="a target without its port"),
    pytest.param("OUTBOUND_ALLOW", "localhost:8001,b", "the port of each", id="... behind one that is whole"),
    pytest.param("OUTBOUND_ALLOW", "localhost:0", "the port of each", id="a target at port 0"),
    pytest.param("OUTBOUND_ALLOW", "localhost:65536", "the port of each", id="a target beyond all ports"),
    pytest.param("OUTBOUND_ALLOW", "Localhost:8001", "lower case", id="a target in capitals"),
    pytest.param("OUTBOUND_ALLOW", "http://localhost:8001", "host:port", id="a target that is a URL"),
    pytest.param("DATA_DIR", "", "must not be empty", id="no folder"),
]


@pytest.fixture(autouse=True)
def _sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_SANDBOX", "true")


@pytest.mark.parametrize(("settings", "service"), SERVICES)
@pytest.mark.parametrize(("name", "value", "sentence"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_in_one_line_that_says_what_can(
    monkeypatch: pytest.MonkeyPatch, settings: Any, service: str, *, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"{service}_{name}", value)
    with pytest.raises(ValidationError) as refusal:
        settings()
    said = settings_faults(refusal.value, prefix=f"{service}_")
    assert said.startswith(f"{service}_{name}: ")
    assert sentence in said
    assert "\n" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize(("settings", "service"), SERVICES[1:])
def test_an_empty_token_would_open_the_controls_to_nobody_and_is_refused(
    monkeypatch: pytest.MonkeyPatch, settings: Any, service: str
) -> None:
    monkeypatch.setenv(f"{service}_SIM_TOKEN", "")
    with pytest.raises(ValidationError, match="at least 1 character"):
        settings()


@pytest.mark.parametrize(("settings", "service"), SERVICES)
def test_an_address_that_is_not_given_follows_the_port(
    monkeypatch: pytest.MonkeyPatch, settings: Any, service: str
) -> None:
    monkeypatch.setenv(f"{service}_PORT", "18000")
    assert settings().public_url == "http://localhost:18000"
    monkeypatch.setenv(f"{service}_PUBLIC_URL", "https://b.example")
    assert settings().public_url == "https://b.example"


@pytest.mark.parametrize(("settings", "service"), SERVICES)
@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://[::1]:8000", "https://b-1.example:8443"])
def test_an_address_in_its_one_spelling_is_taken(
    monkeypatch: pytest.MonkeyPatch, settings: Any, service: str, *, url: str
) -> None:
    monkeypatch.setenv(f"{service}_PUBLIC_URL", url)
    assert settings().public_url == url


@pytest.mark.parametrize(("settings", "service"), SERVICES)
def test_private_addresses_may_be_called_by_name_or_by_number(
    monkeypatch: pytest.MonkeyPatch, settings: Any, service: str
) -> None:
    monkeypatch.setenv(f"{service}_OUTBOUND_ALLOW", "localhost:8001, [::1]:8002 ,")
    assert settings().outbound_allow == {"localhost:8001", "[::1]:8002"}
