"""Signed notes and checkpoints: published examples byte for byte, and everything that must not pass."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.tlog import checkpoints, notes
from eid_kit.tlog.checkpoints import Checkpoint
from eid_kit.tlog.errors import NoteError
from tlog import published

PETER = notes.Verifier.load(published.NOTE_VERIFIER)
ENOCH = notes.Verifier.load(published.OTHER_NOTE_VERIFIER)
# `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`, where the base64 may contain a plus sign itself.
SEED = base64.b64decode(published.NOTE_SIGNER.split("+", 4)[4])[1:]
PETER_SIGNER = notes.Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(SEED))
OTHER = notes.Signer("EnochRoot", Ed25519PrivateKey.from_private_bytes(bytes([9] * 32)))
LOG = notes.Signer("log.example/1", Ed25519PrivateKey.from_private_bytes(bytes([7] * 32)))
HEAD = Checkpoint("log.example/1", 8, published.ROOTS[7])


def test_the_published_note_is_reproduced_byte_for_byte() -> None:
    assert notes.sign(published.NOTE_TEXT, [PETER_SIGNER]) == published.NOTE


def test_the_published_note_verifies_and_yields_its_text() -> None:
    assert notes.verify(published.NOTE, [PETER]) == published.NOTE_TEXT


@pytest.mark.parametrize("key", [published.NOTE_VERIFIER, published.OTHER_NOTE_VERIFIER])
def test_a_published_verifier_key_is_read_and_written_back(key: str) -> None:
    assert notes.Verifier.load(key).dump() == key


def test_the_text_of_a_note_may_contain_empty_lines() -> None:
    parsed = notes.parse(published.QUASIMODO)
    assert parsed.unverified_text.endswith("raggio di sole:\n\ned è subito sera.\n")
    assert [each.name for each in parsed.signatures] == ["quasimodo.example/salvatore"]


def test_a_signature_of_an_unknown_key_is_ignored() -> None:
    both = notes.sign("hello\n", [OTHER, PETER_SIGNER])
    assert notes.verify(both, [PETER]) == "hello\n"


def test_a_wrong_signature_of_a_known_key_condemns_the_note() -> None:
    stolen = notes.parse(notes.sign("another text\n", [OTHER])).signatures[0].line()
    note = notes.sign("hello\n", [PETER_SIGNER]) + stolen
    with pytest.raises(NoteError, match="EnochRoot is wrong"):
        notes.verify(note, [PETER, OTHER.verifier()])


def test_a_key_of_the_same_name_with_another_id_is_another_key() -> None:
    with pytest.raises(NoteError, match="no trusted key"):
        notes.verify(notes.sign("hello\n", [OTHER]), [ENOCH])


SIGNATURE = published.NOTE.rpartition("\n\n")[2]


@pytest.mark.parametrize(
    "note",
    [
        pytest.param(published.NOTE.replace("cryptography", "Cryptography"), id="a changed text"),
        pytest.param(published.NOTE.replace("x08go/Z", "x08go/Y"), id="a changed signature"),
        pytest.param(published.NOTE.replace("JnAM=", "JnAN="), id="base64 with stray bits"),
        pytest.param(published.NOTE.replace("x08g", "x08h"), id="another key id"),
        pytest.param(published.NOTE.replace("PeterNeumann", "PeterNewmann"), id="another key name"),
        pytest.param(published.NOTE_TEXT, id="no signature"),
        pytest.param(published.NOTE_TEXT + "\n", id="an empty signature block"),
        pytest.param(published.NOTE[:-1], id="no newline at the end"),
        pytest.param(published.NOTE + "\n", id="an empty line at the end"),
        pytest.param(published.NOTE.replace("— ", "- "), id="a hyphen for the dash"),
        pytest.param(published.NOTE.replace("\n\n", "\n"), id="no separating line"),
        pytest.param(published.NOTE.replace("your problem,", "your\tproblem,"), id="a tab in the text"),
        pytest.param(published.NOTE.replace("\n", "\r\n"), id="carriage returns"),
        pytest.param(published.NOTE + SIGNATURE * notes.MAX_SIGNATURES, id="too many signatures"),
        pytest.param("x" * notes.MAX_NOTE_SIZE + published.NOTE, id="too long"),
        pytest.param(published.NOTE_TEXT + "\n— PeterNeumann x08go w==\n", id="a space in the signature"),
        pytest.param(published.NOTE_TEXT + "\n— PeterNeumann x08gow==\n", id="a key id and nothing else"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_note_with_one_thing_wrong_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        notes.verify(note, [PETER])


def test_sixteen_signatures_are_accepted() -> None:
    assert notes.verify(published.NOTE + SIGNATURE * 15, [PETER]) == published.NOTE_TEXT


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b"])
def test_a_key_name_with_a_separator_in_it_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        notes.Signer(name, LOG.private_key)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(published.NOTE_VERIFIER[1:], id="another name"),
        pytest.param(published.NOTE_VERIFIER.replace("c74f20a3", "c74f20a4"), id="another key id"),
        pytest.param(published.NOTE_VERIFIER.replace("+ARpc", "+AhpC"), id="another type"),
        pytest.param(published.NOTE_VERIFIER[:-4], id="a shorter key"),
        pytest.param("PeterNeumann+c74f20a3", id="no key"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_verifier_key_with_one_thing_wrong_is_refused(key: str) -> None:
    with pytest.raises(NoteError):
        notes.Verifier.load(key)


def test_a_text_that_does_not_end_in_a_newline_is_not_signed() -> None:
    with pytest.raises(NoteError):
        notes.sign("hello", [PETER_SIGNER])


def test_the_published_checkpoint_is_read() -> None:
    checkpoint = checkpoints.parse(notes.parse(published.CHECKPOINT).unverified_text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert published.CHECKPOINT.startswith(checkpoint.text() + "\n")


def test_a_checkpoint_comes_back_as_signed() -> None:
    note = checkpoints.sign(HEAD, LOG)
    assert checkpoints.verify(note, [LOG.verifier()], origin=HEAD.origin) == HEAD


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_trusted() -> None:
    note = notes.sign(Checkpoint("log.example/2", 8, HEAD.root).text(), [LOG])
    with pytest.raises(NoteError, match=r"not of log\.example/1"):
        checkpoints.verify(note, [LOG.verifier()], origin=HEAD.origin)


def test_a_log_does_not_sign_in_the_name_of_another() -> None:
    with pytest.raises(NoteError):
        checkpoints.sign(Checkpoint("log.example/2", 0, HEAD.root), LOG)


ROOT = base64.b64encode(published.ROOTS[0]).decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"o\n01\n{ROOT}\n", id="a leading zero"),
        pytest.param(f"o\n-1\n{ROOT}\n", id="a negative size"),
        pytest.param(f"o\n+1\n{ROOT}\n", id="a sign"),
        pytest.param(f"o\n１\n{ROOT}\n", id="a digit that is not ASCII"),
        pytest.param(f"o\n\n{ROOT}\n", id="no size"),
        pytest.param(f"\n1\n{ROOT}\n", id="no origin"),
        pytest.param("o\n1\n", id="no root"),
        pytest.param(f"o\n1\n{ROOT[:-4]}\n", id="a short root"),
        pytest.param(f"o\n1\n{ROOT[:-2]}!=\n", id="a root that is not base64"),
        pytest.param(f"o\n1\n{ROOT}", id="no newline at the end"),
        pytest.param(f"o\n1\n{ROOT}\n\n", id="an empty extension line"),
    ],
)
def test_a_checkpoint_text_with_one_thing_wrong_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        checkpoints.parse(text)


@given(st.text(max_size=200))
def test_any_text_is_refused_or_parsed_but_never_trusted(text: str) -> None:
    with pytest.raises(NoteError):
        notes.verify(text, [PETER])
