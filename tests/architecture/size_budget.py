"""Measures a Python file against the size budget: small pieces are what a newcomer can check by reading."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

FUNCTION = 40
LISTED_FUNCTION = 60
FILE = 250
PARAMETERS = 7
POSITIONAL = 3
PORT_METHODS = 8
LINE = 110

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Overrun:
    """One limit exceeded; ``where`` is ``path:name`` for a function or class, and the path for a file."""

    where: str
    what: str
    measured: int
    limit: int

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.measured}, limit {self.limit}"


def overruns(
    path: str, source: str, *, listed: Mapping[str, str], data_tables: Collection[str] = ()
) -> Iterator[Overrun]:
    """Every limit that ``source`` exceeds; ``listed`` functions (``path:name``) have the wider one."""
    lines = source.splitlines()
    if path not in data_tables and len(lines) > FILE:
        yield Overrun(path, "lines in the file", len(lines), FILE)
    for number, line in enumerate(lines, 1):
        if len(line) > LINE:
            yield Overrun(f"{path}:{number}", "characters in the line", len(line), LINE)
    yield from _in_body(ast.parse(source), path, "", listed)


def _in_body(node: ast.AST, path: str, prefix: str, listed: Mapping[str, str]) -> Iterator[Overrun]:
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, _Function | ast.ClassDef):
            name = f"{prefix}.{child.name}" if prefix else child.name
        if isinstance(child, _Function):
            yield from _of_function(child, f"{path}:{name}", listed, is_method=isinstance(node, ast.ClassDef))
        elif isinstance(child, ast.ClassDef):
            yield from _of_port(child, f"{path}:{name}")
        yield from _in_body(child, path, name, listed)


def _of_function(
    node: _Function, where: str, listed: Mapping[str, str], *, is_method: bool
) -> Iterator[Overrun]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    limit = LISTED_FUNCTION if where in listed else FUNCTION
    if length > limit:
        yield Overrun(where, "lines in the function", length, limit)
    positional = len(node.args.posonlyargs) + len(node.args.args)
    if is_method and positional and not any(_named(mark, "staticmethod") for mark in node.decorator_list):
        positional -= 1  # self or cls
    total = positional + len(node.args.kwonlyargs)
    if total > PARAMETERS:
        yield Overrun(where, "parameters", total, PARAMETERS)
    if positional > POSITIONAL:
        yield Overrun(where, "positional parameters", positional, POSITIONAL)


def _of_port(node: ast.ClassDef, where: str) -> Iterator[Overrun]:
    if not any(_named(base, "Protocol") for base in node.bases):
        return
    methods = sum(isinstance(child, _Function) for child in node.body)
    if methods > PORT_METHODS:
        yield Overrun(where, "methods of the port", methods, PORT_METHODS)


def _named(node: ast.expr, name: str) -> bool:
    if isinstance(node, ast.Subscript):
        node = node.value
    return (isinstance(node, ast.Name) and node.id == name) or (
        isinstance(node, ast.Attribute) and node.attr == name
    )
