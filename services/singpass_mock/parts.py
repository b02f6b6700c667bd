"""The objects that several endpoints share, built by hand in reading order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from eid_kit.http.jwks_cache import JwksCache
from eid_kit.http.outbound import Outbound
from eid_kit.simulator.clients_file import load_clients
from eid_kit.simulator.faults import Faults
from eid_kit.simulator.key_files import load_or_make_key, load_or_make_secret
from singpass_mock.access_token import AccessTokens
from singpass_mock.app_keys import AppKeys
from singpass_mock.apps import Apps
from singpass_mock.client_authentication import ClientAuthentication
from singpass_mock.persona_dates import personas_on
from singpass_mock.proofs import Proofs
from singpass_mock.residents import Residents
from singpass_mock.settings import SingpassSettings
from singpass_mock.signing import Signer
from singpass_mock.state import State
from singpass_mock.subjects import Subjects

_SINGAPORE = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that is one per running mock."""

    settings: SingpassSettings
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    faults: Faults
    residents: Residents
    subjects: Subjects
    apps: Apps
    state: State
    signer: Signer
    keys: AppKeys
    proofs: Proofs
    authentication: ClientAuthentication
    access_tokens: AccessTokens


def build_parts(
    settings: SingpassSettings,
    *,
    now: Callable[[], datetime],
    faults: Faults,
    random_bytes: Callable[[int], bytes],
    outbound: Outbound,
) -> Parts:
    """Makes the keys at first start and reads the clients file. Raises `ClientsFileError`."""
    issuer = settings.issuer
    residents = Residents(personas_on(now().astimezone(_SINGAPORE).date()))
    apps, state = Apps(random_bytes=random_bytes), State(now=now)
    if settings.clients_file is not None:
        load_clients(settings.clients_file, apps.register)
    signer = Signer(load_or_make_key(settings.data_dir, "oidc-sign", "ES256"), faults)
    keys = AppKeys(JwksCache(outbound, now=now))
    return Parts(
        settings=settings,
        now=now,
        random_bytes=random_bytes,
        faults=faults,
        residents=residents,
        subjects=Subjects(load_or_make_secret(settings.data_dir, "subject", random_bytes), residents),
        apps=apps,
        state=state,
        signer=signer,
        keys=keys,
        proofs=Proofs(state, now),
        authentication=ClientAuthentication(issuer, apps, keys, state, now),
        access_tokens=AccessTokens(issuer, f"{issuer}/userinfo", signer, now, random_bytes),
    )
