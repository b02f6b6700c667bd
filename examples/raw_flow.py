"""One whole journey on the wire: a Singapore hospital asks a Vietnamese citizen, through the bridge.

Bare HTTPX and joserfc: every message is printed, in the order of the protocol. The script plays the hospital
and the citizen's browser, and uses no code of the simulator; copy freely.

    python examples/raw_flow.py --bridge http://localhost:8000
"""

import argparse
import base64
import hashlib
import html
import json
import re
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, import_key

REDIRECT_URI = "https://hospital.example.sg/callback"  # nobody needs to answer there: we are the browser
ATTRIBUTES = ["name", "birthdate", "gender", "allergies", "conditions", "medications", "blood_group"]
PURPOSE = "health.patient_summary"
DETAILS = {"type": "cross_border_attributes", "purpose": PURPOSE, "attributes": ATTRIBUTES}
NAMES = {"legal_name#en": "Raw Flow Hospital (invented)", "legal_name#vi": "Bệnh viện Raw Flow (hư cấu)"}
ACTIVITY = {"country": "SG", "sector": "health", "purposes": [PURPOSE], "dpo_contact": "dpo@hospital.example"}
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
PRINTED = re.compile(r"authorization|content-type|dpop.*|location|origin|set-cookie|www-authenticate")
JWT = re.compile(r"(eyJ[\w-]+)[.](eyJ[\w-]+)[.][\w-]+")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unexpected(Exception):
    """An answer with which the journey cannot go on."""


@dataclass
class Hospital:
    """The relying party: `key` says who it is, `dpop_key` is what the access token is bound to."""

    http: httpx.Client
    server: dict[str, Any]
    client_id: str
    key: ECKey
    dpop_key: ECKey
    dpop_nonce: str | None = None

    def push(self, verifier: str, state: str, nonce: str) -> str:
        """The request goes from server to server; what comes back is a reference to it."""
        basics = {"response_type": "code", "scope": "openid", "state": state, "nonce": nonce}
        pkce = {"code_challenge": sha256(verifier), "code_challenge_method": "S256"}
        request = {"redirect_uri": REDIRECT_URI, "authorization_details": json.dumps([DETAILS])}
        url = self.server["pushed_authorization_request_endpoint"]
        return str(body_of(self.post(url, basics | pkce | request), 201)["request_uri"])

    def redeem(self, code: str, verifier: str) -> dict[str, Any]:
        """Being asked for a nonce (RFC 9449 section 8) costs nothing: the code is still unspent."""
        proof = {"code": code, "code_verifier": verifier, "redirect_uri": REDIRECT_URI}
        parameters = {"grant_type": "authorization_code", **proof}
        response = self.post(self.server["token_endpoint"], parameters)
        if response.status_code == 400 and response.json()["error"] == "use_dpop_nonce":
            response = self.post(self.server["token_endpoint"], parameters)
        return body_of(response, 200)

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """The consented claims, once."""
        url = self.server["userinfo_endpoint"]
        headers = {"DPoP": self.proof("GET", url, ath=sha256(access_token))}
        headers["Authorization"] = f"DPoP {access_token}"
        return body_of(self.http.get(url, headers=headers), 200)

    def subject_of(self, id_token: str, nonce: str) -> str:
        """Who signed in, once signature, issuer, audience, nonce and expiry are as they must be."""
        (key,) = body_of(self.http.get(self.server["jwks_uri"]), 200)["keys"]
        claims = jwt.decode(id_token, import_key(key), algorithms=["ES256"]).claims
        expected = {"iss": self.server["issuer"], "aud": self.client_id, "nonce": nonce}
        if any(claims.get(name) != value for name, value in expected.items()) or claims["exp"] <= time.time():
            raise Unexpected("the id_token is for somebody else, another request or another time")
        return str(claims["sub"])

    def post(self, url: str, parameters: dict[str, str]) -> httpx.Response:
        """Authenticated by a fresh assertion, with a fresh proof: each works once."""
        who = {"client_id": self.client_id, "client_assertion_type": ASSERTION_TYPE}
        authenticated = {**parameters, **who, "client_assertion": self.assertion()}
        response = self.http.post(url, data=authenticated, headers={"DPoP": self.proof("POST", url)})
        self.dpop_nonce = response.headers.get("dpop-nonce") or self.dpop_nonce
        return response

    def assertion(self) -> str:
        """FAPI 2.0 Security Profile 5.3.2.1: the audience is the issuer, as a string."""
        claims = {"iss": self.client_id, "sub": self.client_id, "aud": self.server["issuer"]}
        once = {"exp": int(time.time()) + 60, "jti": secrets.token_urlsafe(16)}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims | once, self.key)

    def proof(self, method: str, url: str, **more: str) -> str:
        """RFC 9449 section 4.2: for this method and URL, now, once."""
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.dpop_key.as_dict(private=False)}
        nonce = {"nonce": self.dpop_nonce} if self.dpop_nonce else {}
        claims = {"htm": method, "htu": url, "iat": int(time.time()), "jti": secrets.token_urlsafe(16)}
        return jwt.encode(header, claims | nonce | more, self.dpop_key)


