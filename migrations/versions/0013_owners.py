"""Owners: accounts, whose shop is whose, plans, and the mails with their links.

Revision ID: 0013
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str | None = "0", *, null: bool = False) -> sa.Column[int]:
    kept = None if null or default is None else sa.text(default)
    return sa.Column(name, Big, server_default=kept, nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, table: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=null)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, Big, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """New tables, and a mark of listings. Shops that are here have no owner yet: they go on, and are asked for one."""
    op.create_table(
        "owner", sa.Column("id", Big, primary_key=True, autoincrement=True), _words("email", None),
        _words("email_key", None), _words("password"), _big("sessions", "1"), _words("language"), _big("created_at"),
        _big("password_at"), sa.UniqueConstraint("email_key", name="one_account_per_address"),
    )  # fmt: skip
    op.create_table(
        "ownership",
        sa.Column("shop_id", Big, sa.ForeignKey("shop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        _of("owner_id", "owner"), _big("linked_at"),
    )  # fmt: skip
    op.create_index("shops_of_owner", "ownership", ["owner_id"])
    op.create_table("subscription", _number("store_id"), _words("plan"), _big("plan_at"), _big("trial_until"))
    op.create_table(
        "mail_link", sa.Column("token", sa.Text, primary_key=True), _of("owner_id", "owner", null=True),
        _words("purpose"), _words("email"), _words("password"), _words("language"), _words("round"),
        _big("created_at"), _big("expires_at"), _big("used_at", null=True),
    )  # fmt: skip
    op.create_index("mail_link_by_age", "mail_link", ["expires_at"])
    op.create_index("mail_link_of_owner", "mail_link", ["owner_id"])
    op.create_table(
        "letter", sa.Column("id", Big, primary_key=True, autoincrement=True), _words("kind", None),
        _words("recipient"), _words("subject"), _words("body"), _words("message_id"), _words("state"),
        _big("next_at"), _big("attempts"), _big("until"), _big("sending_at", null=True), _big("doubted"),
        _big("created_at"), _big("ended_at", null=True), _words("trouble"),
    )  # fmt: skip
    op.create_index("letter_due", "letter", ["state", "next_at"])
    op.create_index("letter_by_age", "letter", ["created_at"])
    op.create_table(
        "tried", _words("kind", None), _words("who", None), _big("span", None), _big("n"),
        sa.PrimaryKeyConstraint("kind", "who", "span", name="one_count_per_span"),
    )  # fmt: skip
    op.create_index("tried_by_age", "tried", ["span"])
    op.add_column("listing", _big("replacing"))
