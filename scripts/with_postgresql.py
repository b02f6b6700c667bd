"""Runs a command with a PostgreSQL database of its own: every `{database_url}` among its arguments names it.

    python scripts/with_postgresql.py python -m eid_sandbox soak --database-url {database_url}

The server is that of TEST_DATABASE_URL, or one that is started from the tests' wheel and stopped afterwards.
"""

import os
import secrets
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import local_postgresql
from stores.ledgers import postgresql_url

EXIT_NO_SERVER = 2


def main(command: list[str]) -> int:
    """The command's exit status; 2 where there is no server to be had."""
    with ExitStack() as stack:
        if not os.environ.get("TEST_DATABASE_URL"):
            if not local_postgresql.available():
                print("no PostgreSQL can be started here; name one in TEST_DATABASE_URL", file=sys.stderr)
                return EXIT_NO_SERVER
            os.environ["TEST_DATABASE_URL"] = stack.enter_context(local_postgresql.server())
        url = stack.enter_context(postgresql_url(f"run_{secrets.token_hex(6)}"))
        return subprocess.run(
            [each.replace("{database_url}", url) for each in command], check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
