"""Both parties sign one text; another text, a missing party or a stranger's signature is told apart."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eid_cli.__main__ import app

FILE = Path(__file__).parents[2] / "agreements" / "vn-sg.yaml"


@pytest.fixture
def agreement(tmp_path: Path) -> Path:
    return Path(shutil.copy(FILE, tmp_path / "vn-sg.yaml"))


def run(command: str, agreement: Path, *words: str, keys: str = "parties") -> Result:
    folder = str(agreement.parent / keys)
    return CliRunner().invoke(app, ["agreement", command, str(agreement), *words, "--keys", folder])


def verified(agreement: Path) -> Result:
    public = agreement.parent / "parties.jwks"
    printed = CliRunner().invoke(app, ["agreement", "keys", "--keys", str(agreement.parent / "parties")])
    public.write_text(printed.output, "utf-8")
    return CliRunner().invoke(app, ["agreement", "verify", str(agreement), "--party-keys", str(public)])


def test_both_parties_sign_one_after_the_other(agreement: Path) -> None:
    assert run("sign", agreement, "--party", "VN").output.endswith("signed by VN\n")
    missing = verified(agreement)
    assert missing.exit_code == 1
    assert "the signature of SG is missing" in missing.stderr
    assert run("sign", agreement, "--party", "SG").output.endswith("signed by VN and SG\n")
    assert verified(agreement).exit_code == 0


def test_a_comment_may_change_and_a_word_may_not(agreement: Path) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG")
    text = agreement.read_text("utf-8")
    agreement.write_text("# another comment\n" + text, "utf-8")
    assert verified(agreement).exit_code == 0
    agreement.write_text(text.replace("P30D", "P31D"), "utf-8")
    changed = verified(agreement)
    assert changed.exit_code == 1
    assert "bad_signature" in changed.stderr


def test_signing_a_changed_text_drops_the_signatures_of_the_old_one(agreement: Path) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG")
    agreement.write_text(agreement.read_text("utf-8").replace("P30D", "P31D"), "utf-8")
    assert run("sign", agreement, "--party", "VN").output.endswith("signed by VN\n")


def test_a_strangers_signature_is_nobodys(agreement: Path) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG", keys="strangers")
    result = verified(agreement)
    assert result.exit_code == 1
    assert "is none over this text" in result.stderr


def test_one_bad_signature_beside_two_good_ones_refuses_all(agreement: Path) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG")
    path = agreement.with_name("vn-sg.yaml.jws")
    document = json.loads(path.read_text("utf-8"))
    document["signatures"].append(document["signatures"][0])
    path.write_text(json.dumps(document), "utf-8")
    result = verified(agreement)
    assert result.exit_code == 1
    assert "signature 3 is a second one of VN" in result.stderr


def test_keys_are_for_their_owner_alone_and_never_printed(agreement: Path) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG")
    for name in ("vn.jwk", "sg.jwk"):
        assert (agreement.parent / "parties" / name).stat().st_mode & 0o077 == 0
    printed = CliRunner().invoke(app, ["agreement", "keys", "--keys", str(agreement.parent / "parties")])
    keys = json.loads(printed.output)["keys"]
    assert [key["kid"] for key in keys] == ["VN", "SG"]
    assert not any("d" in key for key in keys)


def test_an_agreement_with_a_fault_is_not_signed(agreement: Path) -> None:
    agreement.write_text(agreement.read_text("utf-8").replace("serial: ", "serial: -"), "utf-8")
    assert run("sign", agreement, "--party", "VN").exit_code == 2
    assert not agreement.with_name("vn-sg.yaml.jws").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", '{"keys": []}', "no JSON"], ids=["empty", "list", "none", "words"]
)
def test_party_keys_that_are_none_are_named(agreement: Path, text: str) -> None:
    run("sign", agreement, "--party", "VN", "--party", "SG")
    public = agreement.parent / "keys.json"
    public.write_text(text, "utf-8")
    words = ["agreement", "verify", str(agreement), "--party-keys", str(public)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2
    assert "keys.json" in result.stderr
