"""`BRIDGE_PARTNERS_FILE` is taken whole or refused whole, each fault named."""

import secrets
from pathlib import Path

import pytest

from bridge.adapters.partners_file import PartnersFileError, load_partners
from bridge.domain.profiles import Profile
from bridge.settings import Settings
from bridge.world import open_world
from eid_kit.http.outbound import Outbound
from eid_kit.oauth.keys import generate_key, public_jwk
from eid_kit.oauth.secrets_ import digest
from eid_kit.simulator.clock import system_now

AGREEMENT = Path(__file__).parents[2] / "agreements" / "vn-sg.yaml"

KEY = public_jwk(generate_key("ES256"))
HOSPITAL = f"""
  - client_id: hospital
    organisation: merlion-group
    redirect_uris: [https://hospital.example.sg/callback]
    country: SG
    sector: health
    purposes: [health.patient_summary]
    legal_name#vi: Bệnh viện Mô Phỏng
    legal_name#en: Merlion General Hospital (simulated)
    dpo_contact: dpo@hospital.example.sg
    jwks: {{keys: [{{kty: EC, crv: P-256, x: {KEY["x"]}, y: {KEY["y"]}, kid: one, use: sig}}]}}
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "partners.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_partner_of_the_file_is_verified_and_may_share_an_organisation(tmp_path: Path) -> None:
    partners = load_partners(_write(tmp_path, f"clients:{HOSPITAL}"))
    assert partners["hospital"].verified
    assert partners["hospital"].organisation == "merlion-group"


BAR = f"""
  - client_id: bar
    profile: baseline
    client_secret_sha256: {digest("a secret of the operator's choice")}
    redirect_uris: [https://bar.example.sg/callback]
    country: SG
    sector: tourism
    purposes: [tourism.age_check]
    legal_name#vi: Quán Mô Phỏng
    legal_name#en: Clarke Quay Bar (simulated)
    dpo_contact: dpo@bar.example.sg
"""


def test_a_partner_of_the_file_may_belong_to_the_baseline_issuer(tmp_path: Path) -> None:
    partners = load_partners(_write(tmp_path, f"clients:{HOSPITAL}{BAR}"))
    assert [partner.profile for partner in partners.values()] == [Profile.FAPI, Profile.BASELINE]
    assert partners["bar"].authentication_method == "client_secret_basic"


def test_a_baseline_partner_of_the_file_that_the_agreement_does_not_allow_stops_the_start(
    tmp_path: Path,
) -> None:
    settings = Settings(
        sandbox=True,
        data_dir=tmp_path / "bridge",
        agreement_file=AGREEMENT,
        partners_file=_write(tmp_path, f"clients:{BAR}".replace("age_check", "checkin")),
    )
    with pytest.raises(PartnersFileError, match=r"client bar cannot have the profile baseline.*age_check"):
        open_world(settings, outbound=Outbound(), now=system_now, random_bytes=secrets.token_bytes)
    assert not settings.data_dir.exists()


WRONG = [
    pytest.param(f"clients:{BAR}".replace("baseline", "simple"), "profile", id="an unknown profile"),
    pytest.param(
        f"clients:{BAR}".replace("profile: baseline", ""), "private_key_jwt", id="a secret for FAPI 2.0"
    ),
    pytest.param(
        f"clients:{BAR}".replace("client_secret_sha256", "client_secret"), "client_secret", id="a bare secret"
    ),
    pytest.param("clients: [", "cannot be read", id="not YAML"),
    pytest.param("[]", "named clients", id="a list alone"),
    pytest.param("clients: {}", "must be a list", id="clients as a mapping"),
    pytest.param(f"clients:{HOSPITAL}\npartners: []", "named clients", id="another member"),
    pytest.param(f"clients:{HOSPITAL}{HOSPITAL}", "there already", id="a client_id twice"),
    pytest.param("clients: [1]", "client 1", id="a client that is no mapping"),
    pytest.param(f"clients:{HOSPITAL}".replace(": SG", ": MY"), "country", id="another country"),
    pytest.param(
        f"clients:{HOSPITAL}".replace("country: SG", "country: SG\n    country: VN"), "cannot be read",
        id="a key twice",
    ),
    pytest.param(f"clients:{HOSPITAL}".replace("sector", "sektor"), "sektor", id="a misspelt key"),
    pytest.param(
        f"clients:{HOSPITAL}".replace("https://hospital", "http://hospital"), "client 1",
        id="a redirect_uri over plain http",
    ),
    pytest.param(
        f"clients:{HOSPITAL}    event_endpoint: http://hospital.example.sg", "event_endpoint must use https",
        id="an event endpoint over plain http",
    ),
    pytest.param(
        f"clients:{HOSPITAL}    event_endpoint: https://hospital.example.sg/events#1", "nor a fragment",
        id="an event endpoint with a fragment",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_file_with_one_thing_wrong_is_refused_whole(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PartnersFileError, match=message):
        load_partners(_write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PartnersFileError, match="cannot be read"):
        load_partners(tmp_path / "nothing.yaml")
