"""Notices of marketplaces: orders that one named, and how many came.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """The two tables."""
    op.create_table(
        "order_look",
        sa.Column("seller_id", Big, nullable=False),
        sa.Column("order_code", sa.Text, nullable=False),
        sa.Column("asked", Big, server_default=sa.text("1"), nullable=False),
        sa.Column("asked_at", Big, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seller_id", "order_code", name="one_look_per_order"),
    )
    op.create_table(
        "notice_count",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("n", Big, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
