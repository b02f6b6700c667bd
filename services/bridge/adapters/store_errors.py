"""What every store raises alike, besides `StoreUnavailable`: bugs in a step, never bad input."""


class AlreadyExists(Exception):
    """An insert met a row with the same handle."""


class NotFound(Exception):
    """A replacement met no row to replace."""


class NotWritable(Exception):
    """A unit that was handed out for reading was written to."""
