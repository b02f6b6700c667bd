"""Detached signatures in JSON: what is signed stays outside, and every way of being wrong is refused."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from eid_kit.oauth import base64url, detached_jws, jwt
from eid_kit.oauth.detached_jws import Signature, SignatureFault
from eid_kit.oauth.keys import Key, generate_key

CONTENT = b'{"serial":1,"title":"x"}'
ONE, OTHER = (generate_key("EdDSA", kid=kid) for kid in ("VN", "SG"))
KEYS = (ONE, OTHER)


def signed(key: Key, signer: str, *, typ: str = "a+jws") -> Signature:
    return detached_jws.sign(CONTENT, key, signer=signer, typ=typ)


BY_ONE = signed(ONE, "VN")


def verify(*signatures: Signature, content: bytes = CONTENT) -> set[str]:
    document = detached_jws.document(signatures)
    return set(detached_jws.by_signer(document, content, KEYS, typ="a+jws"))


def test_whose_signatures_they_are_is_told_by_their_keys() -> None:
    assert verify(BY_ONE) == {"VN"}
    assert verify(signed(OTHER, "SG"), BY_ONE) == {"VN", "SG"}


def test_a_document_holds_no_content() -> None:
    assert base64url.encode(CONTENT) not in str(detached_jws.document([BY_ONE]))


ES256 = generate_key("ES256", kid="VN")
_BY_ES256 = jwt.sign_payload(CONTENT, ES256, algorithm="ES256", typ="a+jws").split(".")
_MEMBERS = {name: value for name, value in ONE.as_dict(private=True).items() if name != "kid"}
_NAMELESS = OKPKey.import_key(_MEMBERS)
_WITHOUT_NAME = jwt.sign_payload(CONTENT, _NAMELESS, algorithm="EdDSA", typ="a+jws").split(".")


@pytest.mark.parametrize(
    ("signature", "reason"),
    [
        pytest.param(signed(generate_key("EdDSA"), "VN"), "bad_signature", id="by a stranger of that name"),
        pytest.param(signed(ONE, "SG"), "bad_signature", id="in another's name"),
        pytest.param(signed(ONE, "VN", typ="b+jws"), "wrong_type", id="of another type"),
        pytest.param(signed(generate_key("EdDSA"), "MY"), "unknown_key", id="by a third"),
        pytest.param(
            Signature(_BY_ES256[0], _BY_ES256[2]), "algorithm_not_allowed", id="by another algorithm"
        ),
        pytest.param(Signature(_WITHOUT_NAME[0], _WITHOUT_NAME[2]), "unknown_key", id="without a name"),
        pytest.param(replace(BY_ONE, signature="A" * 86), "bad_signature", id="made up"),
    ],
)
def test_a_signature_of_anybody_else_or_for_anything_else_refuses_all(
    signature: Signature, reason: str
) -> None:
    with pytest.raises(SignatureFault, match=f"signature 2 .*{reason}"):
        verify(signed(OTHER, "SG"), signature)


def test_a_second_signature_of_one_signer_refuses_all() -> None:
    with pytest.raises(SignatureFault, match="signature 2 is a second one of VN"):
        verify(BY_ONE, BY_ONE)


@given(st.integers(0, len(CONTENT) - 1), st.integers(1, 255))
def test_no_byte_of_the_content_may_change(place: int, change: int) -> None:
    other = bytearray(CONTENT)
    other[place] ^= change
    with pytest.raises(SignatureFault):
        verify(BY_ONE, content=bytes(other))


@pytest.mark.parametrize(
    "document",
    [
        pytest.param([], id="no object"),
        pytest.param({}, id="nothing"),
        pytest.param({"signatures": []}, id="no signature"),
        pytest.param({"signatures": [BY_ONE.as_dict()] * 9}, id="too many"),
        pytest.param({"signatures": [BY_ONE.as_dict()], "payload": "e30"}, id="content in a second place"),
        pytest.param(BY_ONE.as_dict(), id="flattened"),
        pytest.param({"signatures": [BY_ONE.as_dict() | {"header": {}}]}, id="an unprotected header"),
        pytest.param({"signatures": [{"protected": "e30"}]}, id="no signature value"),
        pytest.param({"signatures": [{"protected": "e30.e30", "signature": "x"}]}, id="a dot"),
        pytest.param({"signatures": [{"protected": 1, "signature": "x"}]}, id="no string"),
    ],
)
def test_a_document_of_another_form_is_refused(document: Any) -> None:
    with pytest.raises(SignatureFault, match="no JWS JSON serialization"):
        detached_jws.by_signer(document, CONTENT, KEYS, typ="a+jws")
