"""Policies keep their versions, and say what a change would change.

Revision ID: 0012
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _big(name: str, default: str | None = "0", *, null: bool = False) -> sa.Column[int]:
    given = None if null or default is None else sa.text(default)
    return sa.Column(name, Big, server_default=given, nullable=null)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default="", nullable=False)


def _of(name: str, table: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=null)


def upgrade() -> None:
    """The new tables; every policy that there is begins its history as it stands."""
    op.add_column("policy", _big("version", "1"))
    op.add_column("policy", _big("deleted_at", null=True))
    op.create_table(
        "policy_version", _of("policy_id", "policy"), _big("number", None), _words("name"), _words("body"),
        _words("actor"), _words("why"), _big("at"),
        sa.PrimaryKeyConstraint("policy_id", "number", name="one_line_per_version"),
    )  # fmt: skip
    op.create_table(
        "policy_preview", sa.Column("id", sa.Text, primary_key=True), _of("shop_id", "shop"),
        _of("policy_id", "policy", null=True), _big("version"), _words("kind"), _words("purpose"), _words("name"),
        _words("body"), _words("entered"), _words("why"), _of("successor_id", "policy", null=True),
        _words("draft_id"), _big("position"), _big("looked"), _big("total"), _words("figures"), _big("created_at"),
        _big("finished_at", null=True), _big("saved_at", null=True),
    )  # fmt: skip
    op.create_index("policy_preview_of_shop", "policy_preview", ["shop_id", "created_at"])
    op.create_table(
        "policy_preview_row",
        sa.Column("preview_id", sa.Text, sa.ForeignKey("policy_preview.id", ondelete="CASCADE"), nullable=False),
        _of("listing_id", "listing"), _big("rank"), _big("marks"), _words("body"),
        sa.PrimaryKeyConstraint("preview_id", "listing_id", name="one_line_per_foreseen"),
    )  # fmt: skip
    op.create_index("foreseen_worst_first", "policy_preview_row", ["preview_id", "rank", "listing_id"])
    op.create_table(
        "policy_taken", _of("policy_id", "policy"), _of("listing_id", "listing"), _of("successor_id", "policy"),
        sa.PrimaryKeyConstraint("policy_id", "listing_id", name="one_line_per_taken"),
    )  # fmt: skip
    op.execute(
        "insert into policy_version (policy_id, number, name, body, actor, why, at)"
        " select id, 1, name, body, 'storelane', 'made', updated_at from policy"
    )
