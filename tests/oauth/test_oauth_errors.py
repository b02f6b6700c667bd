import pytest

from eid_kit.oauth import errors
from eid_kit.oauth.errors import OAuthError


def subclasses(of: type[OAuthError]) -> list[type[OAuthError]]:
    return [leaf for child in of.__subclasses__() for leaf in (child, *subclasses(child))]


# Services add errors of their own; the tree is about the protocols'.
EVERY_ERROR = sorted(
    (error for error in subclasses(OAuthError) if error.__module__ == errors.__name__),
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("error", EVERY_ERROR)
def test_every_error_is_drawn_in_the_tree(error: type[OAuthError]) -> None:
    assert error.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (errors.InvalidRequest, "invalid_request", 400),
        (errors.InvalidClient, "invalid_client", 401),
        (errors.InvalidGrant, "invalid_grant", 400),
        (errors.InvalidToken, "invalid_token", 401),
        (errors.InsufficientScope, "insufficient_scope", 403),
        (errors.InvalidDpopProof, "invalid_dpop_proof", 400),
        (errors.UseDpopNonce, "use_dpop_nonce", 400),
        (errors.UpstreamDependencyError, "upstream_dependency_error", 502),
        (errors.TemporarilyUnavailable, "temporarily_unavailable", 503),
        (errors.ServerError, "server_error", 500),
        (errors.PayloadTooLarge, "invalid_request", 413),
        (errors.UnsupportedMediaType, "invalid_request", 415),
        (errors.InvalidRedirectUri, "invalid_redirect_uri", 400),
        (errors.UnmetAuthenticationRequirements, "unmet_authentication_requirements", 400),
    ],
)
def test_an_error_has_the_code_and_status_of_its_specification(
    error: type[OAuthError], code: str, status: int
) -> None:
    assert (error.code, error.status) == (code, status)


@pytest.mark.parametrize("error", EVERY_ERROR)
def test_only_errors_that_distrust_the_address_are_kept_from_redirecting(error: type[OAuthError]) -> None:
    distrusts = issubclass(error, errors.InvalidBrowserRequest | errors.InvalidRequestUri)
    assert error.may_redirect is not distrusts


def test_the_body_holds_only_the_members_that_are_set() -> None:
    bare = errors.InvalidScope("no such scope")
    assert bare.body() == {"error": "invalid_scope", "error_description": "no such scope"}
    full = errors.AccessDenied("no", reason="r", clause="c", attribute="a", what_would_pass="w")
    assert full.body() == {
        "error": "access_denied",
        "error_description": "no",
        "reason": "r",
        "clause": "c",
        "attribute": "a",
        "what_would_pass": "w",
    }


def test_a_description_cannot_split_a_header() -> None:
    error = errors.InvalidToken('a "quoted"\r\nSet-Cookie: x\\ tên')
    assert error.description == "a 'quoted'??Set-Cookie: x/ t?n"


def test_a_nonce_travels_beside_the_body_not_in_it() -> None:
    error = errors.UseDpopNonce(nonce="n-1")
    assert error.nonce == "n-1"
    assert "n-1" not in str(error.body())
