"""Generated product types: whatever a valid schema asks, a person can enter; no schema breaks the form."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from backend.domain.product_form.document import document_of
from backend.domain.product_form.entering import read_values
from backend.domain.product_form.holding import holds
from backend.domain.product_form.reading import read_form, read_shown, required_now
from backend.marketplaces.amazon.schema_check import FORMATS, VALIDATOR, check
from tests.domain.product_form.person import EVERYTHING, enter, posted
from tests.domain.product_form.schemas import JUNK, PLACE, Schema, documents

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
often = settings(max_examples=30, deadline=None, suppress_health_check=SLOW)


@often
@given(documents())
def test_what_is_there_comes_back_as_it_was(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    assume(not check(schema, values))  # else a demand that can be met in one way only is met
    again = read_values(schema, posted(read_form(schema, (), values, PLACE, EVERYTHING)), PLACE)
    assert again == values


@often
@given(documents(languages=(PLACE.language,)))
def test_whatever_a_schema_asks_a_person_can_enter(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    assume(not check(schema, values))
    assert enter(schema, values) == values


@often
@given(documents())
def test_all_that_is_asked_for_now_has_a_field(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    form = read_form(schema, (), values, PLACE)
    drawn = {field.path[0]: field for section in form.sections for field in section.fields}
    for name in required_now(schema, values):
        assert name in drawn and any(True for _leaf in drawn[name].leaves())
    names = [field.name for field in form.fields() if field.kind not in ("list", "object")]
    assert len(names) == len(set(names))


@often
@given(documents())
def test_what_the_check_accepts_jsonschema_accepts(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    plain = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    assert VALIDATOR(plain, format_checker=FORMATS).is_valid(values) == (check(schema, values) == [])


@often
@given(documents())
def test_conditions_are_judged_as_the_check_judges(made: tuple[Schema, Schema]) -> None:
    schema, values = made
    document = document_of(schema)
    assert holds(document, document.root, values) == (check(schema, values) == [])


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW)
@given(JUNK, st.one_of(JUNK, st.dictionaries(st.text(max_size=3), JUNK, max_size=3)))
def test_no_schema_breaks_the_form(schema: Any, values: Any) -> None:
    schema = schema if isinstance(schema, dict) else {"properties": {"a": schema}}
    values = values if isinstance(values, dict) else {"a": values}
    form = read_form(schema, (), values, PLACE, EVERYTHING)
    again = read_values(schema, posted(form), PLACE)
    check(schema, again)
    check(schema, values)
    read_form(schema, (), again, PLACE, read_shown(posted(form)))
    required_now(schema, values)
