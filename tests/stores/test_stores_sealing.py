"""Sealing: opens for the bearer, in its place, and for nobody else."""

import hmac
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bridge.adapters.sealing import SealBroken, open_, parts, seal
from bridge.flows.ports import Hop


@dataclass(frozen=True)
class Place:
    """Everything that must be the same when a seal is opened."""

    secret: str = "s" * 43
    pepper: bytes = bytes(32)
    hop: Hop = Hop.CODE
    transaction_id: str = "t1"
    aad: bytes = parts("c1", "hospital", "name")

    def seal(self, plaintext: bytes = b"value") -> bytes:
        return seal(
            self.secret,
            pepper=self.pepper,
            hop=self.hop,
            transaction_id=self.transaction_id,
            aad=self.aad,
            plaintext=plaintext,
        )

    def open(self, sealed: bytes) -> bytes:
        return open_(
            self.secret,
            pepper=self.pepper,
            hop=self.hop,
            transaction_id=self.transaction_id,
            aad=self.aad,
            sealed=sealed,
        )


HERE = Place()


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens(plaintext: bytes) -> None:
    assert HERE.open(HERE.seal(plaintext)) == plaintext


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param(replace(HERE, secret="x" * 43), id="another secret"),
        pytest.param(replace(HERE, pepper=bytes([1] * 32)), id="another installation"),
        pytest.param(replace(HERE, hop=Hop.TOKEN), id="another hop"),
        pytest.param(replace(HERE, transaction_id="t2"), id="another transaction"),
        pytest.param(replace(HERE, aad=parts("c1", "hospital", "name", "birthdate")), id="another claim"),
        pytest.param(
            replace(HERE, aad=parts("c1", "hospitalname")), id="the same letters, divided elsewhere"
        ),
        pytest.param(replace(HERE, aad=b""), id="no associated data"),
    ],
)
def test_a_seal_does_not_open_in_another_place(elsewhere: Place) -> None:
    sealed = HERE.seal()
    assert HERE.open(sealed) == b"value"
    with pytest.raises(SealBroken):
        elsewhere.open(sealed)


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_a_touched_seal_does_not_open(position: int) -> None:
    touched = bytearray(HERE.seal())
    touched[position] ^= 1
    with pytest.raises(SealBroken):
        HERE.open(bytes(touched))


@pytest.mark.parametrize("size", [0, 1, 12, 13, 20])
def test_a_seal_cut_short_does_not_open(size: int) -> None:
    with pytest.raises(SealBroken):
        HERE.open(HERE.seal()[:size])


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    assert HERE.seal() != HERE.seal()
    assert b"value" not in HERE.seal()


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_no_two_lists_of_parts_give_the_same_bytes(one: list[str], other: list[str]) -> None:
    assert (parts(*one) == parts(*other)) == (one == other)


def test_the_format_is_the_documented_one() -> None:
    """Opened by hand, with RFC 5869 written out: what other code must be able to rely on."""

    def counted(*each: bytes) -> bytes:
        return b"".join(len(part).to_bytes(4, "big") + part for part in each)

    sealed = HERE.seal(b"value")
    pseudorandom = hmac.digest(HERE.pepper, HERE.secret.encode(), "sha256")
    key = hmac.digest(pseudorandom, counted(b"code", b"t1") + b"\x01", "sha256")
    bound = counted(b"\x01", b"code", b"t1", counted(b"c1", b"hospital", b"name"))
    assert sealed[:1] == b"\x01"
    assert AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound) == b"value"
