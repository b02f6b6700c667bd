"""Another version of the agreement comes into force under a running bridge, or is refused whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bridge.domain.agreement import Agreement, parse_agreement
from bridge.domain.audit_events import Event
from bridge.flows.treaty_ports import ActivatedAgreement
from domain.samples import AGREEMENT
from eid_cli.__main__ import app
from journeys.checks import require_error
from journeys.operating import Operator
from journeys.world import BRIDGE, VNEID, Link, open_link

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the agreement with these words changed, signed by these parties."""

    def written(*changes: tuple[str, str], parties: tuple[str, ...] = ("VN", "SG")) -> Path:
        text = (tmp_path / "vn-sg.yaml").read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        file = tmp_path / "next.yaml"
        file.write_text(text, "utf-8")
        signers = [word for party in parties for word in ("--party", party)]
        command = ["agreement", "sign", str(file), *signers, "--keys", str(tmp_path / "parties")]
        CliRunner().invoke(app, command)
        return file

    return written


NOW = AGREEMENT.serial
LOWERED = (f"serial: {NOW}\n", f"serial: {NOW - 1}\n")
RAISED = (f"serial: {NOW}\n", f"serial: {NOW + 1}\n")
SHORTER = ("retention: P30D", "retention: P10D")


async def serial(link: Link) -> int:
    async with link.client() as http:
        return int((await http.get(f"{BRIDGE}/v1/agreement")).json()["serial"])


async def test_a_newer_version_holds_from_the_next_decision_on_without_a_restart(
    signed_link: Link, operator: Operator, write: Write
) -> None:
    assert await serial(signed_link) == NOW
    done = await operator.run("activate", str(write(RAISED, SHORTER)))
    assert done.exit_code == 0, done.output
    assert await serial(signed_link) == NOW + 1
    entry = signed_link.log()[-1]
    assert (entry.event, entry.agreement_digest) == (
        Event.AGREEMENT_ACTIVATED,
        signed_link.world.agreement.digest,
    )
    assert (await operator.run("status")).stdout.startswith(f"serial {NOW + 1} since ")


async def test_a_suspension_stands_under_the_version_that_comes_after_it(
    signed_link: Link, operator: Operator, write: Write
) -> None:
    await operator.suspend("VN")
    assert (await operator.run("activate", str(write(RAISED)))).exit_code == 0
    assert [each.party for each in (await signed_link.world.treaty.refreshed()).agreement.suspensions] == [
        "VN"
    ]


REFUSED = [
    pytest.param(
        [SHORTER], ("VN", "SG"), [f"its serial is {NOW}, but {NOW} is in force"], id="the serial stays"
    ),
    pytest.param(
        [LOWERED],
        ("VN", "SG"),
        [f"its serial is {NOW - 1}, but {NOW} is in force"],
        id="a lower serial",
    ),
    pytest.param([RAISED], ("VN",), ["the signature of SG is missing"], id="one signature"),
    pytest.param(
        [LOWERED],
        ("SG",),
        [f"its serial is {NOW - 1}, but {NOW} is in force", "the signature of VN is missing"],
        id="a lower serial and one signature",
    ),
    pytest.param(
        [
            LOWERED,
            ("in_force_until: 2031-01-01", "in_force_until: 2020-01-01"),
            ("minimum_assurance: high", "minimum_assurance: hihg"),
        ],
        (),
        [
            "must be after in_force_from",
            "hihg",
            f"its serial is {NOW - 1}, but {NOW} is in force",
            "the signature of VN is missing",
            "the signature of SG is missing",
        ],
        id="everything at once",
    ),
]


@pytest.mark.parametrize(("changes", "parties", "faults"), REFUSED)
async def test_a_version_with_faults_is_refused_with_all_of_them_and_the_running_one_stays(
    signed_link: Link,
    operator: Operator,
    write: Write,
    changes: Any,
    parties: tuple[str, ...],
    faults: list[str],
) -> None:
    refused = await operator.run("activate", str(write(*changes, parties=parties)))
    assert refused.exit_code == 1
    assert [fault for fault in faults if fault not in refused.stderr] == []
    assert len(refused.stderr.splitlines()) == len(faults) + 1
    assert await serial(signed_link) == NOW
    assert signed_link.count("agreements") == 1


async def test_the_same_version_again_changes_nothing(
    signed_link: Link, operator: Operator, tmp_path: Path
) -> None:
    before = signed_link.record()
    assert (await operator.run("activate", str(tmp_path / "vn-sg.yaml"))).exit_code == 0
    assert signed_link.record() == before


async def test_what_was_put_into_the_database_past_the_parties_decides_nothing(
    signed_link: Link, write: Write
) -> None:
    """Nor does the version before it: whoever may write there could otherwise keep an old one alive."""
    text = write(RAISED).read_text("utf-8")
    parsed = parse_agreement(text)
    assert isinstance(parsed, Agreement)
    forged = ActivatedAgreement(NOW + 1, parsed.digest, text, None, signed_link.clock.now())
    await signed_link.world.ledger.atomically(lambda unit: unit.agreements.activate(forged))
    async with signed_link.client() as http:
        require_error(await http.get(f"{BRIDGE}/v1/agreement"), 503, "temporarily_unavailable")
        assert (await http.get(f"{BRIDGE}/healthz")).status_code == 200
        ready = await http.get(f"{BRIDGE}/readyz")
        assert (await http.get(f"{VNEID}/healthz")).status_code == 200
    assert ready.status_code == 503
    assert f"serial {NOW + 1}, which is in force, is refused" in ready.json()["checks"]["agreement"]["found"]


async def test_what_was_in_force_is_in_force_after_a_restart(
    signed_link: Link, operator: Operator, write: Write, tmp_path: Path
) -> None:
    newer = write(RAISED, SHORTER)
    await operator.run("activate", str(newer))
    await operator.suspend("SG")
    again = open_link(tmp_path, agreement_file=newer, party_keys=tmp_path / "parties.jwks")
    await again.world.remember_agreement()
    assert again.world.agreement.serial == NOW + 1
    assert [each.party for each in again.world.agreement.suspensions] == ["SG"]
    await again.close()


async def test_outside_a_sandbox_nothing_is_done_without_the_parties_public_keys(
    signed_link: Link, operator: Operator, tmp_path: Path
) -> None:
    for command in (("activate", str(tmp_path / "vn-sg.yaml")), ("status",), ("suspend", "--party", "VN")):
        refused = CliRunner().invoke(
            app, ["agreement", *command, *operator.database], env={"BRIDGE_SANDBOX": None}
        )
        assert refused.exit_code == 2
        assert "BRIDGE_PARTY_KEYS" in refused.stderr
    assert signed_link.count("agreement_statements") == 0
