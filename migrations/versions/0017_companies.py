"""Whether a seller may give companies a price of their own in a marketplace.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Until Amazon was read again every seller may."""
    op.add_column("template_list", sa.Column("companies", Big, server_default=sa.text("1"), nullable=False))
