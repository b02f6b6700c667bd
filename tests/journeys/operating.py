"""The operator of a bridge, at a terminal beside it: `eid-bridge agreement …` on its database."""

import asyncio
import os
import shutil
from pathlib import Path

from typer.testing import CliRunner, Result

from eid_cli.__main__ import app
from several_bridges import AGREEMENT

_NO_SETTINGS = {name: None for name in os.environ if name.startswith("BRIDGE_")}


class Operator:
    """Has the parties' keys in a folder, as a simulator does; `public` are their public halves."""

    def __init__(
        self, data_dir: Path, database_url: str, folder: Path, *, public: Path | None = None
    ) -> None:
        self.database = ("--data-dir", str(data_dir), "--database-url", database_url)
        self.folder, self.public = folder, public

    async def run(self, command: str, *words: str, keys: str = "parties") -> Result:
        signs = ("--keys", str(self.folder / keys)) if command in ("suspend", "lift") else ()
        checks = ("--party-keys", str(self.public)) if self.public else ("--sandbox",)
        arguments = ["agreement", command, *words, *signs, *checks, *self.database]
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments, env=_NO_SETTINGS))

    async def suspend(self, party: str = "SG", *words: str) -> None:
        done = await self.run("suspend", "--party", party, *words)
        assert done.exit_code == 0, done.output

    async def lift(self) -> None:
        done = await self.run("lift", "--party", "VN", "--party", "SG")
        assert done.exit_code == 0, done.output


def signed_files(folder: Path) -> tuple[Path, Path]:
    """A copy of the agreement with both parties' signatures, and their public keys."""
    file = Path(shutil.copy(AGREEMENT, folder / "vn-sg.yaml"))
    keys = ("--keys", str(folder / "parties"))
    both = ("--party", "VN", "--party", "SG")
    assert CliRunner().invoke(app, ["agreement", "sign", str(file), *both, *keys]).exit_code == 0
    public = folder / "parties.jwks"
    public.write_text(CliRunner().invoke(app, ["agreement", "keys", *keys]).output, "utf-8")
    return file, public
