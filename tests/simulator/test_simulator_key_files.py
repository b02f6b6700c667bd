"""A mock's own keys on disk."""

import os
import stat
from pathlib import Path

import pytest

from eid_kit.oauth.keys import thumbprint
from eid_kit.simulator.key_files import UnusableKeyFile, load_or_make_key, load_or_make_secret


def test_a_key_is_made_once(tmp_path: Path) -> None:
    first = load_or_make_key(tmp_path, "sign", "ES256")
    assert thumbprint(load_or_make_key(tmp_path, "sign", "ES256")) == thumbprint(first)
    assert thumbprint(load_or_make_key(tmp_path, "other", "ES256")) != thumbprint(first)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = load_or_make_secret(tmp_path, "subject", os.urandom)
    assert len(first) == 32
    assert load_or_make_secret(tmp_path, "subject", os.urandom) == first


def test_files_are_private_and_nothing_unfinished_stays(tmp_path: Path) -> None:
    load_or_make_key(tmp_path, "sign", "ES256")
    load_or_make_secret(tmp_path, "subject", os.urandom)
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.name for file in files] == ["sign.jwk", "subject.jwk"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("{}", id="no key"),
        pytest.param('{"kty": "oct", "k": "AAAA"}', id="three bytes"),
        pytest.param('{"kty": "oct", "k": 7}', id="a number"),
    ],
)
def test_a_file_that_holds_no_such_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "role.jwk").write_text(text, "utf-8")
    with pytest.raises(UnusableKeyFile, match=r"role\.jwk does not hold"):
        load_or_make_secret(tmp_path, "role", os.urandom)
    with pytest.raises(UnusableKeyFile, match=r"role\.jwk does not hold"):
        load_or_make_key(tmp_path, "role", "ES256")
