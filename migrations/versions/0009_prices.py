"""Prices: the shop's wholesale prices, and the day on which an offer's prices change by themselves.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Two columns, and an index of those listings only that have such a day."""
    op.add_column("variation", sa.Column("wholesale", sa.Text, server_default="", nullable=False))
    op.add_column("listing", sa.Column("look_again", sa.Text, server_default="", nullable=False))
    some = sa.text("look_again <> ''")
    op.create_index(
        "listing_by_day", "listing", ["shop_id", "look_again"], sqlite_where=some, postgresql_where=some
    )
