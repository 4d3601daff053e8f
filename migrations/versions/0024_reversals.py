"""Cancellations and refunds: what was paid of each order's lines, what is wanted and done, the feeds that carry it.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key() -> sa.Column[int]:
    return sa.Column("id", Big, primary_key=True, autoincrement=True)


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text("0"), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=null)


def upgrade() -> None:
    """Sellers that are known get the lane; what their shops said before is history."""
    op.create_table(
        "order_money", _of("order_id", "orders"), _words("item_code", None), _words("currency"), _words("parts"),
        sa.PrimaryKeyConstraint("order_id", "item_code", name="one_sum_per_line"),
    )  # fmt: skip
    op.create_table(
        "reversal_feed", _key(), _of("seller_id", "seller"), _words("kind"), _words("places"), _words("state"),
        _words("document_id"), _words("remote_id"), _big("starting_at", null=True), _big("next_at"), _big("attempts"),
        _big("created_at"), _big("finished_at", null=True),
    )  # fmt: skip
    op.create_index("reversal_feed_of_seller", "reversal_feed", ["seller_id", "kind", "state"])
    op.create_index("reversal_feed_by_remote", "reversal_feed", ["remote_id"])
    op.create_table(
        "reversal", _key(), _of("order_id", "orders"), _of("shop_id", "shop"), _of("seller_id", "seller"),
        _words("kind"), _words("source"), _words("name", None), _words("state"), _words("reason"), _words("shares"),
        _big("amount", null=True), _words("currency"), _words("said"), _words("cause"), _words("details"),
        _words("pieces"), _big("returning_at", null=True), _big("returned_at", null=True),
        _of("feed_id", "reversal_feed", null=True), _big("attempts"), _big("next_at"), _big("made_at"),
        _big("done_at", null=True),
        sa.UniqueConstraint("order_id", "kind", "name", name="one_reversal_per_name"),
    )  # fmt: skip
    op.create_index("reversal_due", "reversal", ["seller_id", "state", "next_at"])
    op.create_index("reversal_of_feed", "reversal", ["feed_id"])
    op.create_table(
        "reversal_seen", _of("order_id", "orders"), _words("payment"), _words("seen"),
        sa.PrimaryKeyConstraint("order_id", name="one_look_back_per_order"),
    )  # fmt: skip
    op.create_table(
        "reversal_decline", _of("order_id", "orders"), _big("at"),
        sa.PrimaryKeyConstraint("order_id", name="one_decline_per_order"),
    )  # fmt: skip
    op.create_table(
        "reversal_word", _of("shop_id", "shop"), _words("mark", None), _words("reason"), _big("at"),
        sa.PrimaryKeyConstraint("shop_id", "mark", name="one_reason_per_mark"),
    )  # fmt: skip
    # What a shop said before this was known is history: it is marked as seen, and nothing is sent for it.
    op.execute(
        "insert into reversal_seen (order_id, payment, seen) select order_id, payment,"
        " payment || '|' || cast(refunded as text) from order_side"
    )
    op.execute("insert into lane (kind, subject) select 'reversals', id from seller")
