"""The wizard: several places of a draft, notes on used goods, runs that pause, quick filters, Amazon's fees.

Revision ID: 0014
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text("0"), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """New columns and tables; a draft may have a run in every place that it names."""
    op.add_column("listing", _words("condition_note"))
    op.add_column("draft", _words("condition_note"))
    op.create_table(
        "draft_place",
        sa.Column("draft_id", sa.Text, sa.ForeignKey("draft.id", ondelete="CASCADE"), nullable=False),
        _of("seller_id", "seller"), _words("marketplace_id", None), _big("position"), _words("condition_note"),
        sa.PrimaryKeyConstraint("draft_id", "seller_id", "marketplace_id", name="one_line_per_further_place"),
    )  # fmt: skip
    with op.batch_alter_table("run") as batch:
        batch.add_column(_big("spread"))
        batch.add_column(_big("already"))
        batch.add_column(_big("paused_at", null=True))
        batch.add_column(_big("cancelled_at", null=True))
        batch.add_column(_big("cancelled"))
        batch.drop_constraint("one_run_per_draft", type_="unique")
        batch.create_unique_constraint("one_run_per_place", ["draft_id", "seller_id", "marketplace_id"])
    paused = sa.text("paused_at is not null")
    op.create_index("run_paused", "run", ["id"], sqlite_where=paused, postgresql_where=paused)
    op.create_index(
        "product_filters", "product",
        ["shop_id", "deleted_at", "name", "id", "low_price", "high_price", "stock", "updated_at"],
    )  # fmt: skip
    barcoded = sa.text("identifier <> '' and deleted_at is null")
    op.create_index(
        "variation_barcoded",
        "variation",
        ["shop_id", "product_id"],
        sqlite_where=barcoded,
        postgresql_where=barcoded,
    )
    _fees()


def _fees() -> None:
    op.create_table(
        "fee_estimate", _of("seller_id", "seller"), _words("marketplace_id", None), _words("asin", None),
        _big("price"), _words("currency"), _words("fees"), _words("refused"), _big("at"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", "asin", "price", name="one_estimate_each"),
    )  # fmt: skip
    op.create_index("fee_estimate_by_age", "fee_estimate", ["at"])
    op.create_table(
        "found_asin", _of("seller_id", "seller"), _words("marketplace_id", None), _words("kind", None),
        _words("value", None), _words("asin"), _big("at"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", "kind", "value", name="one_asin_each"),
    )  # fmt: skip
    op.create_index("found_asin_by_age", "found_asin", ["at"])
