"""The listings page: what it sorts and filters by, saved views, chosen columns, and values set by hand.

Revision ID: 0015
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNLIMITED = 1_000_000_000_000

# What a row of the grid says by its listing, from the row `new`; the JSON paths are the databases' own.
_SAME = (
    "seller_id", "marketplace_id", "selling_policy_id", "synchronization_policy_id", "shipping_policy_id",
    "condition", "status", "cause", "paused", "sku", "asin",
)  # fmt: skip
_READ_FROM = (
    *_SAME, "run_id", "muted", "offer", "sent", "shown", "asked_price", "status_at", "sent_at", "pushed_at",
)  # fmt: skip
_SCALE = (
    "(case when {0} in ('JPY', 'KRW', 'CLP', 'VND', 'ISK') then 1000"
    " when {0} in ('BHD', 'KWD', 'OMR', 'JOD', 'TND') then 1 else 10 end)"
)


def _json(dialect: str, column: str, *path: str | int) -> str:
    """A value of a JSON column as text or number; null where the column is empty. A step below 0 counts from behind."""
    if dialect == "sqlite":
        steps = "".join(
            f".{step}" if isinstance(step, str) else f"[{step}]" if step >= 0 else f"[#{step}]"
            for step in path
        )
        found = f"json_extract({{row}}{column}, '${steps}')"
    else:
        found = f"({{row}}{column}\\:\\:json #>> '{{{{{','.join(map(str, path))}}}}}')"
    return f"(case when {{row}}{column} = '' then null else {found} end)"


def _said(dialect: str) -> dict[str, str]:
    """The grid's columns by a listing, as SQL on `{row}`."""

    def whole(column: str, *path: str | int) -> str:
        return f"cast({_json(dialect, column, *path)} as bigint)"

    def price(column: str, *path: str | int) -> str:
        return f"coalesce({whole(column, *path, 0)} * {_SCALE.format(_json(dialect, column, *path, 1))}, -1)"

    most = "max" if dialect == "sqlite" else "greatest"
    by_amazon = (
        f"(case when {_json(dialect, 'shown', 'fulfilled_by_amazon')} {_true(dialect)} then 1 else 0 end)"
    )
    there, wanted = price("shown", "price"), price("offer", "offer", "price")
    pieces = f"coalesce({whole('shown', 'quantity')}, -1)"
    wanted_pieces = f"coalesce({whole('offer', 'offer', 'quantity')}, -1)"
    return {
        **{name: f"{{row}}{name}" for name in _SAME},
        "run_id": "coalesce({row}run_id, 0)",
        "muted": "case when {row}cause = '' then 0 else {row}muted end",
        "price": wanted, "quantity": wanted_pieces, "price_there": there, "quantity_there": pieces,
        "by_amazon": by_amazon,
        "differs": _differs(dialect),
        "changed_at": f"{most}({{row}}status_at, coalesce({{row}}sent_at, 0), coalesce({{row}}pushed_at, 0))",
    }  # fmt: skip


