"""Why a token was not accepted, in stable words."""


class JwtError(Exception):
    """A signed or encrypted token is refused; ``reason`` is one of a few stable words and never quotes the
    token.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
