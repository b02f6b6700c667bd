"""Which language a page speaks: what the address asks for, else what the browser would rather have."""

import pytest

from eid_kit.http.language import choose_language

ACCEPTED = [
    pytest.param(None, "en", id="nothing"),
    pytest.param("vi", "vi", id="one"),
    pytest.param("vi-VN,vi;q=0.9,en;q=0.8", "vi", id="as a browser sends it"),
    pytest.param("fr, vi", "vi", id="one that we do not have is passed over"),
    pytest.param("en;q=0.1, vi;q=0.9", "vi", id="the heavier one behind the lighter"),
    pytest.param("en;q=0.5, vi", "vi", id="one without a weight weighs most"),
    pytest.param("vi;q=0", "en", id="one that weighs nothing is not wanted"),
    pytest.param("en, vi", "en", id="of two that weigh the same the first"),
    pytest.param("vi ; Q=0.7 , en ; q=0.6", "vi", id="spaces and a capital"),
    pytest.param("vi;q=high, en;q=0.9", "vi", id="a weight that is none"),
    pytest.param(";;;,,", "en", id="nothing but signs"),
]


@pytest.mark.parametrize(("header", "language"), ACCEPTED)
def test_the_browser_gets_what_it_would_rather_have(header: str | None, language: str) -> None:
    assert choose_language({}, header) == language


def test_the_address_counts_before_the_browser() -> None:
    assert choose_language({"lang": "vi"}, "en") == "vi"
    assert choose_language({"ui_locales": "fr vi"}, "en") == "vi"
