import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from eid_kit.http.errors import error_response, install_error_handlers
from eid_kit.http.pages import Pages
from eid_kit.oauth import errors
from eid_kit.oauth.errors import OAuthError

Ask = Callable[..., Awaitable[httpx.Response]]


def app_that_raises(error: Exception, **options: object) -> FastAPI:
    app = FastAPI()
    install_error_handlers(app, **options)  # type: ignore[arg-type]  # options of one test each

    async def endpoint(request: Request) -> Response:
        raise error

    for path in ("/x", "/x/userinfo"):
        app.add_api_route(path, endpoint, methods=["POST"])
    return app


async def ask(app: FastAPI, path: str = "/x", *, method: str = "POST", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8002") as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.request(method, path, headers=sent)


async def test_an_error_is_json_and_never_stored() -> None:
    response = await ask(app_that_raises(errors.InvalidScope("no", reason="scope_unregistered")))
    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_scope",
        "error_description": "no",
        "reason": "scope_unregistered",
        "what_would_pass": "scopes of the registration",
    }
    assert response.headers["cache-control"] == "no-store"
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    ("error", "path", "authorization", "status", "challenge"),
    [
        pytest.param(errors.InvalidToken("a"), "/x", "", 401, "DPoP", id="no token"),
        pytest.param(errors.InvalidToken("a"), "/x", "DPoP x", 401, "DPoP", id="a bad token"),
        pytest.param(errors.InsufficientScope("a"), "/x", "DPoP x", 403, "DPoP", id="too little a token"),
        pytest.param(errors.InvalidDpopProof("a"), "/x/userinfo", "DPoP x", 401, "DPoP", id="a bad proof"),
        pytest.param(errors.InvalidDpopProof("a"), "/x", "", 400, None, id="the same for a token"),
        pytest.param(errors.UseDpopNonce(nonce="n"), "/x/userinfo", "DPoP x", 401, "DPoP", id="a nonce"),
        pytest.param(
            errors.InvalidDpopProof("a"), "/x", "Bearer x", 400, None, id="the same with a token sent along"
        ),
        pytest.param(
            errors.UseDpopNonce(nonce="n"), "/x", "", 400, None, id="the same for a token, with a nonce"
        ),
        pytest.param(errors.InvalidClient("a"), "/x", "Basic eA==", 401, "Basic", id="a bad secret"),
        pytest.param(errors.InvalidClient("a"), "/x", "", 401, None, id="a bad assertion in the body"),
        pytest.param(errors.InvalidGrant("a"), "/x", "Basic eA==", 400, None, id="a bad code"),
        pytest.param(errors.TemporarilyUnavailable("a"), "/x", "", 503, None, id="try later"),
    ],
)
async def test_the_challenge_fits_the_way_the_request_authenticated(
    error: OAuthError, path: str, authorization: str, status: int, challenge: str | None
) -> None:
    response = await ask(app_that_raises(error), path, authorization=authorization)
    assert response.status_code == status
    assert response.headers.get("www-authenticate", "none").split(" ")[0] == (challenge or "none")


async def test_the_dpop_challenge_names_error_and_algorithms() -> None:
    app = app_that_raises(errors.InvalidToken('say "no"'), dpop_algorithms=("ES256", "PS256"))
    response = await ask(app, authorization="DPoP x")
    assert response.headers["www-authenticate"] == (
        'DPoP error="invalid_token", error_description="say \'no\'", algs="ES256 PS256"'
    )


@pytest.mark.parametrize(
    ("scheme", "challenge"),
    [("DPoP", 'DPoP realm="oauth", algs="ES256"'), ("Bearer", 'Bearer realm="oauth"')],
)
async def test_who_sent_no_token_is_told_how_to_send_one_and_of_no_error(scheme: str, challenge: str) -> None:
    missing = errors.InvalidToken("an access token is required", reason="token_missing")
    response = await ask(app_that_raises(missing, challenge=scheme))
    assert (response.status_code, response.headers["www-authenticate"]) == (401, challenge)


async def test_a_bearer_service_challenges_with_bearer() -> None:
    response = await ask(app_that_raises(errors.InvalidToken("no"), challenge="Bearer"))
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token", error_description="no"'


@pytest.mark.parametrize(("path", "challenge"), [("/x", "Bearer"), ("/elsewhere", "DPoP")])
async def test_below_a_bearer_path_the_challenge_is_bearer(path: str, challenge: str) -> None:
    response = await ask(app_that_raises(errors.InvalidToken("no"), bearer_paths=(path,)))
    assert response.headers["www-authenticate"].startswith(f"{challenge} ")


async def test_a_nonce_comes_in_its_header() -> None:
    response = await ask(app_that_raises(errors.UseDpopNonce(nonce="n-1")))
    assert response.headers["dpop-nonce"] == "n-1"
    assert response.json()["error"] == "use_dpop_nonce"


async def test_an_unexpected_error_tells_nothing_and_logs_no_value(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="eid_kit.http"):
        response = await ask(app_that_raises(ValueError("NGUYEN THI HOA")))
    assert response.status_code == 500
    assert response.json() == {
        "error": "server_error",
        "error_description": "the server failed to answer this request",
        "reason": "server_error",
        "what_would_pass": "nothing that you send: tell the operator the X-Request-Id",
    }
    assert "NGUYEN" not in caplog.text
    assert "ValueError at" in caplog.text


@pytest.mark.parametrize(
    ("language", "says"),
    [("vi", "Đã có lỗi ở phía chúng tôi"), ("en", "Something went wrong on our side")],
)
async def test_a_browser_meets_a_page_of_what_failed_here(language: str, says: str, tmp_path: Path) -> None:
    app = app_that_raises(ValueError("NGUYEN THI HOA"), pages=Pages(tmp_path, service="one"))
    response = await ask(app, accept="text/html", accept_language=language)
    assert (response.status_code, response.headers["cache-control"]) == (500, "no-store")
    assert says in response.text
    assert "NGUYEN" not in response.text


@pytest.mark.parametrize(
    ("path", "method", "status", "told"),
    [
        ("/none", "GET", 404, ("not_found", "no_such_address")),
        ("/x", "GET", 405, ("method_not_allowed", "method_not_allowed")),
    ],
)
async def test_what_the_framework_refuses_has_the_same_shape(
    path: str, method: str, status: int, told: tuple[str, str]
) -> None:
    response = await ask(app_that_raises(ValueError()), path, method=method)
    assert response.status_code == status
    assert (response.json()["error"], response.json()["reason"]) == told
    assert response.headers["cache-control"] == "no-store"
    assert status != 405 or response.headers["allow"] == "POST"


async def test_a_validation_error_names_the_place_and_not_the_value() -> None:
    app = app_that_raises(ValueError())

    async def endpoint(count: int) -> Response:
        return JSONResponse(count)

    app.add_api_route("/v", endpoint, methods=["GET"])
    response = await ask(app, "/v?count=secret", method="GET")
    assert response.status_code == 400
    assert response.json() == {
        "error": "invalid_request",
        "error_description": "the request is malformed at query.count",
        "reason": "parameters_malformed",
        "what_would_pass": "parameters encoded once, as a form, 100 at most",
    }


def test_an_endpoint_may_dress_an_error_itself() -> None:
    response = error_response(errors.InvalidRequest("no"), headers={"Content-Type": "application/jwt"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/jwt"
    assert response.headers["cache-control"] == "no-store"
