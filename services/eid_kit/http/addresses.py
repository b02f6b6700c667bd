"""Connections to public addresses only, checked at the moment of connecting.

Checking the name beforehand would not do: it can resolve to another address a moment later.
"""

import ipaddress
import socket
from typing import Any, TypeAlias

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Called global by the library, and nobody's on the Internet: each may lead to an IPv4 address, or to a site's
# own. RFC 4291 section 2.5.5.1, RFC 2765 section 2.1, RFC 8215, RFC 3879.
_NOBODYS = tuple(
    map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "fec0::/10")),
)


class AddressNotAllowed(OSError):
    """The name leads to this machine or a private network; raised where a socket would have been made."""


def is_public(address: IpAddress) -> bool:
    """Tell whether an address is reachable by everyone; an address that carries another is judged by that
    one.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        carried = address.ipv4_mapped or address.sixtofour
        if carried is not None:
            return is_public(carried)
        if any(address in network for network in _NOBODYS):
            return False
    return address.is_global and not address.is_multicast


def public_socket(address_info: tuple[Any, ...]) -> socket.socket:
    """Return a socket for one resolved address; raise ``AddressNotAllowed`` when that is not public."""
    family, kind, protocol, _, address = address_info
    if not is_public(ipaddress.ip_address(str(address[0]).partition("%")[0])):
        raise AddressNotAllowed("not a public address")
    return socket.socket(family, kind, protocol)
