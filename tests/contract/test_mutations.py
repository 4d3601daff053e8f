"""The judge refuses what is slightly wrong: a lost field, a mistyped one, a value outside its enum."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sandbox.amazon.judge_models import Operation, load_operations
from tests.contract.reference import (
    ANSWERED,
    CALLER,
    MODELS,
    Case,
    needs_models,
    open_judge,
    present,
    static_cases,
)

pytestmark = needs_models
OPERATIONS = load_operations(MODELS) if present else []
# Below these names anything goes, in the models as in life.
OPEN = {"attributes", "propertyGroups", "jsonSchema", "headers"}
VALUES = {"string": "X", "integer": "1", "number": "1", "boolean": "true"}


def _sound() -> list[Case]:
    judge = open_judge()
    return [
        case
        for case in (static_cases() if present else ())
        if case.status < 300
        and case.answer
        and not judge.answer(
            case.method, case.raw_path, case.status, ANSWERED, json.dumps(case.answer).encode()
        )
    ]


SOUND = _sound() if present else []


def _fields(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(document, dict):
        for name, value in document.items():
            yield (*path, name)
            if name not in OPEN:
                yield from _fields(value, (*path, name))
    elif isinstance(document, list):
        for place, value in enumerate(document):
            yield from _fields(value, (*path, place))


def _holder(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document


def _judged(case: Case, answer: Any) -> list[str]:
    return open_judge().answer(case.method, case.raw_path, case.status, ANSWERED, json.dumps(answer).encode())


@given(st.data())
def test_a_mistyped_field_of_an_answer_is_found(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(SOUND))
    answer = copy.deepcopy(case.answer)
    path = data.draw(st.sampled_from(list(_fields(answer))))
    holder = _holder(answer, path)
    holder[f"{path[-1]}Z"] = holder.pop(path[-1])
    assert _judged(case, answer)


@given(st.data())
def test_a_field_of_the_wrong_type_is_found(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(SOUND))
    answer = copy.deepcopy(case.answer)
    path = data.draw(st.sampled_from([path for path in _fields(answer) if path[-1] not in OPEN]))
    _holder(answer, path)[path[-1]] = [[None]]
    assert _judged(case, answer)


def _complete(operation: Operation) -> dict[str, str]:
    """A query with every required parameter."""
    query = {}
    for parameter in operation.parameters:
        if parameter.place == "query" and parameter.required:
            schema = parameter.validator.schema
            assert isinstance(schema, dict)
            allowed = schema.get("enum") or schema.get("items", {}).get("enum")
            instant = "2026-01-01T00:00:00Z" if schema.get("format") == "date-time" else None
            query[parameter.name] = str(allowed[0]) if allowed else instant or VALUES[parameter.kind]
    return query


def _asked(operation: Operation, query: dict[str, str]) -> set[str]:
    raw = "&".join(f"{name}={value}" for name, value in query.items())
    path = operation.path.pattern.replace("\\", "").replace("([^/]+)", "X").replace("(.+)", "X")
    return set(open_judge().request(operation.method, path, raw, CALLER, None))


@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda operation: f"{operation.method} {operation.name}"
)
def test_wrong_query_parameters_are_found(operation: Operation) -> None:
    query = _complete(operation)
    assert not [problem for problem in _asked(operation, query) if problem.startswith("query ")]
    assert any("storelane" in problem for problem in _asked(operation, {**query, "storelane": "1"}))
    for parameter in operation.parameters:
        if parameter.place != "query":
            continue
        if parameter.required:
            without = {name: value for name, value in query.items() if name != parameter.name}
            assert f"query {parameter.name}: is required" in _asked(operation, without)
        schema = parameter.validator.schema
        assert isinstance(schema, dict)
        if "enum" in schema or "enum" in schema.get("items", {}):
            wrong = _asked(operation, {**query, parameter.name: "NOT_IN_THE_LIST"})
            assert any(problem.startswith(f"query {parameter.name}: 'NOT_IN") for problem in wrong)
        if parameter.kind in ("integer", "boolean", "number"):
            wrong = _asked(operation, {**query, parameter.name: "several"})
            assert any(problem.startswith(f"query {parameter.name}: 'several'") for problem in wrong)
        if "maxItems" in schema:
            wrong = _asked(operation, {**query, parameter.name: ",".join(["X"] * (schema["maxItems"] + 1))})
            assert any(problem.startswith(f"query {parameter.name}: ") for problem in wrong)
