"""Reading requests: bodies, credentials, form tokens, origins."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from eid_kit.http import forms
from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.origin import require_own_origin
from eid_kit.oauth import errors
from eid_kit.oauth.errors import OAuthError


def request_with(
    *headers: tuple[str, str], body: Iterable[bytes] = (), query: bytes = b"", content_type: str | None = None
) -> Request:
    """Build a request; its body arrives in the given chunks."""
    chunks = list(body)
    messages = iter(
        [
            *({"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks),
            {"type": "http.request", "body": b"", "more_body": False},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    named = [*headers, *([("content-type", content_type)] if content_type is not None else [])]
    raw = [(name.encode(), value.encode()) for name, value in named]
    return Request({"type": "http", "method": "POST", "headers": raw, "query_string": query}, receive)


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", f'{FORM.upper()};charset="UTF-8"'])
async def test_a_form_is_read_across_chunks(content_type: str) -> None:
    request = request_with(body=[b"a=1&", b"b=2"], content_type=content_type)
    assert await forms.read_form(request) == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        pytest.param([b"a=1"], None, errors.UnsupportedMediaType, id="no media type"),
        pytest.param([b"a=1"], "application/json", errors.UnsupportedMediaType, id="JSON"),
        pytest.param(
            [b"a=1"], "multipart/form-data; boundary=x", errors.UnsupportedMediaType, id="multipart"
        ),
        pytest.param([b"a=1"], f"{FORM}; charset=utf-16", errors.UnsupportedMediaType, id="another charset"),
        pytest.param([b"a=1&a=2"], FORM, errors.InvalidRequest, id="a repeated parameter"),
        pytest.param([b"a=" + b"x" * 65_535], FORM, errors.PayloadTooLarge, id="too long at once"),
        pytest.param([b"x" * 40_000, b"x" * 40_000], FORM, errors.PayloadTooLarge, id="too long in chunks"),
    ],
)
async def test_a_form_with_one_thing_wrong_is_refused(
    body: list[bytes], content_type: str | None, error: type[OAuthError]
) -> None:
    with pytest.raises(error) as refused:
        await forms.read_form(request_with(body=body, content_type=content_type))
    assert type(refused.value) is error


async def test_reading_stops_at_the_limit() -> None:
    delivered = 0

    def endless() -> Iterable[bytes]:
        nonlocal delivered
        for _ in range(1000):
            delivered += 1
            yield b"x" * 1024

    messages = ({"type": "http.request", "body": chunk, "more_body": True} for chunk in endless())

    async def receive() -> dict[str, object]:
        return next(messages)

    request = Request(
        {"type": "http", "method": "POST", "headers": [(b"content-type", FORM.encode())]}, receive
    )
    with pytest.raises(errors.PayloadTooLarge):
        await forms.read_form(request)
    assert delivered == 65


async def test_a_client_that_hangs_up_before_the_end_of_its_body_is_at_fault() -> None:
    messages: Iterator[dict[str, object]] = iter(
        [{"type": "http.request", "body": b"a=", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    request = Request(
        {"type": "http", "method": "POST", "headers": [(b"content-type", FORM.encode())]}, receive
    )
    with pytest.raises(errors.InvalidRequest, match="ended early"):
        await forms.read_form(request)


async def test_check_boxes_may_repeat() -> None:
    request = request_with(body=[b"attribute=a&attribute=b&decision=approve"], content_type=FORM)
    single, lists = await forms.read_form_with_lists(request, lists=("attribute",))
    assert (single, lists) == ({"decision": "approve"}, {"attribute": ("a", "b")})


async def test_json_is_read_strictly() -> None:
    good = request_with(body=[b'{"now":', b"1}"], content_type="application/json; charset=utf-8")
    assert await forms.read_json(good) == {"now": 1}
    for body in (b'{"a":1,"a":2}', b"", b"NaN"):
        with pytest.raises(errors.InvalidRequest):
            await forms.read_json(request_with(body=[body], content_type="application/json"))
    with pytest.raises(errors.UnsupportedMediaType):
        await forms.read_json(request_with(body=[b"{}"], content_type="text/plain"))
    with pytest.raises(errors.PayloadTooLarge):
        await forms.read_json(request_with(body=[b"[1,2,3]"], content_type="application/json"), 6)


def test_a_query_is_read_strictly() -> None:
    assert forms.query_of(request_with(query=b"a=1&b=")) == {"a": "1"}
    with pytest.raises(errors.InvalidRequest):
        forms.query_of(request_with(query=b"a=1&a=1"))


def test_exactly_one_dpop_header_is_taken() -> None:
    assert forms.dpop_proof(request_with()) is None
    assert forms.dpop_proof(request_with(("dpop", "p"))) == "p"
    with pytest.raises(errors.InvalidDpopProof):
        forms.dpop_proof(request_with(("dpop", "p"), ("dpop", "p")))


def test_the_access_token_is_in_the_header_under_its_scheme() -> None:
    assert forms.access_token(request_with(("authorization", "dpop abc.-_~+/=")), "DPoP") == "abc.-_~+/="
    assert forms.access_token(request_with(("authorization", "Bearer abc")), "Bearer") == "abc"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param([], id="none"),
        pytest.param([("authorization", "Bearer abc")], id="another scheme"),
        pytest.param([("authorization", "DPoP")], id="no token"),
        pytest.param([("authorization", "DPoP a b")], id="two words"),
        pytest.param([("authorization", "DPoP a,b")], id="a comma"),
        pytest.param([("authorization", "DPoP a"), ("authorization", "DPoP a")], id="two headers"),
        pytest.param([("authorization", "DPoPa")], id="no space"),
    ],
)
def test_anything_but_one_token_of_the_scheme_is_refused(headers: list[tuple[str, str]]) -> None:
    with pytest.raises(errors.InvalidToken):
        forms.access_token(request_with(*headers, query=b"access_token=abc"), "DPoP")


def test_basic_credentials_are_optional_but_single() -> None:
    header = ("authorization", "Basic YTpi")
    assert forms.basic_credentials(request_with()) is None
    assert forms.basic_credentials(request_with(header)) == ("a", "b")
    with pytest.raises(errors.InvalidClient):
        forms.basic_credentials(request_with(header, header))


def test_our_own_origin_is_accepted() -> None:
    require_own_origin(request_with(("origin", "http://localhost:8002")), "http://localhost:8002/fapi")
    require_own_origin(request_with(("origin", "https://as.test")), "https://AS.test:443/")


@pytest.mark.parametrize(
    "origins",
    [
        pytest.param([], id="none"),
        pytest.param(["null"], id="null"),
        pytest.param(["http://localhost:8001"], id="another port"),
        pytest.param(["https://localhost:8002"], id="another scheme"),
        pytest.param(["http://127.0.0.1:8002"], id="another name of this machine"),
        pytest.param(["http://localhost:8002.evil.test"], id="a name that begins like ours"),
        pytest.param(["http://localhost:8002", "http://evil.test"], id="two of them"),
    ],
)
def test_any_other_origin_is_refused(origins: list[str]) -> None:
    request = request_with(*(("origin", value) for value in origins), ("host", "localhost:8002"))
    with pytest.raises(errors.InvalidBrowserRequest):
        require_own_origin(request, "http://localhost:8002")


TOKENS = FormTokens(b"k" * 32)


def test_a_form_token_is_for_its_parts_and_its_installation_alone() -> None:
    token = TOKENS.issue("consent", "tx-1")
    TOKENS.require(token, "consent", "tx-1")
    for parts in (("consent", "tx-2"), ("consent",), ("tx-1", "consent"), ("consent", "tx-1", "")):
        with pytest.raises(errors.InvalidBrowserRequest):
            TOKENS.require(token, *parts)
    for other in (None, "", token[:-1], token + "A", "tên"):
        with pytest.raises(errors.InvalidBrowserRequest):
            TOKENS.require(other, "consent", "tx-1")
    with pytest.raises(errors.InvalidBrowserRequest):
        FormTokens(b"j" * 32).require(token, "consent", "tx-1")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_different_parts_never_share_a_form_token(some: list[str], others: list[str]) -> None:
    assert (TOKENS.issue(*some) == TOKENS.issue(*others)) is (some == others)


def test_a_form_token_key_has_at_least_32_bytes() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FormTokens(b"short")