def citizen(browser: httpx.Client, url: str, person: str) -> dict[str, str]:
    """Signs in, ticks the optional blood group, agrees; returns what the browser brings to the hospital."""
    sign_in = follow(browser, browser.get(url))
    consent = submit(browser, sign_in, [("person", person), ("decision", "approve")])
    back = submit(browser, consent, [("attribute", "blood_group"), ("decision", "approve")])
    return dict(parse_qsl(urlsplit(back.headers.get("location", "")).query))


def submit(browser: httpx.Client, page: httpx.Response, chosen: list[tuple[str, str]]) -> httpx.Response:
    """Sends the page's form as a browser does: to its action, with its hidden fields and our Origin."""
    action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
    if action is None:
        raise Unexpected(f"{page.url.path} answered {page.status_code} without a form")
    target = page.url.join(html.unescape(action[1]))
    hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
    body = urlencode([*((name, html.unescape(value)) for name, value in hidden), *chosen])
    origin = {"Origin": f"{target.scheme}://{target.netloc.decode()}"}
    return follow(browser, browser.post(target, content=body, headers=origin | FORM))


def follow(browser: httpx.Client, response: httpx.Response) -> httpx.Response:
    """To the next page, or to the redirect that leaves for the hospital."""
    while response.has_redirect_location and not response.headers["location"].startswith(REDIRECT_URI):
        response = browser.get(response.url.join(response.headers["location"]))
    return response


class Wire:
    """Prints steps and messages; JSON Web Tokens appear as what they say."""

    def __init__(self, *, quiet: bool) -> None:
        self.show = (lambda _line: None) if quiet else print
        self.steps = 0

    def step(self, what: str) -> None:
        self.steps += 1
        self.show(f"\n== {self.steps}. {what}")

    def client(self) -> httpx.Client:
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [self.request], "response": [self.response]}
        return httpx.Client(event_hooks=hooks, trust_env=False, timeout=10)

    def request(self, request: httpx.Request) -> None:
        self.show(f"\n> {request.method} {request.url}")
        self.message(request.headers, request.content.decode())

    def response(self, response: httpx.Response) -> None:
        response.read()
        self.show(f"\n< {response.status_code} {response.reason_phrase}")
        self.message(response.headers, response.text)

    def message(self, headers: httpx.Headers, body: str) -> None:
        printed = [f"{name}: {said}" for name, said in headers.multi_items() if PRINTED.fullmatch(name)]
        kind = headers.get("content-type", "").split(";")[0]
        if kind == "application/json":
            printed += json.dumps(json.loads(body), ensure_ascii=False, indent=2).splitlines()
        elif kind == FORM["Content-Type"]:
            printed += [f"| {name}={value}" for name, value in parse_qsl(body)]
        elif body:
            printed.append(f"(page) {' '.join(re.sub(r'<[^>]+>', ' ', body).split())[:400]} ...")
        for line in printed:
            self.show(f"  {JWT.sub(unpacked, line)}")


