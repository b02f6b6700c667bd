"""Kills bridge processes at random moments, and starts them again."""

import asyncio
import contextlib
import random
from dataclasses import dataclass
from pathlib import Path

from eid_cli.log_database import UnreadableLog, open_log
from eid_kit.tlog.frontier import Frontier
from eid_sandbox.process import Process
from eid_sandbox.processes import Processes
from eid_sandbox.soak.acknowledged import Acknowledged, Outages

_CALM_S = (0.2, 2.5)
_ALL_AT_ONCE = 0.2
_BETWEEN_HEADS_S = 0.5


@dataclass(frozen=True, slots=True)
class Killer:
    """SIGKILL to one of the bridges, sometimes to all at once; never to a mock."""

    processes: Processes
    outages: Outages
    choice: random.Random

    async def rage(self, until: float) -> int:
        """Kills until then; how many processes died. All of them answer when it returns."""
        clock = asyncio.get_running_loop().time
        kills = 0
        while clock() < until:
            await asyncio.sleep(self.choice.uniform(*_CALM_S))
            bridges = list(self.processes.bridges)
            victims = bridges if self.choice.random() < _ALL_AT_ONCE else [self.choice.choice(bridges)]
            self.outages.begin(clock())
            await asyncio.to_thread(_kill_and_restart, victims)
            self.outages.end(clock())
            kills += len(victims)
        return kills


def _kill_and_restart(victims: list[Process]) -> None:
    for victim in victims:
        victim.kill()
    for victim in victims:
        victim.start()
    for victim in victims:
        victim.wait()


async def remember_heads(acknowledged: Acknowledged, database_url: str) -> None:
    """Reads the log's head again and again, until cancelled: what it once said, it must stand by."""
    while True:
        # In the moment of a kill there may be nothing to read. What is never readable again, the audit finds.
        with contextlib.suppress(UnreadableLog):
            head = await asyncio.to_thread(_head, database_url)
            if not acknowledged.heads or head != acknowledged.heads[-1]:
                acknowledged.heads.append(head)
        await asyncio.sleep(_BETWEEN_HEADS_S)


def _head(database_url: str) -> tuple[int, bytes]:
    with open_log(database_url) as database:
        (head,) = database.heads()
        return head.size, Frontier.load(head.size, head.peaks).root()


def log_key(data_dir: Path) -> Path:
    """Where the log's key is, for whoever verifies it."""
    return data_dir / "keys" / "log.jwk"
