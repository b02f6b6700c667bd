"""docs/settings.md names every variable of the mocks and of the partner sites."""

from pathlib import Path

import pytest

from examples.all_sites import SITES
from examples.partner_site.serving import options
from singpass_mock.settings import SingpassSettings
from vneid_mock.settings import Settings as VneidSettings

PAGE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")


class Asked(dict[str, str]):
    """An environment in which nothing is set, and which remembers what was looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, otherwise: str | None = None) -> str | None:  # type: ignore[override]
        self.names.append(name)
        return otherwise


def read_by(site: str) -> list[str]:
    """The variables that a partner site reads."""
    environment = Asked()
    options(SITES[site], [], environment)
    return environment.names


@pytest.mark.parametrize("site", SITES)
def test_every_setting_of_a_partner_site_is_named(site: str) -> None:
    names = read_by(site)
    assert len(names) == 5
    assert [name for name in names if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize(("prefix", "settings"), [("VNEID", VneidSettings), ("SINGPASS", SingpassSettings)])
def test_every_setting_of_a_mock_is_named(
    prefix: str, settings: type[VneidSettings] | type[SingpassSettings]
) -> None:
    names = [f"`{prefix}_{name.upper()}`" for name in settings.model_fields]
    assert [name for name in names if name not in PAGE] == []
