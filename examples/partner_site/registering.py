"""The site's registration at the bridge: made once, kept in the data folder, made anew if need be."""

import asyncio
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from examples.partner_site.relying_party import Registration, RelyingParty


class Registrar:
    """Registers by open registration (RFC 7591), which only a sandbox offers."""

    def __init__(self, client: RelyingParty, file: Path, *, issuer: str, metadata: Mapping[str, Any]) -> None:
        self._client = client
        self._file = file
        self._issuer = issuer
        self._metadata = metadata
        self._known: Registration | None = None
        self._lock = asyncio.Lock()

    async def registration(self) -> Registration:
        """The stored registration, else a new one. Raises what `RelyingParty.register` raises."""
        async with self._lock:
            if self._known is None:
                self._known = self._load() or await self._register()
            return self._known

    def known_as(self) -> str | None:
        """The client_id we have, if we are registered at all. Nothing is asked of the bridge."""
        self._known = self._known or self._load()
        return self._known.client_id if self._known else None

    async def again(self, stale: Registration) -> Registration:
        """A new registration in place of one that the bridge no longer knows."""
        async with self._lock:
            if self._known is stale:
                self._known = await self._register()
        return await self.registration()

    async def _register(self) -> Registration:
        made = await self._client.register(self._metadata)
        self._store(made)
        return made

    def _load(self) -> Registration | None:
        if not self._file.is_file():
            return None
        stored = json.loads(self._file.read_text(encoding="utf-8"))
        # Another bridge, another port, another name: that registration is not for this site.
        if stored.get("issuer") != self._issuer or stored["metadata"] != self._metadata:
            return None
        kept = stored["credential"]
        credential = kept if isinstance(kept, str) else ECKey.import_key(kept)
        return Registration(stored["client_id"], credential, stored["uri"], stored["token"])

    def _store(self, made: Registration) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        key = made.credential
        stored = {
            "issuer": self._issuer,
            "metadata": self._metadata,
            "client_id": made.client_id,
            "credential": key if isinstance(key, str) else key.as_dict(private=True),
            "uri": made.uri,
            "token": made.token,
        }
        # Opened for its owner alone from the first byte on: it holds a private key, or a secret.
        opened = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            json.dump(stored, file, ensure_ascii=False)
