"""Why a file could not be read, in a reader's words."""


def unread(error: OSError | UnicodeDecodeError) -> str:
    """As the system says it ("No such file or directory"), or that it is no text; no word of the content."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not text in UTF-8"
    return error.strerror or type(error).__name__
