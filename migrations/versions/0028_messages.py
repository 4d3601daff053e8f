"""Messages to buyers: what was written with its files, and what Amazon last said may be written about an order.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def _key() -> sa.Column[int]:
    return sa.Column("id", Big, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Sellers that are known get their lane."""
    op.create_table(
        "message", _key(), _of("shop_id", "shop"), _of("seller_id", "seller"), _of("order_id", "orders"),
        _words("kind"), _words("token"), _words("made_by"), _words("state"), _words("sealed"), _words("cause"),
        _words("code"), _big("created_at"), _big("next_at"), _big("attempts"), _big("sending_at", null=True),
        _big("ended_at", null=True),
        sa.UniqueConstraint("order_id", "token", name="one_message_per_form"),
    )  # fmt: skip
    op.create_index("message_due", "message", ["seller_id", "state", "next_at"])
    op.create_table(
        "message_file", _key(), _of("message_id", "message"), _big("position"), _words("sealed"),
        sa.UniqueConstraint("message_id", "position", name="one_file_per_position"),
    )  # fmt: skip
    op.create_table(
        "message_ask", _of("order_id", "orders"), _words("said"), _big("asked_at"),
        sa.PrimaryKeyConstraint("order_id", name="one_ask_per_order"),
    )  # fmt: skip
    op.execute("insert into lane (kind, subject) select 'messages', id from seller")
