"""YAML 1.2 as plain data with the line of every key, and every fault reported at once.

Plain data only: `NO` is a text (YAML 1.1 made Norway false), a duplicate key is a fault instead of a silent
overwrite, and anchors are refused, for a file of ten lines could otherwise unfold into gigabytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

_SIZE_LIMIT = 1024 * 1024
_DEPTH_LIMIT = 20
_BOOLEANS = {"true": True, "false": False}
_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "null": lambda _text: None,
    "bool": lambda text: _BOOLEANS[text.lower()],
    "int": int,
    "float": float,
}


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong in a file, and on which line (counted from 1)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


class Lined(dict[str, Any]):
    """A mapping that remembers its own line and the lines of its keys."""

    line: int
    lines: Mapping[str, int]


def read_yaml(text: str) -> tuple[Any, list[FileFault]]:
    """The data and the faults; with any fault the data is not to be used."""
    if len(text) > _SIZE_LIMIT:
        return None, [FileFault(1, "the file is larger than 1 MiB")]
    try:
        if (line := _line_of_alias(text)) is not None:
            return None, [FileFault(line, "aliases are not allowed here")]
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [FileFault(mark.line + 1 if mark else 1, f"not YAML: {error.problem}")]
    except (YAMLError, RecursionError) as error:
        return None, [FileFault(1, f"not YAML: {type(error).__name__}")]
    reader = _Reader([])
    data = reader.value(node, depth=0) if node is not None else None
    return data, reader.faults


def _line_of_alias(text: str) -> int | None:
    if "*" not in text:  # without the character there is none, and parsing twice takes its time
        return None
    events = YAML(typ="safe", pure=True).parse(text)
    return next((e.start_mark.line + 1 for e in events if isinstance(e, AliasEvent)), None)


@dataclass(frozen=True, slots=True)
class _Reader:
    faults: list[FileFault]

    def value(self, node: Node, *, depth: int) -> Any:
        if depth > _DEPTH_LIMIT:
            return self._fault(node, "nested too deeply")
        if isinstance(node, MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, SequenceNode):
            return [self.value(item, depth=depth + 1) for item in node.value]
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        return self._fault(node, "neither a mapping, a list nor a value")

    def _mapping(self, node: MappingNode, depth: int) -> Lined:
        found, lines = Lined(), {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._fault(key, "a key must be a plain text")
                continue
            if key.value in found:
                self._fault(key, f"{key.value!r} is given twice")
            found[key.value] = self.value(value, depth=depth + 1)
            lines[key.value] = _line(key)
        found.line, found.lines = _line(node), lines
        return found

    def _scalar(self, node: ScalarNode) -> Any:
        # Dates stay texts, as in JSON; so does everything with a tag of its own.
        read = _SCALARS.get(str(node.tag).rsplit(":", 1)[-1], str)
        try:
            return read(node.value)
        except (ValueError, KeyError):
            return self._fault(node, f"{node.value!r} is not understood; put it in quotes if it is a text")

    def _fault(self, node: Node, message: str) -> None:
        self.faults.append(FileFault(_line(node), message))


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
