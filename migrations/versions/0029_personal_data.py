"""Personal data: from when on an order's buyer is forgotten, and what people ask of their own data.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def upgrade() -> None:
    """Orders that are known already count from their last change."""
    op.add_column("orders", _big("forget_from"))
    op.add_column("orders", _big("forgotten_at", null=True))
    op.execute("update orders set forget_from = changed_at")
    open_ = sa.text("forgotten_at is null")
    op.create_index(
        "order_to_forget", "orders", ["shop_id", "status", "forget_from"], sqlite_where=open_,
        postgresql_where=open_,
    )  # fmt: skip
    op.create_table(
        "privacy_request", sa.Column("id", Big, primary_key=True, autoincrement=True),
        sa.Column("shop_id", Big, sa.ForeignKey("shop.id", ondelete="CASCADE"), nullable=False),
        _words("kind"), _words("about"), _words("subject"), _words("email"), _big("asked_at"), _big("deadline"),
        _words("state"), _words("cause"), _big("found"), _big("attempts"), _big("next_at"),
        _big("answered_at", null=True), _words("answer"), _big("answer_until", null=True), _big("taken_at", null=True),
    )  # fmt: skip
    op.create_index("privacy_request_of_shop", "privacy_request", ["shop_id", "id"])
    op.create_index("privacy_request_due", "privacy_request", ["shop_id", "state", "next_at"])
    op.execute("insert into lane (kind, subject) select 'forgetting', id from shop")
