"""The four protocol endpoints, each made of the parts it uses."""

from collections.abc import Awaitable, Callable

from eid_kit.http.form_tokens import FormTokens
from eid_kit.http.pages import Pages
from eid_kit.oauth.dpop import NonceIssuer
from singpass_mock.authorize import AuthorizeEndpoint
from singpass_mock.id_token import IdTokens
from singpass_mock.par import PushEndpoint
from singpass_mock.parts import Parts
from singpass_mock.sign_in_pages import SignInPages
from singpass_mock.token import TokenEndpoint
from singpass_mock.userinfo import UserinfoEndpoint


def push_endpoint(parts: Parts) -> PushEndpoint:
    """`POST /fapi/par`."""
    return PushEndpoint(
        url=f"{parts.settings.issuer}/par",
        authentication=parts.authentication,
        proofs=parts.proofs,
        state=parts.state,
        faults=parts.faults,
        now=parts.now,
        random_bytes=parts.random_bytes,
    )


def authorize_endpoint(parts: Parts, pages: Pages) -> AuthorizeEndpoint:
    """`GET` and `POST /fapi/auth`."""
    return AuthorizeEndpoint(
        issuer=parts.settings.issuer,
        public_url=parts.settings.public_url,
        residents=parts.residents,
        subjects=parts.subjects,
        state=parts.state,
        pages=SignInPages(pages),
        form_tokens=FormTokens(parts.random_bytes(32)),
        now=parts.now,
        random_bytes=parts.random_bytes,
    )


def token_endpoint(parts: Parts) -> TokenEndpoint:
    """`POST /fapi/token`."""
    return TokenEndpoint(
        url=f"{parts.settings.issuer}/token",
        authentication=parts.authentication,
        keys=parts.keys,
        proofs=parts.proofs,
        state=parts.state,
        residents=parts.residents,
        id_tokens=IdTokens(parts.settings.issuer, parts.signer, parts.faults, parts.now),
        access_tokens=parts.access_tokens,
        faults=parts.faults,
        now=parts.now,
    )


def userinfo_endpoint(parts: Parts, *, sleep: Callable[[float], Awaitable[None]]) -> UserinfoEndpoint:
    """`GET /fapi/userinfo`."""
    return UserinfoEndpoint(
        issuer=parts.settings.issuer,
        url=f"{parts.settings.issuer}/userinfo",
        apps=parts.apps,
        keys=parts.keys,
        proofs=parts.proofs,
        nonces=NonceIssuer(parts.random_bytes(32)),
        subjects=parts.subjects,
        access_tokens=parts.access_tokens,
        signer=parts.signer,
        faults=parts.faults,
        now=parts.now,
        sleep=sleep,
    )
