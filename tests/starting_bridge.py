"""A process that opens what a bridge is built upon, as often as it is told to, and says what it found.

Each line of its input names a data folder and a database; each line of its output the identity of the keys
and of the log found there, or the error. Several of them, told at the same moment, race to make them.
"""

import asyncio
import hashlib
import json
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bridge.settings import Settings
from bridge.world import World, open_world
from eid_kit.http.outbound import Outbound

AGREEMENT = Path(__file__).parents[1] / "agreements" / "vn-sg.yaml"


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(asyncio.run(_opened(*json.loads(line))))}\n")
        sys.stdout.flush()


def opened_and_closed(data_dir: str, database_url: str) -> dict[str, Any]:
    """Makes an installation, as a bridge does at its first start."""
    return asyncio.run(_opened(data_dir, database_url))


async def _opened(data_dir: str, database_url: str) -> dict[str, Any]:
    settings = Settings(
        data_dir=Path(data_dir), database_url=database_url, agreement_file=AGREEMENT, sandbox=True
    )
    try:
        world = open_world(
            settings, outbound=Outbound(), now=lambda: datetime.now(UTC), random_bytes=secrets.token_bytes
        )
        await world.remember_agreement()
    except Exception as error:  # noqa: BLE001 - nothing is swallowed: the test fails with these words
        return {"error": f"{type(error).__name__}: {error}"}
    found = _identity(world)
    await world.close()
    return found


def _identity(world: World) -> dict[str, Any]:
    keys = world.keys
    secrets_ = b"".join((keys.pairwise, keys.principal, keys.pepper, keys.nonce, keys.form))
    return {
        "log": world.ledger.log_verifier.dump(),
        "secrets": hashlib.sha256(secrets_).hexdigest(),
        "keys": [key.thumbprint() for key in (keys.oidc_sign, keys.upstream_sig, keys.upstream_enc)],
    }


if __name__ == "__main__":
    main()
