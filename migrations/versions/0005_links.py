"""Links: ASINs that were refused, and proposals for listings without one.

Revision ID: 0005
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of(name: str, target: str, *, key: bool = False) -> sa.Column[int]:
    place = sa.ForeignKey(f"{target}.id", ondelete="CASCADE")
    return sa.Column(
        name, Big, place, nullable=False, primary_key=key, autoincrement=False if key else "auto"
    )


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=sa.text("0"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default="", nullable=False)


def upgrade() -> None:
    """The new tables; sellers that are connected already get their new lane."""
    op.create_table(
        "refused_asin",
        _of("shop_id", "shop"),
        _of("variation_id", "variation"),
        sa.Column("marketplace_id", sa.Text, nullable=False),
        sa.Column("asin", sa.Text, nullable=False),
        _words("reason"),
        _big("at"),
        sa.PrimaryKeyConstraint("variation_id", "marketplace_id", "asin", name="one_refusal_each"),
    )
    op.create_table(
        "proposal",
        _of("listing_id", "listing", key=True),
        _of("shop_id", "shop"),
        _of("seller_id", "seller"),
        *(_words("state"), _words("asin"), _big("score"), _words("rests_on"), _big("sure"), _big("differs")),
        *(_words("body"), _words("cause"), _big("version"), _words("compared")),
        *(_big("next_at"), _big("attempts"), _big("found_at"), _big("batch"), _big("decided_at")),
    )
    op.create_index("proposal_of_shop", "proposal", ["shop_id", "state", "score"])
    op.create_index("proposal_of_batch", "proposal", ["shop_id", "batch"])
    op.execute("insert into lane (kind, subject) select 'proposals', id from seller")
