"""How the controls refuse, beside what every JSON endpoint refuses."""

from typing import ClassVar

from eid_kit.oauth.errors import OAuthError


class ControlRefused(OAuthError):
    """The controls answer the machine they run on, and nobody else."""

    code: ClassVar[str] = "access_denied"
    status: ClassVar[int] = 403


class UnknownPerson(OAuthError):
    """No person with that id lives in this simulator."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
