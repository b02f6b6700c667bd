"""The identity providers, as the bridge is their client: in journeys, and for citizens' own pages."""

from bridge.adapters.portal_sign_in import PortalSingpass, PortalVneid
from bridge.adapters.provider import Credentials, Provider
from bridge.adapters.upstream_singpass import UpstreamSingpass
from bridge.adapters.upstream_vneid import UpstreamVneid
from bridge.flows.portal_sign_in import IdentityProvider
from bridge.flows.upstream import Upstream
from bridge.settings import Settings
from bridge.world import World
from eid_kit.http.jwks_cache import JwksCache


def journey_upstreams(settings: Settings, world: World, jwks: JwksCache) -> dict[str, Upstream]:
    """By the name that a partner's request may give: where a citizen signs in, and whence attributes come."""
    callback = f"{settings.public_url}/upstream"
    return {
        "vneid": UpstreamVneid(
            _provider(settings.vneid_issuer, world, jwks),
            settings.vneid_client_id,
            f"{callback}/vneid/callback",
        ),
        "singpass": UpstreamSingpass(
            _provider(settings.singpass_issuer, world, jwks),
            settings.singpass_client_prefix,
            f"{callback}/singpass/callback",
        ),
    }


def portal_upstreams(
    settings: Settings, world: World, jwks: JwksCache, *, callback: str
) -> dict[str, IdentityProvider]:
    """By the same names: where a citizen signs in to the pages below `/me`, and no attribute comes along."""
    return {
        "vneid": PortalVneid(
            _provider(settings.vneid_issuer, world, jwks), settings.vneid_client_id, f"{callback}/vneid"
        ),
        "singpass": PortalSingpass(
            _provider(settings.singpass_issuer, world, jwks),
            settings.singpass_client_prefix,
            f"{callback}/singpass",
        ),
    }


def _provider(issuer: str, world: World, jwks: JwksCache) -> Provider:
    return Provider(
        issuer=issuer,
        outbound=world.outbound,
        jwks=jwks,
        credentials=Credentials(world.keys.upstream_sig, world.keys.upstream_enc),
        now=world.now,
        random_bytes=world.random_bytes,
    )
