"""Orders whole: what is special about each, until when it arrives, what was sent of it and in which packages.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def upgrade() -> None:
    """Orders that are known already get theirs with their next change."""
    for column in (_big("deliver_by", null=True), _words("kinds"), _words("asked_to_cancel")):
        op.add_column("orders", column)
    for column in (_big("fulfilled"), _big("price", null=True)):
        op.add_column("order_item", column)
    op.add_column("journal", _big("order_id", null=True))
    op.create_index("journal_of_order", "journal", ["order_id", "id"])
    op.create_table(
        "order_package",
        sa.Column("order_id", Big, sa.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
        _words("reference", None), _words("carrier"), _words("service"), _words("tracking"),
        _big("sent_at", null=True), _words("state"), _words("pieces"),
        sa.PrimaryKeyConstraint("order_id", "reference", name="one_line_per_package"),
    )  # fmt: skip
    op.create_index("package_by_tracking", "order_package", ["tracking"])
