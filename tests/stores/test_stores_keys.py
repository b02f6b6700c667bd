"""Key files: made once, kept private, never replaced behind anyone's back."""

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from bridge.adapters import key_files
from bridge.adapters.keys import MADE_LATE, ROLES, KeyRing, KeyRingError
from eid_kit.oauth.keys import public_jwk


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def make(directory: Path) -> KeyRing:
    return KeyRing.load_or_create(directory, database_is_empty=True)


def test_a_first_start_makes_a_private_file_for_every_role(tmp_path: Path) -> None:
    make(tmp_path)
    files = sorted((tmp_path / "keys").iterdir())
    assert [each.name for each in files] == sorted(f"{role}.jwk" for role in ROLES)
    assert {mode(each) for each in files} == {0o600}
    assert mode(tmp_path / "keys") == 0o700


def test_the_next_start_finds_the_same_keys(tmp_path: Path) -> None:
    first = make(tmp_path)
    for database_is_empty in (True, False):
        again = KeyRing.load_or_create(tmp_path, database_is_empty=database_is_empty)
        assert public_jwk(again.oidc_sign) == public_jwk(first.oidc_sign)
        assert again.log.private_bytes_raw() == first.log.private_bytes_raw()
        assert (again.pepper, again.pairwise) == (first.pepper, first.pairwise)


def test_two_installations_share_no_key(tmp_path: Path) -> None:
    make(tmp_path / "a")
    make(tmp_path / "b")
    texts = [each.read_text() for each in tmp_path.glob("*/keys/*.jwk")]
    assert len(set(texts)) == len(texts) == 2 * len(ROLES)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MADE_LATE])
def test_a_missing_key_of_a_database_in_use_refuses_to_start(tmp_path: Path, role: str) -> None:
    make(tmp_path)
    path = tmp_path / "keys" / f"{role}.jwk"
    path.unlink()
    with pytest.raises(KeyRingError) as caught:
        KeyRing.load_or_create(tmp_path, database_is_empty=False)
    assert role in str(caught.value)
    assert str(path) in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("role", sorted(MADE_LATE))
def test_an_installation_older_than_a_role_is_given_its_key(tmp_path: Path, role: str) -> None:
    make(tmp_path)
    path = tmp_path / "keys" / f"{role}.jwk"
    path.unlink()
    KeyRing.load_or_create(tmp_path, database_is_empty=False)
    made = path.read_text()
    assert mode(path) == 0o600
    KeyRing.load_or_create(tmp_path, database_is_empty=False)
    assert path.read_text() == made


def test_a_database_in_use_without_any_keys_refuses_and_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError):
        KeyRing.load_or_create(tmp_path / "elsewhere", database_is_empty=False)
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_made_meanwhile_by_another_process_is_used(tmp_path: Path) -> None:
    theirs = make(tmp_path / "theirs")
    target = tmp_path / "pepper.jwk"
    shutil.copy(tmp_path / "theirs" / "keys" / "pepper.jwk", target)
    assert not key_files.create(target, "ours")
    assert key_files.read(target) == (tmp_path / "theirs" / "keys" / "pepper.jwk").read_text()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["pepper.jwk", "theirs"]
    assert theirs.pepper


@pytest.mark.parametrize("opened", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, opened: int) -> None:
    make(tmp_path)
    (tmp_path / "keys" / "log.jwk").chmod(opened)
    with pytest.raises(KeyRingError, match=r"log\.jwk is open to other users; close it: chmod 600"):
        make(tmp_path)


def test_a_key_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "keys").chmod(0o750)
    with pytest.raises(KeyRingError, match="chmod 700"):
        make(tmp_path)


def another_kind(path: Path) -> str:
    return json.dumps({**json.loads(path.read_text()), "alg": "RS256"})


def short_secret(_: Path) -> str:
    return json.dumps({"kty": "oct", "k": "c2hvcnQ"})


@pytest.mark.parametrize(
    ("role", "content"),
    [
        pytest.param("log", lambda _: "", id="an empty file"),
        pytest.param("log", lambda _: "not JSON", id="no JSON"),
        pytest.param("log", lambda _: "[]", id="no object"),
        pytest.param("oidc-sign", another_kind, id="another algorithm"),
        pytest.param("oidc-sign", short_secret, id="a secret for a key pair"),
        pytest.param("pepper", short_secret, id="a short secret"),
        pytest.param("pepper", lambda _: '{"kty": "oct"}', id="a secret without its value"),
        pytest.param("pepper", lambda _: '{"kty": "oct", "k": 7}', id="a secret that is a number"),
        pytest.param("pepper", lambda _: '{"kty": "EC", "k": "AA"}', id="another type"),
        pytest.param("pepper", lambda _: "[]", id="a list"),
    ],
)
def test_a_file_without_the_right_key_is_refused_without_quoting_it(
    tmp_path: Path, role: str, content: Callable[[Path], str]
) -> None:
    make(tmp_path)
    path = tmp_path / "keys" / f"{role}.jwk"
    path.write_text(content(path))
    with pytest.raises(KeyRingError) as caught:
        make(tmp_path)
    assert str(caught.value).startswith(f"keys/{role}.jwk does not hold")
    assert "c2hvcnQ" not in str(caught.value)


def test_one_key_in_two_roles_is_refused(tmp_path: Path) -> None:
    make(tmp_path)
    shutil.copy(tmp_path / "keys" / "pepper.jwk", tmp_path / "keys" / "form.jwk")
    with pytest.raises(KeyRingError, match="pepper and form keys are the same"):
        make(tmp_path)


def test_no_key_shows_in_a_representation(tmp_path: Path) -> None:
    ring = make(tmp_path)
    assert repr(ring) == "KeyRing()"