def _differs(dialect: str) -> str:
    """Whether any field is not as it is wanted: what domain/field_differences.py says, field by field."""

    def of(column: str, *path: str | int) -> str:
        return _json(dialect, column, *path)

    def number(found: str) -> str:
        return f"cast({found} as bigint)"

    known = f"{of('shown', 'known')} {_true(dialect)}"

    def there(*path: str | int) -> str:
        return f"(case when {known} then {of('shown', *path)} end)"

    sent_price, waits = of("sent", "price"), of("offer", "quantity_steps", -1, 0)
    pieces = (
        f"(case when {waits} = 'waiting' then coalesce({of('offer', 'quantity_steps', -2, 1)},"
        f" {of('offer', 'offer', 'quantity')}) else {of('offer', 'offer', 'quantity')} end)"
    )
    price = (
        # While a sale runs Amazon may show either of the two.
        f"{{row}}asked_price is null and coalesce({there('price')}, {sent_price}) <> {of('offer', 'offer', 'price')}"
        f" and not ({sent_price} = {of('offer', 'offer', 'price')}"
        f" and {there('price')} = coalesce({of('sent', 'sale', 0)}, ''))"
        f" or {{row}}asked_price is not null and"
        f" coalesce({number(there('price', 0))}, {number(of('sent', 'price', 0))}) <> {{row}}asked_price"
    )
    quantity = (
        f"not coalesce({known} and {of('shown', 'fulfilled_by_amazon')} {_true(dialect)}, {_false(dialect)}) and"
        f" coalesce({number(there('quantity'))}, {number(of('sent', 'quantity'))}) <> {number(pieces)}"
    )
    sent_asin = of("sent", "asin")
    asin = (
        f"{{row}}asin <> '' and {sent_asin} <> '' and"
        f" coalesce(nullif({there('asin')}, ''), {sent_asin}) <> {{row}}asin"
    )
    rest = [
        f"nullif({of('offer', 'offer', *path)}, '') is not null and"
        f" {of('offer', 'offer', *path)} <> coalesce({shown}{of('sent', *path)}, '')"
        for path, shown in (
            (("condition",), ""), (("handling_days",), ""), (("shipping_template_id",), ""), (("condition_note",), ""),
            (("sale", 0), ""),
            (("list_price",), ""), (("business", 0), f"{there('business_price')}, "),
        )
    ]  # fmt: skip
    rest += [  # what is taken away differs until Amazon was told so
        f"nullif({of('offer', 'offer', *path)}, '') is null and nullif({of('sent', *path)}, '') is not null"
        for path in (
            ("shipping_template_id",),
            ("condition_note",),
            ("sale", 0),
            ("list_price",),
            ("business", 0),
        )
    ]
    every = " or ".join(f"({each})" for each in (price, quantity, asin, *rest))
    return f"case when {{row}}sent <> '' and {{row}}offer <> '' and ({every}) then 1 else 0 end"


def _false(dialect: str) -> str:
    return "0" if dialect == "sqlite" else "false"


def _true(dialect: str) -> str:
    return "= 1" if dialect == "sqlite" else "= 'true'"


def _of_shop(product: str, variation: str) -> dict[str, str]:
    """The grid's columns by what the shop has."""
    return {
        "title": f"{product}.name",
        "shop_price": f"{variation}.price * {_SCALE.format(f'{variation}.currency')}",
        "stock": f"coalesce({variation}.stock, {UNLIMITED})",
    }


def _insert(dialect: str, row: str, source: str) -> str:
    own = {"listing_id": f"{row}id", "shop_id": f"{row}shop_id", "product_id": f"{row}product_id",
           "variation_id": f"{row}variation_id"}  # fmt: skip
    said = own | {name: sql.format(row=row) for name, sql in _said(dialect).items()} | _of_shop("p", "v")
    return (
        f"insert into listing_grid ({', '.join(said)}) select {', '.join(said.values())} from {source}"
        f" p.id = {row}product_id and v.id = {row}variation_id"
    )


def _statements(dialect: str) -> list[str]:
    """All rows that there are, then the triggers that keep them."""
    anew = ", ".join(f"{name} = {sql.format(row='new.')}" for name, sql in _said(dialect).items())
    change = f"update listing_grid set {anew} where listing_id = new.id"
    begin = _insert(dialect, "new.", "product p, variation v where")
    shop = _of_shop("new", "new")
    title = f"update listing_grid set title = {shop['title']} where product_id = new.id"
    stock = (
        f"update listing_grid set shop_price = {shop['shop_price']}, stock = {shop['stock']}"
        " where variation_id = new.id"
    )
    every = _insert(dialect, "l.", "listing l, product p, variation v where")
    moved = {
        "listing": f"after update of {', '.join(_READ_FROM)} on listing",
        "product": "after update of name on product",
        "variation": "after update of price, currency, stock on variation",
    }
    other = {
        "product": "old.name <> new.name",
        "variation": "old.price <> new.price or old.currency <> new.currency"
        " or coalesce(old.stock, -1) <> coalesce(new.stock, -1)",
    }
    if dialect == "sqlite":
        return [
            every,
            f"create trigger grid_began after insert on listing begin {begin}; end",
            f"create trigger grid_listing {moved['listing']} begin {change}; end",
            f"create trigger grid_product {moved['product']} when {other['product']} begin {title}; end",
            f"create trigger grid_variation {moved['variation']} when {other['variation']} begin {stock}; end",
        ]
    done = "return null; end $$"
    made = "returns trigger language plpgsql as $$ begin"
    return [
        every,
        f"create function grid_began() {made} {begin}; {done}",
        f"create function grid_listing() {made} {change}; {done}",
        f"create function grid_product() {made} {title}; {done}",
        f"create function grid_variation() {made} {stock}; {done}",
        "create trigger grid_began after insert on listing for each row execute function grid_began()",
        f"create trigger grid_listing {moved['listing']} for each row execute function grid_listing()",
        f"create trigger grid_product {moved['product']} for each row when ({other['product']})"
        " execute function grid_product()",
        f"create trigger grid_variation {moved['variation']} for each row when ({other['variation']})"
        " execute function grid_variation()",
    ]


