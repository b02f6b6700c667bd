"""When the store cannot record, nothing leaves; and once it can again, the same step still works."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bridge.adapters.sql import SqlLedger
from bridge.flows.deciding import Deciding
from bridge.flows.ports import StoreUnavailable, Unit
from bridge.flows.transaction import Transaction
from journeys.checks import require_error, require_page
from journeys.client import Organisation
from journeys.people import SINGAPOREAN
from journeys.walk import Begin
from journeys.world import Link


@contextmanager
def _full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every unit runs, and then its commit fails."""

    async def fail(_self: SqlLedger, _work: Callable[[Unit], Any]) -> Any:
        raise StoreUnavailable("the database failed: OperationalError")

    with monkeypatch.context() as broken:
        broken.setattr(SqlLedger, "atomically", fail)
        yield


async def test_without_a_store_no_request_is_taken(
    link: Link, hotel: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _full_disk(monkeypatch):
        response = await hotel.try_push(hotel.attempt(), ("name",))
    require_error(response, 503, "temporarily_unavailable")


async def test_without_a_store_no_code_leaves_and_the_form_still_counts_later(
    link: Link, hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await walk(hotel, attributes=("name",))
    page = await started.sign_in()
    before = link.record()
    with _full_disk(monkeypatch):
        require_page(await started.answer(page), 503, "store_unavailable")
    assert link.record() == before
    assert (await started.answer(page)).arrived is not None


async def test_without_a_store_no_token_leaves_and_the_code_still_counts_later(
    link: Link, hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    before = link.record()
    with _full_disk(monkeypatch):
        require_error(await hotel.try_redeem(started.attempt, code), 503, "temporarily_unavailable")
    assert link.record() == before
    await hotel.redeem(started.attempt, code)


async def test_without_a_store_no_value_leaves_and_the_token_still_counts_later(
    link: Link, hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await walk(hotel, attributes=("name",))
    token = await started.token()
    before = link.record()
    with _full_disk(monkeypatch):
        require_error(await hotel.try_userinfo(started.attempt, token), 503, "temporarily_unavailable")
    assert link.record() == before
    await hotel.userinfo(started.attempt, token)


async def test_without_a_store_no_browser_is_sent_to_sign_in(
    link: Link, hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await walk(hotel, attributes=("name",))
    with _full_disk(monkeypatch):
        require_page(await started.open(), 503)
    assert (await started.open()).form.people


async def test_a_store_away_while_a_sign_in_is_decided_costs_the_citizen_nothing(
    link: Link, hotel: Organisation, walk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The browser is given S1 in any case: nobody else holds it, and the next page decides."""

    async def fail(_self: Deciding, _before: Transaction, _after: Transaction) -> Transaction:
        raise StoreUnavailable("the database failed: OperationalError")

    started = await walk(hotel, attributes=("name",))
    sign_in_page = await started.open()
    with monkeypatch.context() as broken:
        broken.setattr(Deciding, "_recorded", fail)
        stopped = await started.browser.submit(sign_in_page, ("person", SINGAPOREAN), ("decision", "approve"))
    require_page(stopped, 503)
    shown = await started.browser.open(stopped.url)
    assert "asks you to share" in shown.text
    assert (await started.answer(shown)).arrived is not None
