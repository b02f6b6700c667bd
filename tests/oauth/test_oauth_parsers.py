"""Base64url, JSON, parameters, URLs: what has two readings is refused."""

import json
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eid_kit.oauth import base64url, strict_json, urls
from eid_kit.oauth.errors import InvalidAuthorizationDetails, InvalidRequest
from eid_kit.oauth.parameters import parse_form, parse_form_with_lists, parse_query
from eid_kit.oauth.rar import parse_authorization_details
from eid_kit.oauth.strict_json import StrictJsonError


@given(st.binary())
def test_base64url_returns_what_was_encoded(data: bytes) -> None:
    assert base64url.decode(base64url.encode(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("YQ==", id="padding"),
        pytest.param("YR", id="non-zero trailing bits"),
        pytest.param("Y", id="a length no bytes have"),
        pytest.param("Y Q", id="a space"),
        pytest.param("YQ\n", id="a line feed at the end"),
        pytest.param("+/+/", id="the other alphabet"),
        pytest.param("é", id="not ASCII"),
    ],
)
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        base64url.decode(text)


@given(st.text(alphabet=string.ascii_letters + string.digits + "-_", max_size=12))
def test_whatever_base64url_accepts_it_spells_the_same_way(text: str) -> None:
    try:
        data = base64url.decode(text)
    except ValueError:
        return
    assert base64url.encode(data) == text


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_strict_json_reads_what_json_writes(value: object) -> None:
    assert strict_json.loads(json.dumps(value), max_bytes=10**6, max_depth=40) == value


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param('{"a":1,"a":2}', "twice", id="a repeated member"),
        pytest.param('{"a":{"b":1,"\\u0062":2}}', "twice", id="a repeated member, spelt with an escape"),
        pytest.param("NaN", "not JSON", id="NaN"),
        pytest.param("-Infinity", "not JSON", id="infinity"),
        pytest.param("1e999", "beyond 64 bits", id="a number that becomes infinity"),
        pytest.param("1" * 5000, "beyond 64 bits", id="an endless integer"),
        pytest.param('"\\ud800"', "surrogate", id="a lone surrogate"),
        pytest.param('{"\\udfff":1}', "surrogate", id="a lone surrogate in a name"),
        pytest.param("[" * 17 + "]" * 17, "nested", id="too deep"),
        pytest.param("[" * 100_000, "nested", id="deep enough to exhaust the stack"),
        pytest.param("{} {}", "not JSON", id="two values"),
        pytest.param("", "not JSON", id="nothing"),
        pytest.param(b'"\xff"', "UTF-8", id="bytes that are no text"),
        pytest.param('"' + "x" * 200_000 + '"', "longer", id="too long"),
        pytest.param("\ufeff{}", "not JSON", id="a byte order mark"),
    ],
)
def test_strict_json_refuses(text: str | bytes, complaint: str) -> None:
    with pytest.raises(StrictJsonError, match=complaint):
        strict_json.loads(text, max_bytes=100_001)


def test_brackets_inside_strings_are_not_depth() -> None:
    text = json.dumps(['["{' * 20, 'a\\"[[[[[[[[[[[[[[[[[[[['])
    assert strict_json.loads(text, max_bytes=1000, max_depth=2) == json.loads(text)


@given(st.text() | st.binary())
def test_strict_json_fails_in_one_way_only(text: str | bytes) -> None:
    try:
        strict_json.loads(text, max_bytes=1000)
    except StrictJsonError:
        return


def test_parameters_are_decoded_and_empty_ones_count_as_absent() -> None:
    assert parse_form(b"a=1&b=&c&d=t%C3%AAn+%2B") == {"a": "1", "d": "tên +"}
    assert parse_query("") == {}


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        pytest.param("state=a&state=b", "state is repeated", id="a repeated parameter"),
        pytest.param("state=a&st%61te=b", "state is repeated", id="a repeated parameter, escaped"),
        pytest.param("state=&state=a", "state is repeated", id="a repeated parameter, once empty"),
        pytest.param("a=%zz", "escape", id="a malformed escape"),
        pytest.param("a=%f", "escape", id="a truncated escape"),
        pytest.param("a=%ff", "UTF-8", id="invalid UTF-8"),
        pytest.param("a=%00", "control", id="NUL"),
        pytest.param("a=%0d%0aSet-Cookie:x", "control", id="a line break"),
        pytest.param("a=%C2%85", "control", id="a C1 control"),
        pytest.param("&".join(f"p{n}=1" for n in range(101)), "too many", id="too many parameters"),
        pytest.param(b"a=\xc3\xaa", "URL-encoded", id="raw bytes"),
    ],
)
def test_parameters_with_two_readings_are_refused(query: str | bytes, complaint: str) -> None:
    with pytest.raises(InvalidRequest, match=complaint):
        parse_query(query)


