"""A receipt is checked offline: genuine as it was signed, and no longer with one character changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types
from typer.testing import CliRunner, Result

from bridge.domain.receipt_schema import receipt_schema
from bridge.domain.receipts import RECEIPT_TYPE, partner_receipt
from bridge.flows.signed_receipts import ReceiptSigner
from domain.samples import NOON, record
from eid_cli.__main__ import app
from eid_kit.oauth import jwt
from eid_kit.oauth.jwt import JwtError, UnverifiedJwt
from eid_kit.oauth.keys import generate_key, public_jwk

KEY = generate_key("ES256")
SIGNER = ReceiptSigner("https://bridge.example", KEY)
RECEIPT = partner_receipt(record(), at=NOON, portal="https://bridge.example/me")
SIGNED = SIGNER.sign(RECEIPT, at=NOON, audience="hospital-sg")


def jwks(*keys: Any) -> str:
    return json.dumps({"keys": [public_jwk(key) for key in keys]})


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Result]:
    def checked(content: str | bytes, *words: str, keys: str = jwks(KEY)) -> Result:
        receipt, public = tmp_path / "receipt.jws", tmp_path / "keys.json"
        receipt.write_bytes(content if isinstance(content, bytes) else content.encode())
        public.write_text(keys, "utf-8")
        command = ["receipt", "verify", str(receipt), "--keys", str(public), *words]
        return CliRunner().invoke(app, command)

    return checked


def test_a_receipt_is_genuine_as_it_was_signed(check: Callable[..., Result]) -> None:
    result = check(SIGNED)
    assert result.exit_code == 0, result.output
    assert "a genuine receipt of https://bridge.example" in result.output
    assert "status      given" in result.output
    assert "Simulated Hospital of Singapore (SG)" in result.output


def test_a_line_end_that_a_shell_adds_changes_nothing(check: Callable[..., Result]) -> None:
    assert check(SIGNED + "\n").exit_code == 0


def test_the_whole_receipt_is_printed_as_it_was_signed(check: Callable[..., Result]) -> None:
    said = json.loads(check(SIGNED, "--json").output)
    assert said == {"iss": "https://bridge.example", "iat": 1795262400, "aud": "hospital-sg", **RECEIPT}
    Draft202012Validator(receipt_schema()).validate(said)


def test_a_receipt_for_the_citizen_names_no_client_as_its_reader() -> None:
    signed = SIGNER.sign(RECEIPT, at=NOON)
    assert "aud" not in jwt.peek(UnverifiedJwt(signed))[1]


def other(character: str) -> str:
    return "A" if character != "A" else "B"


def test_any_changed_character_is_noticed() -> None:
    """The alphabet is base64url; each position is given another letter of it, one at a time."""
    for position, character in enumerate(SIGNED):
        changed = SIGNED[:position] + other(character) + SIGNED[position + 1 :]
        with pytest.raises(JwtError):
            jwt.verify(UnverifiedJwt(changed), (KEY,), algorithms=("ES256",), typ=RECEIPT_TYPE)


def resigned(**changes: Any) -> str:
    arguments: dict[str, Any] = {"key": KEY, "typ": RECEIPT_TYPE, "algorithm": "ES256", **changes}
    return jwt.sign({"iss": "https://bridge.example", **RECEIPT}, arguments.pop("key"), **arguments)


NOT_GENUINE = [
    pytest.param(SIGNED[:-1], "", id="cut off"),
    pytest.param(SIGNED + " ", "", id="with a space behind it"),
    pytest.param(SIGNED + "\n\n", "", id="with two line ends"),
    pytest.param(SIGNED[:40] + other(SIGNED[40]) + SIGNED[41:], "", id="with one letter changed"),
    pytest.param("", "malformed", id="empty"),
    pytest.param(resigned(typ="JWT"), "wrong_type", id="of another type, by the same key"),
    pytest.param(resigned(key=generate_key("ES256")), "unknown_key", id="signed by a stranger"),
    pytest.param(
        resigned(key=generate_key("ES256", kid=KEY.kid)), "bad_signature", id="by a stranger under our kid"
    ),
    pytest.param(
        resigned(key=generate_key("EdDSA"), algorithm="EdDSA"),
        "algorithm_not_allowed",
        id="by another algorithm",
    ),
]


@pytest.mark.parametrize(("content", "reason"), NOT_GENUINE)
def test_what_is_not_genuine_says_so(check: Callable[..., Result], content: str, reason: str) -> None:
    result = check(content)
    assert result.exit_code == 1, result.output
    assert "not a genuine receipt" in result.stderr
    assert reason in result.stderr


def test_the_keys_of_something_else_know_no_receipt(check: Callable[..., Result]) -> None:
    result = check(SIGNED, keys=jwks(generate_key("ES256")))
    assert (result.exit_code, "unknown_key" in result.stderr) == (1, True)


UNUSABLE = [
    pytest.param(SIGNED, "{}", "keys.json: is no JWK Set", id="keys that are none"),
    pytest.param(SIGNED, "no JSON", "keys.json: is no JWK Set", id="keys that are no JSON"),
    pytest.param("chữ ký", jwks(KEY), "is no signed receipt", id="a receipt in other letters"),
    pytest.param("A" * 70_000, jwks(KEY), "is no signed receipt", id="a receipt too long"),
    pytest.param(
        jwt.sign({"schema_version": "vnsg-cr/9"}, KEY, algorithm="ES256", typ=RECEIPT_TYPE),
        jwks(KEY),
        "genuine, but of a schema other than",
        id="a schema of another day",
    ),
]


@pytest.mark.parametrize(("content", "keys", "complaint"), UNUSABLE)
def test_a_file_that_cannot_be_used_is_named(
    check: Callable[..., Result], content: str, keys: str, complaint: str
) -> None:
    result = check(content, keys=keys)
    assert result.exit_code == 2, result.output
    assert complaint in result.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["receipt", "verify", str(tmp_path / "none"), "--keys", str(tmp_path / "k")]
    )
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_a_private_key_is_refused_and_not_repeated(check: Callable[..., Result]) -> None:
    private = KEY.as_dict(private=True)
    result = check(SIGNED, keys=json.dumps({"keys": [private]}))
    assert result.exit_code == 2
    assert str(private["d"]) not in result.output + result.stderr


def test_the_schema_that_is_printed_is_the_published_one() -> None:
    printed = CliRunner().invoke(app, ["receipt", "schema"])
    published = Path(__file__).parents[2] / "docs" / "consent-receipt.schema.json"
    assert printed.output == published.read_text("utf-8")
