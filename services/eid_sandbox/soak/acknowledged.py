"""The clients' own ledger: what they were told, and when a process was down."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Acknowledged:
    """What reached a client, by transaction: each is in the database, and not there twice."""

    consents: set[str] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    heads: list[tuple[int, bytes]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {
            "consents": len(self.consents),
            "refusals": len(self.refusals),
            "tokens": len(self.tokens),
            "userinfo_answers": len(self.answers),
            "signed_heads": len(self.heads),
        }


@dataclass(slots=True)
class Outages:
    """When a process was down, in seconds of the loop's clock; an outage that goes on has no end yet."""

    spans: list[tuple[float, float | None]] = field(default_factory=list)

    def begin(self, at: float) -> None:
        """A process is about to be killed."""
        self.spans.append((at, None))

    def end(self, at: float) -> None:
        """Everything answers again."""
        self.spans = [(start, end if end is not None else at) for start, end in self.spans]

    def touched(self, start: float, end: float) -> bool:
        """Whether any of it fell into this time."""
        return any(begun <= end and (over is None or start <= over) for begun, over in self.spans)
