"""Judges the path, query and header parameters of a request."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, unquote

from backend.sandbox.amazon.judge_models import Operation, Parameter, path_names

SHOWN = 300


def shortened(message: str) -> str:
    """A validator's message without the whole document in it."""
    return message if len(message) <= SHOWN else f"{message[: SHOWN // 2]} … {message[-SHOWN // 2 :]}"


def path_problems(operation: Operation, raw_path: str) -> Iterator[str]:
    """What is wrong with the path's variables. `raw_path` is percent-encoded and fits the operation."""
    found = operation.path.fullmatch(raw_path)
    values = dict(zip(path_names(operation), found.groups() if found else (), strict=False))
    for parameter in _at(operation, "path"):
        if parameter.name in values:
            yield from _value_problems(parameter, unquote(values[parameter.name]))


def query_problems(operation: Operation, query: str) -> Iterator[str]:
    """What is wrong with a raw query string: unknown, repeated, missing and unfit parameters."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    known = {parameter.name for parameter in _at(operation, "query")}
    for name in given:
        if name not in known:
            yield f"query {name}: {operation.name} knows no such parameter"
        if (times := sum(1 for pair in pairs if pair[0] == name)) > 1:
            yield f"query {name}: given {times} times; lists are separated by commas"
    for parameter in _at(operation, "query"):
        if parameter.name in given:
            yield from _value_problems(parameter, given[parameter.name])
        elif parameter.required:
            yield f"query {parameter.name}: is required"


def header_problems(operation: Operation, headers: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the headers the model names. Header names are lower case here."""
    for parameter in _at(operation, "header"):
        if parameter.name.lower() in headers:
            yield from _value_problems(parameter, headers[parameter.name.lower()])
        elif parameter.required:
            yield f"header {parameter.name}: is required"


def _at(operation: Operation, place: str) -> Iterator[Parameter]:
    return (parameter for parameter in operation.parameters if parameter.place == place)


def _value_problems(parameter: Parameter, text: str) -> Iterator[str]:
    value: object
    if parameter.separator is None:
        value = _typed(parameter.kind, text)
    else:
        value = [_typed(parameter.kind, part) for part in text.split(parameter.separator)] if text else []
    if text == "" and parameter.required:
        yield f"{parameter.place} {parameter.name}: is empty"
    for error in parameter.validator.iter_errors(value):
        yield f"{parameter.place} {parameter.name}: {shortened(error.message)}"


def _typed(kind: str, text: str) -> object:
    """The value a text stands for, or the text itself where it does not fit, so that the schema complains."""
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError:
        return text
    return text
