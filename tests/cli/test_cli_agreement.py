"""`eid-bridge agreement`: check, explain and diff, as an operator and a CI job meet them."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eid_cli.__main__ import app

FILE = Path(__file__).parents[2] / "agreements" / "vn-sg.yaml"
TEXT = FILE.read_text("utf-8")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["agreement", *words])


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The agreement with check-in at hotels in Viet Nam raised to `high`."""
    clause = re.compile(r"(id: SGVN-TOURISM-1\n.*?minimum_assurance: )substantial", re.DOTALL)
    text, changes = clause.subn(r"\1high", TEXT)
    assert changes == 1
    path = tmp_path / "stricter.yaml"
    path.write_text(text, "utf-8")
    return path


def test_an_agreement_without_fault_is_named_by_its_digest() -> None:
    result = run("check", str(FILE))
    assert result.exit_code == 0
    assert re.search(r"serial \d+, \d+ clauses, digest [0-9a-f]{64}", result.output)


def test_every_fault_is_listed_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(TEXT.replace("retention: P30D", "retention: a month"), "utf-8")
    result = run("check", str(path))
    assert result.exit_code == 2
    lines = [number for number, line in enumerate(TEXT.splitlines(), 1) if "retention: P30D" in line]
    first, *faults = result.stderr.splitlines()
    assert first == f"eid-bridge: {path} is refused"
    assert [int(line.split(":")[1]) for line in faults] == lines


def test_what_an_agreement_hardly_means_is_warned_of_and_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_text(TEXT.replace("child_below: 16", "child_below: 0"), "utf-8")
    for words in (("check", str(path)), ("diff", str(path), str(path))):
        result = run(*words)
        assert result.exit_code == 0
        assert result.stderr.count("warning:") == TEXT.count("child_below: 16")
    assert run("check", str(FILE)).stderr == ""


def test_a_raised_minimum_names_exactly_the_flows_that_flip(stricter: Path) -> None:
    result = run("diff", str(FILE), str(stricter), "--json", "--on", "2026-11-21")
    assert result.exit_code == 1
    (group,) = json.loads(result.output)["groups"]
    assert group["purpose"] == "tourism.checkin"
    assert group["direction"] == "SG->VN"
    assert (group["before"], group["after"]) == ("permit", "assurance_too_low")
    assert group["sign_in"] == ["substantial"]


def test_the_same_in_a_table(stricter: Path) -> None:
    result = run("diff", str(FILE), str(stricter), "--on", "2026-11-21")
    assert result.exit_code == 1
    row = next(line for line in result.output.splitlines() if "tourism.checkin" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][1:6] == [
        "SG->VN",
        "now refused",
        "permit",
        "assurance_too_low",
        "substantial",
    ]


def test_nothing_flips_between_an_agreement_and_itself() -> None:
    result = run("diff", str(FILE), str(FILE))
    assert result.exit_code == 0
    assert result.output.startswith("Nothing flips")


RECORDED = {
    "purpose": "tourism.checkin",
    "country": "VN",
    "sector": "tourism",
    "attributes": ["name", "travel_document"],
    "person": {"assurance": "substantial", "age": 38},
}


