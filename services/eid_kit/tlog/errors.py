"""What can be wrong with something that claims to come from a log."""


class TlogError(Exception):
    """Anything in this package that did not verify or did not parse."""


class ProofError(TlogError):
    """A proof that does not prove what it is offered for."""


class NoteError(TlogError):
    """A note or checkpoint that is malformed, unsigned by a trusted key, or wrongly signed."""


class LeafError(TlogError):
    """Bytes that are not a leaf of this log."""
