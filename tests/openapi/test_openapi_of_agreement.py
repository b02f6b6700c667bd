"""The served document lists what the agreement in force has, and no word more."""

import json
from dataclasses import replace

from fastapi import FastAPI

from bridge.domain.clauses import Agreement
from bridge.web.openapi.about import about
from bridge.web.openapi.of_agreement import follow_agreement
from domain.samples import AGREEMENT
from eid_kit.http.openapi.document import describe
from journeys.world import BRIDGE, Link

GONE = "tourism.age_check"


def without(purpose: str) -> Agreement:
    kept = {code: each for code, each in AGREEMENT.purposes.items() if code != purpose}
    clauses = tuple(clause for clause in AGREEMENT.clauses if clause.purpose != purpose)
    return replace(AGREEMENT, purposes=kept, clauses=clauses, digest="0" * 64)


def served(link: Link, agreements: list[Agreement]) -> FastAPI:
    """The bridge's routes described anew, under the last of `agreements`."""
    app = FastAPI()
    app.router.routes.extend(link.switchboard.app_at(BRIDGE).routes)
    describe(app, about(BRIDGE))
    follow_agreement(app, lambda: agreements[-1])
    return app


def test_the_repositorys_agreement_has_the_whole_vocabulary(link: Link) -> None:
    plain = FastAPI()
    plain.router.routes.extend(link.switchboard.app_at(BRIDGE).routes)
    describe(plain, about(BRIDGE))
    assert served(link, [AGREEMENT]).openapi() == plain.openapi()


def test_a_purpose_that_is_gone_can_be_asked_for_nowhere(link: Link) -> None:
    agreements = [AGREEMENT]
    app = served(link, agreements)
    schemas = app.openapi()["components"]["schemas"]
    assert GONE in json.dumps(schemas["AuthorizationDetail"])
    agreements.append(without(GONE))
    document = app.openapi()
    asked = (
        "AuthorizationDetail",
        "DecisionFacts",
        "PurposeList",
        "ClientMetadata",
        "BaselineClientMetadata",
    )
    for name in asked:
        assert GONE not in json.dumps(document["components"]["schemas"][name]), name
        assert "tourism.checkin" in json.dumps(document["components"]["schemas"][name]), name
    assert GONE not in json.dumps(document["paths"]["/agreement"]["get"]["parameters"])
    # An attribute that only its clauses had is gone with them.
    assert "age_over_18" not in json.dumps(document["components"]["schemas"]["AuthorizationDetail"])


def test_the_document_is_made_once_a_version(link: Link) -> None:
    app = served(link, [AGREEMENT])
    assert app.openapi() is app.openapi()