def test_recorded_requests_are_decided_instead(tmp_path: Path, stricter: Path) -> None:
    file = tmp_path / "requests.jsonl"
    at_high = RECORDED | {"person": {"assurance": "high", "age": 38}}
    file.write_text("\n".join(json.dumps(each) for each in (RECORDED, at_high)) + "\n\n", "utf-8")
    result = run("diff", str(FILE), str(stricter), "--requests", str(file), "--json", "--on", "2026-11-21")
    document = json.loads(result.output)
    assert (result.exit_code, document["decided"], document["flipped"]) == (1, 2, 1)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        pytest.param("{", "Invalid JSON", id="no JSON"),
        pytest.param(json.dumps(RECORDED | {"purposes": "x"}), "purposes", id="a misspelt member"),
        pytest.param(json.dumps(RECORDED | {"country": "MY"}), "country", id="a third country"),
        pytest.param(json.dumps(RECORDED | {"person": {"age": 3}}), "person.assurance", id="no assurance"),
        pytest.param("", "holds no request", id="nothing"),
    ],
)
def test_a_request_that_cannot_be_read_is_named_by_its_line(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "requests.jsonl"
    file.write_text(line, "utf-8")
    result = run("diff", str(FILE), str(FILE), "--requests", str(file))
    assert result.exit_code == 2
    assert says in result.stderr
    assert "requests.jsonl" in result.stderr


EXPLAIN = ("explain", "--agreement", str(FILE), "--on", "2026-11-21")
HOTEL = ("purpose=tourism.checkin", "country=VN", "sector=tourism")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        pytest.param("attributes=name", 0, "Permitted.", id="before sign-in"),
        pytest.param("attributes=name,allergies", 1, "attribute_not_in_purpose", id="too much"),
        pytest.param("attributes=name profile=baseline", 1, "baseline_not_allowed", id="by the baseline"),
        pytest.param(
            "attributes=name assurance=high age=9 represented=yes", 0, "Permitted.", id="a represented child"
        ),
        pytest.param("attributes=name registered=email", 1, "attribute_not_registered", id="unregistered"),
        pytest.param("attributes=name assurance=high age=30", 0, "Permitted.", id="fine"),
        pytest.param("attributes=name assurance=low age=30", 1, "assurance_too_low", id="too weak"),
        pytest.param("attributes=name assurance=high age=30 active=no", 1, "account_not_active", id="locked"),
        pytest.param(
            "attributes=name assurance=high age=9", 1, "representative_consent_required", id="a child"
        ),
    ],
)
def test_a_decision_is_told_rule_by_rule(words: str, status: int, says: str) -> None:
    result = run(*EXPLAIN, *HOTEL, *words.split())
    assert result.exit_code == status, result.output
    assert says in " ".join(result.output.split())
    assert "known purpose" in result.output


def test_a_denial_names_its_rule_as_the_table_does_and_what_passes_as_one_types_it() -> None:
    result = run(*EXPLAIN, *HOTEL, "attributes=name", "assurance=low", "age=30")
    said = " ".join(result.output.split())
    assert "Denied by “minimum assurance” (rule 5) under clause SGVN-TOURISM-1" in said
    assert "│ minimum assurance" in result.output
    assert "What would pass: a sign-in of at least assurance=substantial" in said


def test_a_denial_in_json_says_what_would_pass_and_who_is_told() -> None:
    result = run(*EXPLAIN, *HOTEL, "attributes=name", "assurance=low", "age=30", "--json")
    document = json.loads(result.output)
    assert document["decision"] == "deny"
    assert document["reason"] == "assurance_too_low"
    assert document["told_to_partner"] is False
    assert document["what_would_pass"]
    assert [rule["passes"] for rule in document["rules"]][-2:] == [True, False]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "assurance=certain"),
            "person.assurance: Input should be 'low', 'substantial' or 'high'",
            id="no such assurance",
        ),
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "age=30"),
            "age: only with assurance=low|substantial|high",
            id="an age without a sign-in",
        ),
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "colour=red"),
            "unknown: colour; known: active, age, assurance, attributes, country",
            id="no such word",
        ),
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "person=x"), "unknown: person", id="a member, no word"
        ),
        pytest.param((*EXPLAIN, *HOTEL), "missing: attributes", id="no attributes"),
        pytest.param(
            (*EXPLAIN, "purpose", "tourism", "colour=red", "age=3"),
            "“purpose” is no WORD=VALUE; “tourism” is no WORD=VALUE; unknown: colour, tourism",
            id="several at once",
        ),
        pytest.param(
            ("check", "nowhere.yaml"), "cannot be read: No such file or directory", id="no such file"
        ),
        pytest.param(("diff", str(FILE), "nowhere.yaml"), "No such file", id="no such second file"),
        pytest.param(
            (*EXPLAIN, *HOTEL, "purpose=tourism.age_check", "attributes=name"),
            "said twice: purpose",
            id="said twice",
        ),
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "profile=fast"),
            "profile: Input should be",
            id="no such profile",
        ),
        pytest.param(
            (*EXPLAIN, *HOTEL, "attributes=name", "--in-force", "nowhere"),
            "nowhere/keys/log.jwk cannot be read as the log's own key: No such file or directory",
            id="no such bridge",
        ),
        pytest.param(("diff", str(FILE)), "", id="one file"),
    ],
)
def test_what_cannot_be_asked_exits_with_2(words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert says in result.output
    assert result.stderr.startswith("eid-bridge: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("words", [("check", "nowhere.yaml"), ("diff", str(FILE), "nowhere.yaml")])
def test_a_file_that_is_not_there_is_named_in_words(words: tuple[str, ...]) -> None:
    said = "eid-bridge: nowhere.yaml: cannot be read: No such file or directory"
    assert run(*words).stderr.strip() == said
