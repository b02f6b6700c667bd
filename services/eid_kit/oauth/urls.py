"""URLs compared as protocols compare them (RFC 3986 section 6.2.2 and 6.2.3)."""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_IN_A_URL: Final = re.compile(r"[^!-~]|[\\^`{|}<>\"]")
_HOST_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")


def split(url: str) -> SplitResult:
    """Return the parts of an absolute http(s) URL; raise ``ValueError`` on anything else.

    Spaces, controls, backslashes and letters outside ASCII are refused before splitting: ``urlsplit`` drops
    some of them silently, and browsers read a backslash as a slash.
    """
    if _NOT_IN_A_URL.search(url):
        raise ValueError("a URL holds only printable ASCII characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:  # whose own words hold what was given, which may be a secret
        raise ValueError("its host or its port cannot be one") from error
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError("not an absolute http or https URL")
    if port == 0:
        raise ValueError("port 0 is no address")
    return parts


def authority(url: str) -> str:
    """Return host and port, also a port that is the scheme's own, as an outbound allow-list has them."""
    parts = split(url)
    host = parts.hostname or ""
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


def target(url: str) -> str:
    """Return the normal form of ``url`` without query and fragment; raise ``ValueError`` where there is none.

    Scheme and host in lower case, default port dropped, escapes of unreserved characters undone, the rest
    in upper case, an empty path as ``/``. Dot segments are refused, not resolved: no client that means well
    sends them.
    """
    parts = split(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("a URL with credentials in it")
    path = _ESCAPE.sub(_normal_escape, parts.path) or "/"
    if any(segment in (".", "..") for segment in path.split("/")):
        raise ValueError("dot segments in the path")
    return f"{origin(url)}{path}"


def origin(url: str) -> str:
    """Return scheme, host and a port that is not the default (RFC 6454 section 6.2)."""
    parts = split(url)
    host = parts.hostname or ""
    bracketed = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{bracketed}{port}"


def require_public_origin(url: str) -> str:
    """Return ``url`` when it can be where a service is reached; raise ``ValueError`` with what to write.

    RFC 8414 section 2: https, without query or fragment; plain http on loopback only. Scheme, host and port
    alone and in one spelling, because issuers are compared character by character, browsers send an Origin in
    that spelling, and cookies begin at the root.
    """
    parts = split(url)
    host = parts.hostname or ""
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("give scheme, host and port only, without a slash at the end")
    if parts.scheme != "https" and not is_loopback(host):
        raise ValueError("plain http is for loopback addresses only; behind a TLS proxy, give its https URL")
    if origin(url) != url or not (_HOST_NAME.fullmatch(host) or _is_canonical_ipv6(host)):
        raise ValueError(
            "give scheme and host in lower case, no port that is the scheme's own, and nothing after the port"
        )
    return url


def require_issuer(url: str) -> str:
    """Return ``url`` when it can be an issuer: a public origin and perhaps a path (RFC 8414 section 2).

    Raises ``ValueError`` with what to write.
    """
    path = split(url).path
    if not path:
        return require_public_origin(url)
    if path.endswith("/"):
        raise ValueError("leave out the slash at the end: issuers are compared character by character")
    if not url.endswith(path):
        raise ValueError("give nothing after the path")
    require_public_origin(url.removesuffix(path))
    if target(url) != url:
        raise ValueError("give its path without needless escapes")
    return url


def _is_canonical_ipv6(host: str) -> bool:
    try:
        return str(ipaddress.IPv6Address(host)) == host
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Tell whether a URL's host is this machine: ``localhost`` or a loopback address (RFC 8252 section
    8.3).
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _normal_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
