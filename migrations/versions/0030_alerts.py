"""Alerts: how a shop wants to be told, what there is to tell, which mails went; and the zone that a shop says it is in.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

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
    """Nobody is told of anything before a merchant asks for it; a shop's zone comes with its next profile."""
    op.add_column("shop", _words("timezone"))
    op.create_table(
        "alert_setting", _of("shop_id", "shop"), _words("address"), _words("wanted_address"),
        _big("confirmed_at", null=True), _words("zone"), _words("language"), _big("digest_at"), _big("quiet_from"),
        _big("quiet_to"), _words("how"), _big("last_once"), _big("last_digest"), _big("changed_at"),
        sa.PrimaryKeyConstraint("shop_id", name="one_alert_setting_per_shop"),
    )  # fmt: skip
    op.create_table(
        "alert", _of("shop_id", "shop"), _words("kind", None), _words("key", None), _big("count"), _words("details"),
        _big("since"), _big("told_at", null=True), _big("told_count"),
        sa.PrimaryKeyConstraint("shop_id", "kind", "key", name="one_line_per_alert"),
    )  # fmt: skip
    op.create_table(
        "alert_mail", _key(), _of("shop_id", "shop"), _big("at"), _words("subject"), _words("message_id"),
        sa.UniqueConstraint("message_id", name="one_line_per_alert_mail"),
    )  # fmt: skip
    op.create_index("alert_mail_of_shop", "alert_mail", ["shop_id", "id"])
