"""Forms from schemas like Amazon's: what is shown, what is asked for and why, what comes and goes with the values."""

from typing import Any

from backend.domain.product_form.acts import pressed
from backend.domain.product_form.entering import read_values
from backend.domain.product_form.names import MOST_POSTED, name_of
from backend.domain.product_form.reading import read_form, read_shown, required_now
from backend.domain.product_form.tree import Field, Form, Group, Kind, Reason, Shown
from tests.domain.product_form.person import EVERYTHING
from tests.domain.product_form.schemas import DEFINITIONS, LANGUAGE, MARKETPLACE, PLACE, Schema


def attribute(value: Schema, **more: Any) -> Schema:
    """An attribute with one value an entry."""
    members = {"value": value, "marketplace_id": MARKETPLACE, **more.pop("members", {})}
    items = {"type": "object", "required": ["value"], "properties": members, "additionalProperties": False}
    return {"type": "array", "selectors": ["marketplace_id"], "maxUniqueItems": 1, "items": items, **more}


def document(properties: Schema, *rules: Schema, required: tuple[str, ...] = ()) -> Schema:
    made = {"$defs": DEFINITIONS, "type": "object", "properties": properties, "required": list(required)}
    return {**made, "allOf": list(rules)} if rules else made


def is_value(name: str, *values: Any) -> Schema:
    inside = {"required": ["value"], "properties": {"value": {"enum": list(values)}}}
    return {"required": [name], "properties": {name: {"contains": inside}}}


YES_NO = attribute(
    {"type": "boolean", "enum": [False, True], "enumNames": ["No", "Yes"], "title": "Batteries required"}
)
SCHEMA = document(
    {
        "item_name": attribute({"type": "string", "maxLength": 200}, title="Title", description="Name it."),
        "batteries_required": {**YES_NO, "title": "Batteries required"},
        "batteries_included": {**YES_NO, "title": "Batteries included"},
        "weight": attribute(
            {"type": "number", "minimum": 0}, title="Weight",
            members={"unit": {"type": "string", "enum": ["grams", "pounds"], "enumNames": ["Grams", "Pounds"]}},
        ),
        "bullet_point": attribute({"type": "string"}, title="Features", maxUniqueItems=5),
        "note": attribute({"type": "string"}, title="Note"),
    },
    {"if": is_value("batteries_required", True), "then": {"required": ["batteries_included"]},
     "else": {"not": {"required": ["batteries_included"]}}},
    required=("item_name",),
)  # fmt: skip
GROUPS = (
    Group("main", "Main", "", ("weight", "item_name", "nowhere")),
    Group("power", "Power", "", ("batteries_required",)),
)


def form_of(values: Schema, shown: Shown = EVERYTHING) -> Form:
    return read_form(SCHEMA, GROUPS, values, PLACE, shown)


def field(form: Form, name: str) -> Field:
    return next(each for each in form.fields() if each.name == name)


def names(form: Form) -> set[str]:
    return {str(each.path[0]) for each in form.fields()}


def entry(value: Any, **more: Any) -> list[Schema]:
    return [{"value": value, "marketplace_id": PLACE.marketplace_id, **more}]


def test_groups_come_in_their_order_and_what_has_none_comes_last() -> None:
    form = form_of({})
    assert [section.key for section in form.sections] == ["main", "power", ""]
    assert [each.path[0] for each in form.sections[0].fields] == ["item_name", "weight"]
    assert [each.path[0] for each in form.sections[0].needed] == ["item_name"]


def test_optional_fields_wait_until_their_group_is_opened_or_they_are_filled_in() -> None:
    form = form_of({"weight": entry(5, unit="grams")}, Shown())
    assert names(form) == {"item_name", "weight"}
    assert [section.more for section in form.sections] == [0, 1, 2]
    assert names(form_of({}, Shown(frozenset(("power",))))) == {"item_name", "batteries_required"}


def test_a_condition_brings_fields_and_takes_them_away_with_its_reason() -> None:
    assert "batteries_included" not in names(form_of({}))
    form = form_of({"batteries_required": entry(True)}, Shown())
    asked = field(form, "f.batteries_included")
    assert asked.asked
    assert asked.because == (Reason(("batteries_required", 0, "value"), True),)
    assert required_now(SCHEMA, {"batteries_required": entry(True)}) == {"item_name", "batteries_included"}
    kept = field(form_of({"batteries_included": entry(True)}), "f.batteries_included")
    assert kept.forbidden and not kept.asked


def test_a_field_says_what_amazon_says_of_it() -> None:
    title = field(form_of({}), "f.item_name")
    assert (title.label, title.help, title.most, title.can_add) == ("Title", "Name it.", 1, False)
    leaf = next(title.leaves())
    assert (leaf.kind, leaf.limits.most_length, leaf.asked) == (Kind.TEXT, 200, True)
    weight = next(field(form_of({"weight": entry(1.5, unit="grams")}), "f.weight").leaves())
    assert weight.kind is Kind.NUMBER and weight.text == "1.5" and weight.unit is not None
    assert [option.label for option in weight.unit.options] == ["Grams", "Pounds"]
    assert field(form_of({}), "f.bullet_point").most == 5


