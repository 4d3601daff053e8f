"""Problems: muting, groups, cures for many at once, and every field that was ever sent.

Revision ID: 0006
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_TALLIED = (
    "seller_id", "marketplace_id", "run_id", "selling_policy_id", "synchronization_policy_id", "shipping_policy_id",
    "status", "stage", "cause", "topic", "muted",
)  # fmt: skip
# A problem that is gone takes along what belongs to it, whoever took it away.
_SAID = {
    "run_id": "coalesce({row}run_id, 0)",
    "topic": "case when {row}cause = '' then '' else {row}topic end",
    "muted": "case when {row}cause = '' then 0 else {row}muted end",
}
_NAMES = ", ".join(_TALLIED)


def _values(row: str) -> str:
    return ", ".join(_SAID.get(name, f"{{row}}{name}").format(row=row) for name in _TALLIED)


def _counted(row: str, n: int) -> str:
    return (
        f"insert into tally_change (shop_id, {_NAMES}, n) values ({row}.shop_id, {_values(f'{row}.')}, {n});"
    )


_MOVED = " or ".join(f"old.{name} is distinct from new.{name}" for name in _TALLIED)
_TRIGGERS = {
    "sqlite": (
        "drop trigger listing_counted",
        "drop trigger listing_uncounted",
        "drop trigger listing_recounted",
        f"create trigger listing_counted after insert on listing begin {_counted('new', 1)} end",
        f"create trigger listing_uncounted after delete on listing begin {_counted('old', -1)} end",
        f"create trigger listing_recounted after update of {_NAMES} on listing"
        f" when {_MOVED.replace('is distinct from', 'is not')} begin {_counted('old', -1)} {_counted('new', 1)} end",
    ),
    "postgresql": (
        "drop trigger listing_recounted on listing",
        "create or replace function count_listing() returns trigger language plpgsql as $$ begin"
        f" if tg_op <> 'INSERT' then {_counted('old', -1)} end if;"
        f" if tg_op <> 'DELETE' then {_counted('new', 1)} end if; return null; end $$",
        f"create trigger listing_recounted after update of {_NAMES} on listing for each row"
        f" when ({_MOVED}) execute function count_listing()",
    ),
}


def upgrade() -> None:
    """New columns of listings, new tables, and the tally made anew with the new columns."""
    op.add_column("listing", sa.Column("topic", sa.Text, server_default="", nullable=False))
    op.add_column("listing", sa.Column("muted", Big, server_default=sa.text("0"), nullable=False))
    _tally()
    op.drop_index("listing_by_status", "listing")
    op.drop_index("listing_by_cause", "listing")
    op.create_index(
        "listing_by_status", "listing", ["shop_id", "status", "run_id", "id", "muted"], unique=False
    )
    for name, columns, where in (
        ("listing_by_cause", ["shop_id", "cause", "run_id", "id", "muted"], "cause <> ''"),
        ("listing_by_topic", ["shop_id", "cause", "topic", "muted", "id"], "cause <> ''"),
        ("listing_muted", ["shop_id", "run_id", "id"], "muted = 1 and cause <> ''"),
    ):
        some = sa.text(where)
        op.create_index(name, "listing", columns, unique=False, sqlite_where=some, postgresql_where=some)
    op.create_table(
        "mute",
        sa.Column("listing_id", Big, autoincrement=False, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("language", sa.Text, server_default="", nullable=False),
        sa.Column("reason", sa.Text, server_default="", nullable=False),
        sa.Column("at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("listing_id"),
    )
    _bulk()
    _sent()


def _bulk() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        *(
            sa.Column(name, sa.Text, server_default="", nullable=False)
            for name in ("token", "kind", "value", "cause", "topic", "state")
        ),
        *(
            sa.Column(name, Big, server_default=sa.text("0"), nullable=False)
            for name in ("total", "done", "skipped", "undone", "kept", "created_at")
        ),
        sa.Column("finished_at", Big, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "token", name="one_act_per_token"),
    )
    op.create_index("bulk_act_of_shop", "bulk_act", ["shop_id", "id"], unique=False)
    op.create_table(
        "bulk_row",
        sa.Column("act_id", Big, nullable=False),
        sa.Column("listing_id", Big, nullable=False),
        *(sa.Column(name, sa.Text, server_default="", nullable=False) for name in ("state", "why", "before")),
        sa.ForeignKeyConstraint(["act_id"], ["bulk_act.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("act_id", "listing_id", name="one_row_per_listing"),
    )
    op.create_index("bulk_row_by_state", "bulk_row", ["act_id", "state", "listing_id"], unique=False)
    op.create_index("bulk_row_of_listing", "bulk_row", ["listing_id"], unique=False)


def _sent() -> None:
    words = ("sku", "field", "old", "new", "cause", "actor", "reference")
    op.create_table(
        "sent_field",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        sa.Column("shop_id", Big, nullable=False),
        sa.Column("seller_id", Big, server_default=sa.text("0"), nullable=False),
        sa.Column("marketplace_id", sa.Text, server_default="", nullable=False),
        sa.Column("listing_id", Big, server_default=sa.text("0"), nullable=False),
        *(sa.Column(name, sa.Text, server_default="", nullable=False) for name in words),
        sa.Column("at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sent_field_of_shop", "sent_field", ["shop_id", "at", "id"], unique=False)
    op.create_index("sent_field_by_sku", "sent_field", ["shop_id", "sku", "at", "id"], unique=False)
    op.create_index("sent_field_by_field", "sent_field", ["shop_id", "field", "at", "id"], unique=False)


def _counts() -> list[sa.Column]:
    text = {"marketplace_id", "status", "stage", "cause", "topic"}
    names = ("shop_id", *_TALLIED, "n")
    return [sa.Column(name, sa.Text if name in text else Big, nullable=False) for name in names]


def _tally() -> None:
    op.drop_index("tally_change_of_shop", "tally_change")
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        if statement.startswith("drop"):
            op.execute(sa.text(statement))
    op.drop_table("tally_change")
    op.drop_table("tally")
    op.create_table(
        "tally", *_counts(), sa.PrimaryKeyConstraint("shop_id", *_TALLIED, name="one_number_each")
    )
    op.create_table(
        "tally_change",
        sa.Column("id", Big, autoincrement=True, nullable=False),
        *_counts(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tally_change_of_shop", "tally_change", ["shop_id"], unique=False)
    values = _values("")
    op.execute(
        f"insert into tally (shop_id, {_NAMES}, n) select shop_id, {values}, count(*) from listing"
        f" group by shop_id, {values}"
    )
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        if statement.startswith("create"):
            op.execute(sa.text(statement.replace(":", "\\:")))
