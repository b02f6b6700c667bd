"""The figures as tables in a terminal."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table


def show(document: Mapping[str, Any], console: Console) -> None:
    """Three tables: cost by service, what the citizen waits, memory."""
    machine = document["machine"]
    console.print(
        f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, {document['database']}; "
        f"the first {document['warm_up_flows_excluded']} journeys of each kind are in no figure"
    )
    for table in (_cost(document), _waiting(document), _memory(document["memory"])):
        console.print()
        console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _cost(document: Mapping[str, Any]) -> Table:
    table = _table(
        "CPU of each service (user and system)", "journey", "at a time", "service", "ms/flow", "flows/s/core"
    )
    for run in document["runs"]:
        for name, service in run["services"].items():
            rate = service["flows_per_s_per_core"]
            table.add_row(
                run["clause"],
                str(run["concurrency"]),
                name,
                f"{service['cpu_ms_per_flow']:.2f}",
                "" if rate is None else f"{rate:.1f}",
            )
        generator = f"{run['generator_cpu_ms_per_flow']:.2f}"
        table.add_row(run["clause"], str(run["concurrency"]), "(load generator)", generator, "")
    return table


def _waiting(document: Mapping[str, Any]) -> Table:
    table = _table("Whole journeys", "journey", "at a time", "flows", "errors", "flows/s", "p50 ms", "p99 ms")
    for run in document["runs"]:
        latency = run["latency_ms"]
        table.add_row(
            run["clause"],
            str(run["concurrency"]),
            str(run["flows"]),
            str(run["errors"]),
            f"{run['flows_per_s']:.1f}",
            f"{latency['p50']:.1f}",
            f"{latency['p99']:.1f}",
        )
    return table


def _memory(memory: Mapping[str, Any]) -> Table:
    services = memory["rss_mib"]
    table = _table("Resident memory in MiB", "after so many journeys in all", *services)
    for number, flows in enumerate(memory["after_flows"]):
        table.add_row(str(flows), *(f"{values[number]:.1f}" for values in services.values()))
    return table