def _big(name: str, default: str | None = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(
        name, Big, server_default=None if null or default is None else sa.text(default), nullable=null
    )


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str, *, key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(
        name, Big, target, primary_key=key, autoincrement=False if key else "auto", nullable=False
    )


def upgrade() -> None:
    """New tables; every listing gets its narrow row."""
    _grid()
    op.create_table(
        "listing_view", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("shop_id", "shop"),
        _words("name"), _words("query"), _words("columns"), _big("is_default"), _big("created_at"),
        sa.UniqueConstraint("shop_id", "name", name="one_view_per_name"),
    )  # fmt: skip
    op.create_table("grid_columns", _of("shop_id", "shop", key=True), _words("columns"))
    op.create_table(
        "manual_price", _of("listing_id", "listing", key=True), _of("shop_id", "shop"), _big("price"),
        _words("currency"), _big("was", null=True), _big("ends_at", null=True), _big("set_at"),
    )  # fmt: skip
    op.create_index("manual_price_ends", "manual_price", ["shop_id", "ends_at"])
    op.create_table(
        "manual_quantity", _of("seller_id", "seller"), _words("sku", None), _of("shop_id", "shop"),
        _big("quantity"), _big("movement_id"), _big("ends_at", null=True), _big("set_at"),
        sa.PrimaryKeyConstraint("seller_id", "sku", name="one_quantity_per_sku"),
    )  # fmt: skip
    op.create_index("manual_quantity_ends", "manual_quantity", ["shop_id", "ends_at"])


def _grid() -> None:
    op.create_table(
        "listing_grid", _of("listing_id", "listing", key=True), _of("shop_id", "shop"), _big("seller_id", None),
        _words("marketplace_id", None), _big("product_id", None), _big("variation_id", None), _big("run_id", None),
        _big("selling_policy_id", None), _big("synchronization_policy_id", None), _big("shipping_policy_id", None),
        _words("condition"), _words("status"), _words("cause"), _big("muted"), _big("paused"), _words("sku"),
        _words("asin"), _words("title"), _big("shop_price"), _big("stock"), _big("price"), _big("quantity"),
        _big("price_there"), _big("quantity_there"), _big("by_amazon"), _big("differs"), _big("changed_at"),
    )  # fmt: skip
    for statement in _statements(op.get_bind().dialect.name):
        op.execute(sa.text(statement))
    op.create_index("grid_of_product", "listing_grid", ["product_id"])
    op.create_index("grid_of_variation", "listing_grid", ["variation_id"])
    for name, column in (
        ("grid_of_sku", "sku"), ("grid_by_title", "title"), ("grid_by_price", "price"),
        ("grid_by_quantity", "quantity"), ("grid_by_shop_price", "shop_price"), ("grid_by_stock", "stock"),
        ("grid_by_change", "changed_at"), ("grid_by_run", "run_id"),
    ):  # fmt: skip
        op.create_index(name, "listing_grid", ["shop_id", column, "listing_id"])
    some = sa.text("differs = 1")
    op.create_index(
        "grid_differing", "listing_grid", ["shop_id", "listing_id"], sqlite_where=some, postgresql_where=some
    )