def test_only_named_parameters_may_repeat() -> None:
    single, lists = parse_form_with_lists(
        "attribute=a&decision=approve&attribute=b", lists=("attribute", "x")
    )
    assert single == {"decision": "approve"}
    assert lists == {"attribute": ("a", "b"), "x": ()}
    with pytest.raises(InvalidRequest, match="decision is repeated"):
        parse_form_with_lists("decision=approve&decision=deny", lists=("attribute",))


@given(st.text() | st.binary())
def test_parameters_fail_in_one_way_only(body: str | bytes) -> None:
    try:
        parsed = parse_form(body)
    except InvalidRequest:
        return
    assert all(parsed.values())


def test_the_example_of_rfc_9396_is_read() -> None:
    text = """[{"type": "customer_information",
                "locations": ["https://example.com/customers"],
                "actions": ["read", "write"],
                "datatypes": ["contacts", "photos"]}]"""
    assert parse_authorization_details(text)[0]["type"] == "customer_information"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[]", id="an empty array"),
        pytest.param('{"type":"a"}', id="an object"),
        pytest.param('["a"]', id="an entry that is no object"),
        pytest.param("[{}]", id="an entry without type"),
        pytest.param('[{"type":1}]', id="a type that is no string"),
        pytest.param('[{"type":"a","type":"b"}]', id="a repeated member"),
        pytest.param('[{"type":"a","x":' + "[" * 9 + "]" * 9 + "}]", id="too deep"),
        pytest.param('[{"type":"' + "a" * 17_000 + '"}]', id="too long"),
        pytest.param("[" + ",".join(['{"type":"a"}'] * 17) + "]", id="too many"),
        pytest.param("[{", id="not JSON"),
    ],
)
def test_authorization_details_are_refused(text: str) -> None:
    with pytest.raises(InvalidAuthorizationDetails):
        parse_authorization_details(text)


@pytest.mark.parametrize(
    ("url", "same"),
    [
        pytest.param("HTTPS://Server.Example/token", "https://server.example/token", id="case of the host"),
        pytest.param("https://server.example:443/token", "https://server.example/token", id="default port"),
        pytest.param(
            "https://server.example/token?a=1#b", "https://server.example/token", id="query, fragment"
        ),
        pytest.param("https://server.example", "https://server.example/", id="empty path"),
        pytest.param("https://server.example/%7etoken", "https://server.example/~token", id="an escape"),
        pytest.param("https://server.example/%2ftoken", "https://server.example/%2Ftoken", id="escape case"),
        pytest.param("http://[::1]:80/x", "http://[::1]/x", id="an IPv6 address"),
    ],
)
def test_urls_that_mean_the_same_have_one_target(url: str, same: str) -> None:
    assert urls.target(url) == urls.target(same) == same


@pytest.mark.parametrize(
    ("url", "other"),
    [
        pytest.param("http://server.example/token", "https://server.example/token", id="scheme"),
        pytest.param("https://server.example:8443/token", "https://server.example/token", id="port"),
        pytest.param("https://server.example/Token", "https://server.example/token", id="case of the path"),
        pytest.param("https://server.example/token/", "https://server.example/token", id="a slash"),
        pytest.param(
            "https://server.example/%2Ftoken", "https://server.example//token", id="an escaped slash"
        ),
    ],
)
def test_urls_that_differ_have_different_targets(url: str, other: str) -> None:
    assert urls.target(url) != urls.target(other)


@pytest.mark.parametrize(
    "url",
    [
        "/token",
        "ftp://server.example/",
        "https:///token",
        "https://user:pw@server.example/",
        "https://server.example/a/../token",
        "https://server.example/%2e%2e/token",
        "https://server.example\\@other.example/",
        "https://server.example/\n",
        "https://server.example:0/",
        "https://server.example:99999/",
        "https://sérver.example/",
        "",
    ],
)
def test_urls_that_could_be_read_otherwise_have_no_target(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        urls.target(url)


@given(st.text())
def test_a_target_is_its_own_target(url: str) -> None:
    try:
        target = urls.target("https://server.example/" + url)
    except ValueError:
        return
    assert urls.target(target) == target


def test_a_repeated_member_among_thousands_is_found_in_one_pass() -> None:
    members = [f'"m{number}":1' for number in range(20_000)]
    started = time.perf_counter()
    with pytest.raises(strict_json.StrictJsonError, match="m19999 appears twice"):
        strict_json.loads("{" + ",".join([*members, '"m19999":1']) + "}", max_bytes=10**6, max_depth=2)
    # Counting each name over again takes more than ten times as long.
    assert time.perf_counter() - started < 1
