"""PostgreSQL gone, restarted, full, or frozen in the middle of a journey: nothing leaves that is not
recorded, nobody waits for ever, and once the server is well again the same step works.
"""

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import local_postgresql
from bridge.adapters.sql.engines import database_url
from bridge.domain.audit_events import Event
from eid_sandbox.browser import Page
from journeys.checks import require_error, require_page
from journeys.client import TOKEN, Organisation
from journeys.walk import Begin
from journeys.world import BRIDGE, Link, opened
from local_postgresql import LocalServer

IMPATIENT_S = 0.5
WITHOUT_THE_DATABASE = ("/docs", "/openapi.json", "/oauth/jwks", "/baseline/oauth/jwks", "/upstream/jwks")
# As PostgreSQL says it itself: class 53, insufficient resources.
_FILLED = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON log_leaves EXECUTE FUNCTION disk_is_full();
"""
_EMPTIED = "DROP TRIGGER full_disk ON log_leaves; DROP FUNCTION disk_is_full();"


@pytest.fixture(scope="module")
def postgresql() -> Iterator[LocalServer]:
    """A server of this module's own: the run's is not to be killed."""
    if not local_postgresql.available():
        if os.environ.get("REQUIRE_ALL"):
            pytest.fail("no PostgreSQL can be started here, and REQUIRE_ALL is set")
        pytest.skip("no PostgreSQL can be started here: trouble with it is NOT tested")
    with local_postgresql.local_server() as running:
        yield running


@pytest.fixture
async def link(postgresql: LocalServer, tmp_path: Path) -> AsyncIterator[Link]:
    """The link on that server; its whole log must be sound afterwards."""
    name = f"trouble_{os.urandom(4).hex()}"
    _run(postgresql.url, f"CREATE DATABASE {name}")
    url = database_url(postgresql.url).set(database=name).render_as_string(hide_password=False)
    async with opened(tmp_path, database_url=url) as link:
        yield link


def _run(url: str, *statements: str) -> None:
    engine = create_engine(database_url(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@contextmanager
def _full(link: Link, _server: LocalServer) -> Iterator[None]:
    _run(link.settings.database, _FILLED)
    yield
    _run(link.settings.database, _EMPTIED)


@contextmanager
def _gone(_link: Link, server: LocalServer) -> Iterator[None]:
    server.kill()
    yield
    server.start()


Trouble = Callable[[Link, LocalServer], AbstractContextManager[None]]
TROUBLES = [pytest.param(_gone, id="gone"), pytest.param(_full, id="full")]


@pytest.mark.full
async def test_a_postgresql_that_was_restarted_between_two_steps_is_not_noticed(
    hotel: Organisation, walk: Begin, postgresql: LocalServer
) -> None:
    started = await walk(hotel, attributes=("name",))
    page = await started.sign_in()
    postgresql.restart()
    code = _code(await started.answer(page))
    token = (await hotel.redeem(started.attempt, code))["access_token"]
    postgresql.restart()
    await hotel.userinfo(started.attempt, token)


@pytest.mark.thorough
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_postgresql_in_trouble_costs_nobody_a_step(
    link: Link, hotel: Organisation, walk: Begin, postgresql: LocalServer, trouble: Trouble
) -> None:
    started = await walk(hotel, attributes=("name",))
    page = await started.sign_in()
    with trouble(link, postgresql):
        require_page(await started.answer(page), 503)
    code = _code(await started.answer(page))
    with trouble(link, postgresql):
        require_error(await hotel.try_redeem(started.attempt, code), 503, "temporarily_unavailable")
    token = (await hotel.redeem(started.attempt, code))["access_token"]
    with trouble(link, postgresql):
        require_error(await hotel.try_userinfo(started.attempt, token), 503, "temporarily_unavailable")
    await hotel.userinfo(started.attempt, token)


@pytest.mark.thorough
async def test_nobody_waits_for_ever_for_a_postgresql_that_is_frozen(
    link: Link, hotel: Organisation, walk: Begin, postgresql: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = await walk(hotel, attributes=("name",))
    code = await started.code()
    with postgresql.frozen(), monkeypatch.context() as impatient:
        impatient.setattr(link.world.ledger, "_patience_s", IMPATIENT_S)
        for _ in range(3):
            require_error(await hotel.try_redeem(started.attempt, code), 503, "temporarily_unavailable")
        proof = hotel.proof(started.attempt.key, "POST", TOKEN)
        form = hotel.token_form(started.attempt, code)
        began_at = time.monotonic()
        require_error(
            await hotel.http.post(TOKEN, data=form, headers={"DPoP": proof}), 503, "temporarily_unavailable"
        )
        assert time.monotonic() - began_at < 2 * IMPATIENT_S, "one patience for all steps of a request"
        began_at = time.monotonic()
        for path in WITHOUT_THE_DATABASE:
            assert (await hotel.http.get(f"{BRIDGE}{path}")).status_code == 200
        assert time.monotonic() - began_at < IMPATIENT_S, "what knows no agreement waits for none"
    # The one that was under way may have been done when it thawed; those queued behind it were taken back.
    assert (await hotel.try_redeem(started.attempt, code)).status_code in (200, 400)
    assert [entry.event for entry in link.log()].count(Event.TOKENS_ISSUED) == 1


def _code(page: Page) -> str:
    assert page.arrived is not None, (page.status, page.text)
    return page.arrived["code"]
