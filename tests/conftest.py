"""For the whole run: a PostgreSQL, where tests that want one were collected and none was named."""

import os
import sys
from contextlib import ExitStack
from subprocess import SubprocessError

import pytest
from hypothesis import settings

import effort
import local_postgresql

# Plain `make test` keeps to its five minutes; .ci/run, which requires everything, looks twice as long.
settings.register_profile("brief", max_examples=effort.BRIEF)
if os.environ.get("REQUIRE_ALL") != "1" and "CI" not in os.environ:
    settings.load_profile("brief")
# `--hypothesis-profile=full`, which `make test-full` asks for.
settings.register_profile("full", max_examples=effort.FULL, deadline=None, print_blob=True)

_for_the_run = pytest.StashKey[ExitStack]()


def pytest_collection_finish(session: pytest.Session) -> None:
    wanted = any("postgresql" in item.name for item in session.items)
    if not wanted or os.environ.get("TEST_DATABASE_URL") or session.config.option.collectonly:
        return
    if not local_postgresql.available():
        return
    stack = session.config.stash.setdefault(_for_the_run, ExitStack())
    try:
        os.environ["TEST_DATABASE_URL"] = stack.enter_context(local_postgresql.server())
    except (OSError, SubprocessError) as error:
        # The tests that want it will say that they were left out, or fail where everything is required.
        print(f"no PostgreSQL could be started: {error}", file=sys.stderr)  # noqa: T201
        return
    stack.callback(os.environ.pop, "TEST_DATABASE_URL")


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack := config.stash.get(_for_the_run, None):
        stack.close()
