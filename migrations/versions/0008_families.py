"""Variation families: parents, the mapping of options, who joins.

Revision ID: 0008
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text("0"), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """The new tables; sellers that are connected already get their new lane."""
    op.create_table(
        "family", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("shop_id", "shop"),
        _of("seller_id", "seller"), _words("marketplace_id", None), _of("product_id", "product"), _words("state"),
        _big("next_at"), _big("attempts"), _words("product_type"), _words("theme"), _words("parent_sku"),
        _words("parent_asin"), _words("facts"), _big("exempt"), _big("sending_at", null=True), _words("sent"),
        _big("sent_at", null=True), _words("submission_id"), _words("request_id"), _words("issues"),
        _words("cause"), _words("details"), _big("cause_at"), _words("there"), _big("looked_at", null=True),
        _big("live_at", null=True), _big("created_at"), _big("updated_at"),
        sa.UniqueConstraint("seller_id", "marketplace_id", "product_id", name="one_family_per_product"),
    )  # fmt: skip
    op.create_index("family_due", "family", ["seller_id", "state", "next_at"])
    op.create_index("family_of_product", "family", ["product_id"])
    op.create_index("family_of_shop", "family", ["shop_id", "state"])
    op.create_table(
        "option_mapping", _of("shop_id", "shop"), _words("option", None), _words("attribute"), _big("updated_at"),
        sa.PrimaryKeyConstraint("shop_id", "option", name="one_meaning_per_option"),
    )  # fmt: skip
    op.create_table(
        "family_joiner", _of("family_id", "family"), _of("variation_id", "variation"), _big("asked_at"),
        sa.PrimaryKeyConstraint("family_id", "variation_id", name="one_line_per_joiner"),
    )  # fmt: skip
    several = sa.text("variation_count > 1 and deleted_at is null")
    op.create_index(
        "product_with_variations", "product", ["shop_id", "name", "id"], sqlite_where=several,
        postgresql_where=several,
    )  # fmt: skip
    op.execute("insert into lane (kind, subject) select 'families', id from seller")
