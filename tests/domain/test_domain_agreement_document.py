"""What is written from the agreement: its JSON Schema, and the tables of docs/agreement.md."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it ships no types

from bridge.domain.agreement import Agreement, canonical_form, parse_agreement
from bridge.domain.agreement_schema import agreement_schema
from bridge.domain.agreement_tables import BEGIN, END, agreement_tables
from domain.samples import AGREEMENT, AGREEMENT_TEXT, HEALTH, ROOT, with_clause

SCHEMA = Draft202012Validator(agreement_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
DOCUMENT: dict[str, Any] = json.loads(canonical_form(AGREEMENT_TEXT))
Change = Callable[[dict[str, Any]], object]


def test_the_published_schema_is_that_of_the_program() -> None:
    published = json.loads((ROOT / "docs" / "agreement.schema.json").read_text("utf-8"))
    assert published == agreement_schema()
    Draft202012Validator.check_schema(published)


def test_the_agreement_of_the_repository_has_the_form_of_the_schema() -> None:
    assert [error.message for error in SCHEMA.iter_errors(DOCUMENT)] == []


def clause(**members: Any) -> Change:
    return lambda document: document["clauses"][0].update(members)


def instrument(**members: Any) -> Change:
    return lambda document: document["instruments"]["VN-DTA-2026-01"].update(members)


UNFIT: list[Any] = [
    pytest.param(lambda document: document.update(colour="green"), id="a key that nobody knows"),
    pytest.param(lambda document: document.pop("serial"), id="no serial"),
    pytest.param(lambda document: document.update(serial=0), id="serial 0"),
    pytest.param(lambda document: document.update(serial="2"), id="a serial in quotes"),
    pytest.param(lambda document: document.update(serial=10**9 + 1), id="a serial without end"),
    pytest.param(lambda document: document.update(in_force_from="2026-02-30"), id="a day of no calendar"),
    pytest.param(lambda document: document.update(in_force_until="1 May 2031"), id="a day in words"),
    pytest.param(lambda document: document["title"].pop("vi"), id="a title in one language"),
    pytest.param(lambda document: document["title"].update(fr="Accord"), id="a third language"),
    pytest.param(lambda document: document["title"].update(en="  "), id="an empty title"),
    pytest.param(lambda document: document["title"].update(en="e" * 601), id="a title without end"),
    pytest.param(lambda document: document.update(purposes={}), id="no purposes"),
    pytest.param(lambda document: document.update(instruments={}), id="no instruments"),
    pytest.param(lambda document: document.update(clauses=[]), id="no clauses"),
    pytest.param(
        lambda document: document["purposes"].update(
            {"crime.prevention": document["purposes"]["tourism.checkin"]}
        ),
        id="a purpose outside the vocabulary",
    ),
    pytest.param(clause(id="vnsg health"), id="an identifier with a space"),
    pytest.param(clause(purpose="crime.prevention"), id="a clause for an unknown purpose"),
    pytest.param(clause(direction="VN->VN"), id="a direction home"),
    pytest.param(clause(mandatory=["name", "religion"]), id="an attribute that never crosses"),
    pytest.param(clause(mandatory=["name", "name"]), id="an attribute twice"),
    pytest.param(clause(mandatory=["name#und-Latn-x-mrz"]), id="a derived attribute by itself"),
    pytest.param(clause(mandatory="name"), id="a word for a list"),
    pytest.param(clause(minimum_assurance="medium"), id="an assurance of another scale"),
    pytest.param(clause(legal_basis={"VN": {"vi": "v", "en": "e"}}), id="one country's basis"),
    pytest.param(clause(retention="30 days"), id="a duration in words"),
    pytest.param(clause(retention="P0D"), id="a duration of nothing"),
    pytest.param(clause(retention="P"), id="a duration without a number"),
    pytest.param(clause(onward_transfer="no"), id="a word for a truth"),
    pytest.param(clause(sectors=[]), id="no sector"),
    pytest.param(clause(sectors=["casino"]), id="an unknown sector"),
    pytest.param(clause(child_below=19), id="children of 18"),
    pytest.param(clause(userinfo_calls=0), id="no call"),
    pytest.param(clause(userinfo_calls=11), id="eleven calls"),
    pytest.param(clause(userinfo_calls=1.5), id="half a call"),
    pytest.param(instrument(kind="handshake"), id="an unknown kind of instrument"),
    pytest.param(instrument(reference=""), id="an instrument without a reference"),
    pytest.param(instrument(impact_dossier=7), id="a number for a dossier"),
]


@pytest.mark.parametrize("change", UNFIT)
def test_what_has_not_the_form_is_refused_by_schema_and_program_alike(change: Change) -> None:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    assert not SCHEMA.is_valid(document)
    # JSON is YAML too.
    assert not isinstance(parse_agreement(json.dumps(document, ensure_ascii=False)), Agreement)


def test_the_tables_of_the_page_are_those_of_the_agreement() -> None:
    page = (ROOT / "docs" / "agreement.md").read_text("utf-8")
    written = page[page.index(BEGIN) : page.index(END) + len(END)]
    assert written == agreement_tables(AGREEMENT), "run: eid-bridge agreement document"


def test_tables_of_an_agreement_that_differs_by_direction_say_so() -> None:
    changed = with_clause(lambda terms: replace(terms, optional=(), retention="P1D"))
    tables = agreement_tables(changed)
    assert "Both directions carry the same." not in tables
    assert "From VN to SG:" in tables
    assert f"| `health.patient_summary` | {HEALTH.id} | high | P1D | health | |" in tables