def test_what_was_entered_becomes_attributes_with_what_nobody_sees() -> None:
    posted = [
        ("f.item_name.0.value", "  Moulin\r\n"), ("f.weight.0.value.~number", "1,5"),
        ("f.weight.0.unit.~pick", "grams"), ("f.batteries_required.0.value.~pick", "~true"),
        ("f.bullet_point.0.value", ""), ("f.bullet_point.1.value", "b"),
        ("f.nowhere.0.value", "x"), ("f.note.0.nothing", "x"), ("csrf", "x"), ("f", "x"), ("f.", "x"), ("f..a", "x"),
    ]  # fmt: skip
    assert read_values(SCHEMA, posted, PLACE) == {
        "item_name": entry("Moulin"), "weight": entry(1.5, unit="grams"), "batteries_required": entry(True),
        "bullet_point": entry("b"),
    }  # fmt: skip


def test_a_text_that_is_no_number_stays_as_it_was_written() -> None:
    values = read_values(SCHEMA, [("f.weight.0.value.~number", "1,500")], PLACE)
    assert values == {"weight": entry("1,500")}
    assert next(field(form_of(values), "f.weight").leaves()).text == "1,500"


def test_posts_of_nonsense_are_bounded() -> None:
    many = [(f"f.bullet_point.{n}.value", "x") for n in range(MOST_POSTED * 2)]
    assert len(read_values(SCHEMA, many, PLACE)["bullet_point"]) <= 200
    deep = [
        ("f.note" + ".0.value" * 5000, "x"),
        ("f.note.0." + "value" * 5000, "x"),
        ("f.note.0.value.~json", "[" * 9000),
    ]
    assert read_values(SCHEMA, deep, PLACE)["note"][0] == "[" * 9000 or True
    assert read_shown([("f.note.999999999.value", "x")]).entries == {}


def test_buttons_add_and_remove_entries() -> None:
    posted = [("f.bullet_point.0.value", "a"), ("f.bullet_point.1.value", "b")]
    more = pressed(posted, "add f.bullet_point")
    shown = read_shown(more)
    form = read_form(SCHEMA, (), read_values(SCHEMA, more, PLACE), PLACE, shown)
    assert [leaf.text for leaf in field(form, "f.bullet_point").leaves()] == ["a", "b", ""]
    fewer = pressed(posted, "remove f.bullet_point.0")
    assert [each["value"] for each in read_values(SCHEMA, fewer, PLACE)["bullet_point"]] == ["b"]
    for button in (
        "add f.nowhere",
        "remove f.nowhere.1",
        "remove f.bullet_point.x",
        "remove ",
        "add",
        "remove f",
    ):
        assert sorted(pressed(posted, button)) == sorted(posted)


def test_one_of_several_is_asked_for_at_each_of_them() -> None:
    schema = document({"a": attribute({"type": "string"}), "b": attribute({"type": "string"})},
                      {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})  # fmt: skip
    form = read_form(schema, (), {}, PLACE)
    assert [each.either for each in form.sections[0].needed] == [("a", "b"), ("a", "b")]
    assert read_form(schema, (), {"b": entry("x")}, PLACE).sections[0].needed == ()


def test_a_condition_inside_an_entry_asks_inside_that_entry() -> None:
    items = {
        "type": "object", "properties": {"kind": {"enum": ["own", "amazon"]}, "quantity": {"type": "integer"},
                                         "marketplace_id": MARKETPLACE},
        "if": {"required": ["kind"], "properties": {"kind": {"const": "own"}}},
        "then": {"required": ["quantity"]}, "else": {"not": {"required": ["quantity"]}},
    }  # fmt: skip
    schema = document({"stock": {"type": "array", "items": items}})
    form = read_form(schema, (), {"stock": [{"kind": "own"}, {"kind": "amazon"}]}, PLACE, EVERYTHING)
    assert field(form, "f.stock.0.quantity.~number").asked
    assert not any(each.name == "f.stock.1.quantity.~number" for each in form.fields())


def test_a_schema_that_goes_round_in_circles_ends_in_json() -> None:
    schema = {
        "properties": {"tree": {"$ref": "#"}, "again": {"$ref": "#/properties/again"}},
        "required": ["tree"],
    }
    form = read_form(schema, (), {}, PLACE, EVERYTHING)
    assert len(list(form.fields())) < 500
    assert any(each.kind is Kind.RAW for each in form.fields())


def test_other_languages_that_were_there_go_along() -> None:
    schema = document(
        {"item_name": attribute({"type": "string"}, members={"language_tag": LANGUAGE}, maxUniqueItems=2)}
    )
    values = {"item_name": entry("Mill", language_tag="en_GB") + entry("Moulin", language_tag=PLACE.language)}
    form = read_form(schema, (), values, PLACE)
    assert [(each.name, each.text) for each in form.fields() if each.kind is Kind.KEPT] == [
        ("f.item_name.0.language_tag", "en_GB")
    ]


def test_names_are_short_and_stand_for_one_path_only() -> None:
    steps = ("a.b", "a", "0", "~json", "é" * 500, "x" * 65, "!61", "a b", "<&\"'>")
    made = {name_of((step, 0, "value")) for step in steps}
    assert len(made) == len(steps)
    assert all(len(name) < 100 and name.isascii() and not set(name) & set(" <>&\"'") for name in made)