def register(wire: Wire, http: httpx.Client, bridge: str) -> Hospital:
    """A hospital that the bridge knows."""
    wire.step("Discovery (RFC 8414): the issuer must be the one that was asked")
    server = body_of(http.get(f"{bridge}/.well-known/openid-configuration"), 200)
    if server["issuer"] != bridge:
        raise Unexpected(f"the issuer is {server['issuer']}")
    wire.step("Registration (RFC 7591), open in a sandbox: a public key goes in, no secret comes out")
    key = ECKey.generate_key("P-256", {"kid": "hospital-1", "use": "sig", "alg": "ES256"})
    metadata = {"jwks": {"keys": [key.as_dict(private=False)]}, "redirect_uris": [REDIRECT_URI]}
    registered = body_of(http.post(server["registration_endpoint"], json=NAMES | ACTIVITY | metadata), 201)
    return Hospital(http, server, registered["client_id"], key, ECKey.generate_key("P-256"))


def walk(wire: Wire, hospital: Hospital, person: str) -> dict[str, Any]:
    """The journey, step by step; returns the verified claims."""
    wire.step("Pushed request (RFC 9126): PKCE (7636), private_key_jwt (7523), RAR (9396), DPoP (9449)")
    verifier, state, nonce = (secrets.token_urlsafe(32) for _ in range(3))
    request_uri = hospital.push(verifier, state, nonce)

    wire.step("Browser: two parameters, no more (RFC 9126 section 4); sign-in page, then consent page")
    query = urlencode({"client_id": hospital.client_id, "request_uri": request_uri})
    with wire.client() as browser:
        back = citizen(browser, f"{hospital.server['authorization_endpoint']}?{query}", person)

    wire.step("Back at the hospital: our state, and the right issuer (RFC 9207), before the code is used")
    if (back.get("state"), back.get("iss")) != (state, hospital.server["issuer"]) or "code" not in back:
        raise Unexpected(f"the browser came back with {back.get('error', 'an answer to somebody else')}")

    wire.step("Token (RFC 6749 section 4.1.3): again with a nonce if asked to (RFC 9449 section 8)")
    tokens = hospital.redeem(back["code"], verifier)

    wire.step("id_token (OpenID Connect Core 3.1.3.7): signature, iss, aud, nonce, exp")
    subject = hospital.subject_of(tokens["id_token"], nonce)

    wire.step("Userinfo (RFC 9449 section 7): the proof names the token; same subject as in the id_token")
    userinfo = hospital.userinfo(tokens["access_token"])
    if userinfo["sub"] != subject:
        raise Unexpected("userinfo is about somebody else")
    return dict(userinfo["verified_claims"]["claims"])


def body_of(response: httpx.Response, status: int) -> dict[str, Any]:
    if response.status_code != status:
        raise Unexpected(f"{response.url.path} answered {response.status_code}: {response.text[:500]}")
    return dict(response.json())


def sha256(text: str) -> str:
    """Base64url of the hash: the PKCE challenge of a verifier, the `ath` of an access token."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def unpacked(token: re.Match[str]) -> str:
    parts = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode() for part in token.groups()]
    return f"JWT {' '.join(parts)}"


def main() -> int:
    parser = argparse.ArgumentParser(description="One hospital journey over bare HTTP, message by message.")
    parser.add_argument("--bridge", default="http://localhost:8000", metavar="URL", help="its issuer")
    parser.add_argument("--person", default="nguyen-thi-hoa", help="who signs in at the VNeID mock")
    parser.add_argument("--quiet", action="store_true", help="print the claims alone")
    arguments = parser.parse_args()
    wire = Wire(quiet=arguments.quiet)
    try:
        with wire.client() as http:
            claims = walk(wire, register(wire, http, arguments.bridge), arguments.person)
    except (Unexpected, JoseError, httpx.TransportError) as error:
        print(f"stopped: {error}", file=sys.stderr)
        return 1
    print(json.dumps(claims, ensure_ascii=False, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
