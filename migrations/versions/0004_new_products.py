"""New products: what listings say of theirs, drafts, Amazon's product types.

Revision ID: 0004
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text("0"), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str, *, key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    if key:
        return sa.Column(name, Big, target, primary_key=True, autoincrement=False)
    return sa.Column(name, Big, target, nullable=False)


def upgrade() -> None:
    """The new tables; sellers that are connected already get their new lane."""
    op.create_table(
        "details", _of("listing_id", "listing", key=True), _of("shop_id", "shop"), _words("product_type", None),
        _words("attributes"), _big("exempt"), _words("key", None), _words("checksum"), _big("confirmed_at"),
        _big("held_at", null=True),
    )  # fmt: skip
    op.create_index("details_of_type", "details", ["shop_id", "product_type"])
    op.create_table(
        "creation", _of("listing_id", "listing", key=True), _of("shop_id", "shop"), _words("product_type"),
        _words("locale"), _words("attributes"), _big("exempt"), _words("checked"), _words("said"),
        _big("checked_at"), _big("updated_at"),
    )  # fmt: skip
    op.create_index("creation_of_type", "creation", ["shop_id", "product_type"])
    op.create_table(
        "type_document", sa.Column("checksum", sa.Text, primary_key=True), _words("body"), _big("size"),
        _big("fetched_at"),
    )  # fmt: skip
    op.create_table(
        "product_type", _of("seller_id", "seller"), _words("marketplace_id", None), _words("name", None),
        _words("locale", None), _words("title"), _words("groups"), _words("version"), _words("checksum"),
        _big("fetched_at"), _big("looked_at"), _big("next_at"), _big("attempts"),
        sa.PrimaryKeyConstraint("seller_id", "marketplace_id", "name", "locale", name="one_line_per_type"),
    )  # fmt: skip
    op.create_index("product_type_due", "product_type", ["seller_id", "next_at"])
    op.create_table(
        "type_change", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("seller_id", "seller"),
        _words("marketplace_id"), _words("name"), _words("locale"), _words("before"), _words("after"),
        _words("report"), _big("found_at"), _big("confirmed_at", null=True),
    )  # fmt: skip
    op.create_index("type_change_of_seller", "type_change", ["seller_id", "confirmed_at"])
    op.create_table(
        "learned", _of("shop_id", "shop"), _words("marketplace_id", None), _words("name", None),
        _words("attributes"), _big("updated_at"),
        sa.PrimaryKeyConstraint("shop_id", "marketplace_id", "name", name="one_lesson_per_type"),
    )  # fmt: skip
    op.add_column("shop", _words("size_unit"))
    op.execute("insert into lane (kind, subject) select 'product_types', id from seller")
