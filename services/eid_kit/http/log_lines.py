"""Log lines on standard error: JSON for machines, text for people; in both, nothing that quotes a value."""

import logging
import re
from datetime import UTC, datetime
from typing import Any, Final, Literal, TextIO

from pythonjsonlogger.json import JsonFormatter

from eid_kit.http import request_log
from eid_kit.http.errors import where

LogFormat = Literal["text", "json"]

# Every member that a line can have, in order. What is not listed is not written, whoever hands it in.
FIELDS: Final = (
    "time",
    "level",
    "service",
    "logger",
    "message",
    "request_id",
    "transaction",
    "client_id",
    "method",
    "route",
    "status",
    "ms",
    "error",
    "reason",
)
_OURS: Final = ("bridge", "eid_kit", "eid_sandbox", "singpass_mock", "vneid_mock")
_SAID_ANYWAY: Final = frozenset(
    {"time", "level", "service", "logger", "message", "method", "route", "status"}
)
# Of a formatted traceback, the lines that name code; the message of an error may follow them.
_FRAME: Final = re.compile(r'  File "([^"]+)", line ([0-9]+), in [\w<>]+')


class WithoutValues(logging.Filter):
    """Tracebacks and representations of errors quote values; the kind of the error and its line do not.

    Server, event loop and libraries log unexpected errors with all of it. Only their first line is kept.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        first, *further = record.getMessage().strip().splitlines() or ("",)
        if error is not None:
            record.msg, record.args = "%s: %s", (first, where(error))
        elif further:
            # The whole traceback of an application that does not start or stop comes as a message.
            frames = [frame.groups() for line in further if (frame := _FRAME.fullmatch(line))]
            record.msg, record.args = "%s", ("an error at {}:{}".format(*frames[-1]) if frames else first,)
        record.exc_info = record.exc_text = record.stack_info = None
        return True


class _OfTheRequest(logging.Filter):
    """Says on every line which service and which request it is about."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def filter(self, record: logging.LogRecord) -> bool:
        for name, value in {"service": self._service, **request_log.current()}.items():
            setattr(record, name, value)
        return True


class _JsonLines(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            ["levelname", "name", "message"],
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: log_data[name] for name in FIELDS if log_data.get(name) is not None}


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S.%f")[:-3]
        further = (
            f"{name}={value}"
            for name in FIELDS
            if name not in _SAID_ANYWAY and (value := getattr(record, name, None)) is not None
        )
        service = getattr(record, "service", "-")
        return " ".join((f"{at} {record.levelname.lower()} {service}: {record.getMessage()}", *further))


def write_log_lines(
    log_format: LogFormat, *, service: str, server_level: int = logging.INFO
) -> "logging.StreamHandler[TextIO]":
    """Send everything that this process logs to standard error, in one form; return the handler.

    ``service`` is named on lines that belong to no request. Our own lines are shown from INFO on, those of
    the server from ``server_level`` on, those of libraries from WARNING on: an HTTP client's INFO names whole
    addresses.
    """
    handler = logging.StreamHandler()
    handler.addFilter(WithoutValues())
    handler.addFilter(_OfTheRequest(service))
    handler.setFormatter(_JsonLines() if log_format == "json" else _TextLines())
    logging.getLogger().addHandler(handler)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)  # anybody may send a bad id
    _take_over_the_server(server_level)
    return handler


def _take_over_the_server(level: int) -> None:
    """Started by its own command, the server has handlers of its own, and an access log with queries."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
        server.setLevel(level)
    # Codes and request URIs stand in the query.
    access = logging.getLogger("uvicorn.access")
    access.handlers.clear()
    access.propagate = False
    access.disabled = True
