"""examples/raw_flow.py tells the journey as it is on the wire, and uses nothing of ours."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from running_link import Addresses

OURS = {"bridge", "eid_cli", "eid_kit", "eid_sandbox", "singpass_mock", "vneid_mock"}


def run(examples: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(examples / "raw_flow.py"), *arguments]
    return subprocess.run(command, text=True, capture_output=True, timeout=60, check=False)


def test_the_quiet_flow_ends_with_the_claims_and_nothing_else(link: Addresses, examples: Path) -> None:
    done = run(examples, "--bridge", link.bridge, "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    claims = json.loads(done.stdout)
    assert claims["name"] == "NGUYỄN THỊ HOA"
    assert claims["blood_group"] == "O+"


def test_the_flow_prints_every_message_in_the_order_of_the_protocol(link: Addresses, examples: Path) -> None:
    done = run(examples, "--bridge", link.bridge)
    assert done.returncode == 0, done.stderr
    expected = [
        "(RFC 8414)", "GET {}/.well-known/openid-configuration",
        "(RFC 7591)", "POST {}/oauth/register",
        "(RFC 9126)", "POST {}/oauth/par", '"typ":"dpop+jwt"', "code_challenge_method=S256", "request_uri",
        "GET {}/oauth/authorize?client_id=", "person=nguyen-thi-hoa", "attribute=blood_group",
        "(RFC 9207)",
        "POST {}/oauth/token", '"error": "use_dpop_nonce"', "POST {}/oauth/token", '"token_type": "DPoP"',
        "GET {}/oauth/jwks",
        "GET {}/oauth/userinfo", '"ath":', '"verified_claims"',
    ]  # fmt: skip
    position = 0
    for words in expected:
        found = done.stdout.find(words.format(link.bridge), position)
        assert found >= 0, f"{words} is missing, or comes too early"
        position = found


def test_a_journey_that_ends_in_a_refusal_ends_with_one_line_and_exit_code_1(
    link: Addresses, examples: Path
) -> None:
    done = run(examples, "--bridge", link.bridge, "--quiet", "--person", "tran-van-minh")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("stopped: ")
    assert done.stderr.count("\n") == 1


def test_help_names_the_options(examples: Path) -> None:
    done = run(examples, "--help")
    assert done.returncode == 0
    assert all(option in done.stdout for option in ("--bridge", "--person", "--quiet"))


@pytest.mark.parametrize("forbidden", sorted(OURS))
def test_no_example_imports(forbidden: str, examples: Path) -> None:
    programs = (path for path in examples.rglob("*.py") if "tests" not in path.relative_to(examples).parts)
    assert not [path for path in programs if forbidden in _imported(path)]


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
