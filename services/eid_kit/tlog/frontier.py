"""The frontier: the least one must remember of a tree to append to it and to know its root.

It holds the roots of the complete subtrees that the tree consists of, largest first: one for each
one-bit of the size, so at most 64 hashes however long the log (a compact range starting at zero).
"""

from dataclasses import dataclass

from eid_kit.tlog.errors import TlogError
from eid_kit.tlog.merkle import EMPTY_ROOT, HASH_SIZE, node_hash


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree of `size` leaves. Immutable: undoing an append is forgetting its result."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise TlogError(f"a frontier of {self.size} leaves cannot have {len(self.peaks)} peaks")
        if any(len(peak) != HASH_SIZE for peak in self.peaks):
            raise TlogError("a peak is not a SHA-256 hash")

    def appended(self, leaf_hash: bytes) -> "Frontier":
        """The frontier after one more leaf."""
        peaks, merged = list(self.peaks), leaf_hash
        # Adding one to the size carries through its trailing one-bits; each carry joins two equal subtrees.
        carry = self.size
        while carry & 1:
            merged = node_hash(peaks.pop(), merged)
            carry >>= 1
        return Frontier(self.size + 1, (*peaks, merged))

    def root(self) -> bytes:
        """Root of the whole tree (RFC 9162 section 2.1.1)."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result

    def dump(self) -> bytes:
        """The peaks in one string, for storage next to the size."""
        return b"".join(self.peaks)

    @classmethod
    def load(cls, size: int, dumped: bytes) -> "Frontier":
        """The inverse of `dump`. Raises `TlogError` when size and peaks do not belong together."""
        steps = range(0, len(dumped), HASH_SIZE)
        return cls(size, tuple(dumped[i : i + HASH_SIZE] for i in steps))
