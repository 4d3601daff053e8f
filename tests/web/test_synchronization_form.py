"""The form of a synchronization policy: it says what the policy says, loses nothing that was entered, and warns."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain.conditions import FITTING, Case, tried
from backend.domain.issues import Cause, Problem
from backend.domain.money import Money
from backend.domain.policy import PolicyKind
from backend.domain.synchronization import Asks, Conditions, Field, Subject, SynchronizationPolicy
from backend.domain.synchronization import Test as Question
from backend.storage import catalogue, policies, revising
from backend.storage.policy_encoding import write_policy
from backend.storage.shops import Shop
from backend.web import languages
from backend.web.policy_forms import synchronization
from backend.web.policy_forms.about import About
from backend.web.policy_forms.rows import Pairs, form_of
from backend.web.policy_words.saying import sentences
from backend.web.problems import words
from backend.web.synchronization_words import tried_lines
from tests.web.desk import HTMX, Desk, merchant, open_desk, other_shop

SHOP = Shop(
    1, 1003, "Atelier", "", "open", "fr", "EUR", "fr", ("fr",), "FR", "KILOGRAM", "CM", frozenset(), 0, ""
)
ABOUT = About(SHOP, (), ("EUR",), ())
FEW = Question(Subject.QUANTITY, Asks.AT_MOST, "2")
VALUES = {
    Subject.ENABLED: st.just(""), Subject.IN_STOCK: st.just(""), Subject.QUANTITY: st.integers(0, 999).map(str),
    Subject.PRICE: st.integers(0, 99_999).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
    Subject.CATEGORY: st.integers(1, 10**12).map(str),
}  # fmt: skip


def questions(subject: Subject, asks: Asks) -> st.SearchStrategy[Question]:
    if subject is not Subject.ATTRIBUTE:
        return st.builds(Question, st.just(subject), st.just(asks), VALUES[subject])
    value = st.sampled_from(["x", "Bleu nuit"])
    if asks in (Asks.AT_LEAST, Asks.AT_MOST):
        value = st.sampled_from(["5", "0.5", "-12.75"])
    elif asks in (Asks.YES, Asks.NO):
        value = st.just("")
    return st.builds(Question, st.just(subject), st.just(asks), value, st.sampled_from(["Gamme", "Poids"]))


leaves = st.sampled_from([(s, a) for s, asks in FITTING.items() for a in asks]).flatmap(
    lambda pair: questions(*pair)
)


def groups(inner: st.SearchStrategy[Conditions]) -> st.SearchStrategy[Conditions]:
    return st.builds(
        lambda every, tests, within: Conditions(every, (*tests, *within)),
        st.booleans(), st.lists(leaves, max_size=3), st.lists(inner, max_size=2),
    ).filter(lambda made: bool(made.parts))  # fmt: skip


nested = st.recursive(
    st.builds(Conditions, st.booleans(), st.lists(leaves, min_size=1, max_size=3).map(tuple)), groups, max_leaves=8
)  # fmt: skip
kept_policies = st.builds(
    SynchronizationPolicy, only_enabled=st.booleans(), only_in_stock=st.booleans(), lists=st.booleans(),
    list_when=st.just(Conditions()) | nested, revises=st.booleans(), revise_when=st.just(Conditions()) | nested,
    fields=st.frozensets(st.sampled_from(Field)), relists=st.booleans(),
    relist_when=st.none() | st.just(Conditions()) | nested, stops=st.booleans(),
    stop_when=st.just(Conditions(all=False)) | nested,
)  # fmt: skip


@given(kept_policies, st.sampled_from(["en", "fr"]))
def test_what_a_policy_says_comes_back_from_its_form_as_it_was(
    policy: SynchronizationPolicy, language: str
) -> None:
    languages.speak(language)
    try:
        form = form_of(synchronization.written_policy(policy))
        assert synchronization.read(form, SynchronizationPolicy(), ABOUT) == (policy, {})
    finally:
        languages.speak("en")


@given(
    st.lists(
        st.tuples(
            st.sampled_from([
                "list_when.all", "list_when.tests.0.asks", "list_when.tests.0.number", "list_when.tests.0.category",
                "stop_when.groups.0", "stop_when.groups.0.groups.0.tests.1.asks", "relist_when.tests.x",
                "list_when.tests.0.attribute", "list_when.groups.0.all", "follow.price", "lists",
            ]),
            st.sampled_from(["", "yes", "any", "quantity:at_least", "price:at_most", "attribute:at_most", "-1", "1e9"])
            | st.text(max_size=8),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_odd_input_is_read_without_a_fault(pairs: Pairs) -> None:
    found, _errors = synchronization.read(form_of(pairs), SynchronizationPolicy(), ABOUT)
    assert isinstance(found, SynchronizationPolicy)


@pytest.mark.parametrize(
    ("pairs", "field"),
    [
        ([("list_when.tests.0.asks", "quantity:at_least")], "list_when.tests.0.number"),
        (
            [("list_when.tests.0.asks", "quantity:at_least"), ("list_when.tests.0.number", "2,5")],
            "list_when.tests.0.number",
        ),
        (
            [("list_when.tests.0.asks", "price:at_least"), ("list_when.tests.0.number", "2.999")],
            "list_when.tests.0.number",
        ),
        ([("stop_when.tests.0.asks", "category:within")], "stop_when.tests.0.category"),
        ([("stop_when.tests.0.asks", "attribute:equals"), ("stop_when.tests.0.value", "x")],
         "stop_when.tests.0.attribute"),
        ([("stop_when.tests.0.asks", "attribute:equals"), ("stop_when.tests.0.attribute", "x")],
         "stop_when.tests.0.value"),
        ([("stop_when.tests.0.asks", "weather:yes")], "stop_when.tests.0.asks"),
        ([("stop_when.groups.0.all", "any")], "stop_when.groups.0.all"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_beside_its_field(pairs: Pairs, field: str) -> None:
    _policy, errors = synchronization.read(form_of(pairs), SynchronizationPolicy(), ABOUT)
    assert list(errors) == [field]


def a_form(**more: str) -> dict[str, str]:
    return {
        "kind": "synchronization",
        "name": "Mine",
        "lists": "yes",
        "stops": "yes",
        "relists": "yes",
        **more,
    }


async def post(desk: Desk, **more: str) -> str:
    answer = await desk.browser.post("/policies/new/preview", data=a_form(**more), headers=HTMX)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_rows_and_groups_come_and_go_with_all_that_was_entered(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        page = await desk.page("/policies/new?kind=synchronization")
        assert 'value="add:list_when.tests"' in page
        one = {"list_when.tests.0.asks": "quantity:at_least", "list_when.tests.0.number": "oops"}
        more = await post(desk, act="add:list_when.groups", **one)
        assert 'value="oops"' in more
        assert 'name="list_when.groups.0.all"' in more
        assert "data-focus" in more
        one |= {"list_when.groups.0.all": "any"}
        deeper = await post(desk, act="add:list_when.groups.0.groups", **one)
        assert 'name="list_when.groups.0.groups.0.all"' in deeper
        assert 'value="add:list_when.groups.0.groups.0.tests"' in deeper
        assert 'value="add:list_when.groups.0.groups.0.groups"' not in deeper, (
            "the form adds two levels of groups"
        )
        row = await post(desk, act="add:list_when.groups.0.tests", **one)
        assert 'name="list_when.groups.0.tests.0.category"' in row
        less = await post(desk, act="remove:list_when.tests.0", **one)
        assert "oops" not in less
        assert 'name="list_when.groups.0.all"' in less


async def test_deeper_groups_than_the_form_adds_are_kept(migrated_url: str, tmp_path: Path) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        deep = Conditions(False, (Conditions(True, (Conditions(False, (Conditions(True, (FEW,)),)),)),))
        kept = await keep(desk, SynchronizationPolicy(list_when=deep))
        page = await desk.page(f"/policies/{kept}/edit")
        assert 'name="list_when.groups.0.groups.0.groups.0.tests.0.number" value="2"' in page


async def keep(desk: Desk, policy: SynchronizationPolicy) -> int:
    db = desk.world.house.db
    kept = (await policies.defaults(db, desk.shop_id))[PolicyKind.SYNCHRONIZATION]
    await db.execute(
        "update policy set body = :body where id = :id", {"body": write_policy(policy), "id": kept.id}
    )
    await revising.mark_policy(db, kept.id, desk.world.now)
    return kept.id


async def test_faults_stand_beside_their_fields_and_nothing_is_lost(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        form = a_form(**{"stop_when.tests.0.asks": "price:at_most", "stop_when.tests.0.number": "cheap"})
        answer = await desk.browser.post(
            "/policies/new/preview", data=form, headers={"sec-fetch-site": "same-origin"}
        )
        assert answer.status_code == 422
        assert 'id="stop_when.tests.0.number:error"' in answer.text
        assert 'value="cheap"' in answer.text


async def test_rules_that_contradict_each_other_are_said_before_saving(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path, published=False) as desk:
        stop = {"stop_when.tests.0.asks": "quantity:at_most", "stop_when.tests.0.number": "5"}
        again = {"relist_when.tests.0.asks": "quantity:at_least"}
        both = await post(desk, act="x", **stop, **again, **{"relist_when.tests.0.number": "3"})
        assert "A product can meet the stop rule and the others at once" in both
        list_more = {"list_when.tests.0.asks": "quantity:at_least", "list_when.tests.0.number": "6"}
        fine = await post(desk, act="x", **stop, **again, **list_more, **{"relist_when.tests.0.number": "6"})
        assert "at once: then it is stopped" not in fine
        never = await post(
            desk, act="x", **stop, **list_more,
            **{"relist_when.tests.0.asks": "quantity:at_most", "relist_when.tests.0.number": "2"},
        )  # fmt: skip
        assert "Careful: the stop rule stops all" in never


async def test_the_listing_shows_the_very_test_and_what_does_not_follow(
    migrated_url: str, tmp_path: Path
) -> None:
    async with open_desk(migrated_url, tmp_path) as desk:
        db = desk.world.house.db
        category = await db.fetch_val("select category_id from product_category order by category_id limit 1")
        name = dict(await catalogue.categories(db, desk.shop_id, "en"))[category]
        inside = Question(Subject.CATEGORY, Asks.WITHIN, str(category))
        policy = SynchronizationPolicy(
            stop_when=Conditions(True, (Conditions(False, (inside, FEW)),)),
            fields=frozenset(Field) - {Field.PRICE},
        )
        kept = await keep(desk, policy)
        await desk.world.house.web.wake("offers", desk.seller_id)
        await desk.world.settle(200, 5)
        listing_id = await db.fetch_val(
            "select l.id from listing l join product_category c on c.product_id = l.product_id"
            " where l.cause = 'stopped_by_rule' and c.category_id = :id order by l.id limit 1", {"id": category},
        )  # fmt: skip
        page = await desk.page(f"/listings/{listing_id}")
        assert "Stopped by your rule" in page
        assert f"it is in the category “{name}”. Now: yes" in page
        assert "Any of these" in page
        assert "Does not follow your shop" in page
        assert f'href="/policies/{kept}"' in page
        why = await desk.page(f"/listings/{listing_id}/why", **HTMX)
        assert f"It is in the category “{name}”" in why
        french = (
            await merchant(desk.world, desk.shop_id, "fr").get(f"/listings/{listing_id}/why", headers=HTMX)
        ).text
        assert "Arrêté par votre règle" in french
        eye = await desk.page(f"/policies/{kept}")
        assert f"it is in the category “{name}” or at most 2 pieces are offered" in eye
        assert "but for: the price" in eye
        strange = await (await other_shop(desk.world)).get(f"/policies/{kept}/edit")
        assert strange.status_code in (404, 303)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_test_has_words_for_what_it_wants_and_what_it_met(language: str) -> None:
    languages.speak(language)
    try:
        case = Case(True, 3, 3, Money(1250, "EUR"))
        said = set()
        for subject, fitting in FITTING.items():
            for asks in fitting:
                test = Question(subject, asks, "7", "Gamme")
                (line,) = tried_lines(tried(Conditions(True, (test,)), case), {7: "Mode"})
                assert line.words
                assert line.value
                said.add(line.words)
                problem = Problem(Cause.RULE_UNMET, {
                    "rule": "list", "subject": subject.value, "asks": asks.value, "value": "7", "attribute": "Gamme",
                    "actual": tried(test, case).actual,
                })  # fmt: skip
                assert "…" not in words(problem).why
        assert len(said) == sum(len(fitting) for fitting in FITTING.values())
        assert all(sentences(SynchronizationPolicy(fields=frozenset({field}))) for field in Field)
    finally:
        languages.speak("en")
