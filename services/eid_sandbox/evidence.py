"""What each party saw, established by looking: at what the partner received, and into the bridge's files."""

import base64
import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SHORT = 46
# Words of FHIR's own vocabulary ("completed", "active") say nothing of a person and occur elsewhere too.
_VOCABULARY = frozenset({"resourceType", "status", "clinicalStatus", "verificationStatus", "system", "type"})
# Shorter ones occur by chance in any file of this size: that they are absent could not be seen.
_SHORTEST = 6
_SHORTEST_BASE64 = 10


def kept_by_the_bridge(folder: Path) -> bytes:
    """Every byte the bridge has on disk apart from its keys: database, write-ahead log, shared memory.

    Raises `FileNotFoundError` where there is no database: a search of nothing would always find nothing.
    """
    files = sorted(folder.glob("bridge.sqlite3*"))
    if not files:
        raise FileNotFoundError(f"no database in {folder}")
    return b"".join(path.read_bytes() for path in files)


def is_searchable(value: object) -> bool:
    """Whether a value holds a text long enough to be looked for."""
    return any(len(text) >= _SHORTEST for text in _texts(value))


def found_in(kept: bytes, value: object) -> bool:
    """Whether a value, or any text inside it, occurs in what was kept: raw, decomposed, base64 or hex."""
    texts = [text for text in _texts(value) if len(text) >= _SHORTEST]
    return any(form in kept for text in texts for form in _forms(text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in _VOCABULARY:
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _forms(text: str) -> Iterator[bytes]:
    for normal in ("NFC", "NFD"):
        raw = unicodedata.normalize(normal, text).encode()
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for offset in range(3):
            # Inside a longer text its base64 begins in one of three ways; the middle of each is fixed.
            encoded = base64.b64encode(b"\0" * offset + raw)
            middle = encoded[4 if offset else 0 : len(encoded) - 4]
            if len(middle) >= _SHORTEST_BASE64:
                yield middle
                yield middle.translate(bytes.maketrans(b"+/", b"-_"))


def shortly(value: object) -> str:
    """A value for a table cell."""
    text = value if isinstance(value, str) else _plain(value)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_plain(item) for item in value) or "none known"
    if isinstance(value, Mapping) and "resourceType" in value:
        concepts = [item for item in value.values() if isinstance(item, Mapping) and "coding" in item]
        named = [item.get("text") or item["coding"][0].get("display", "") for item in concepts]
        return str(named[-1] if named else value["resourceType"])
    if isinstance(value, Mapping):
        return " ".join(str(item) for item in value.values())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
