"""The shop's own orders that a marketplace's warehouse sends.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_UNDER_WAY = "stage in ('create', 'follow')"


def _big(name: str, default: str | None = "0", *, null: bool = False) -> sa.Column[int]:
    none = null or default is None
    return sa.Column(name, Big, server_default=None if none else sa.text(default or ""), nullable=null)


def _words(name: str, default: str | None = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, server_default=default, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Sellers that are known get the lane."""
    op.create_table(
        "outbound_order", sa.Column("id", Big, primary_key=True, autoincrement=True), _of("shop_id", "shop"),
        _of("seller_id", "seller"), _words("marketplace_id"), _words("shop_code", None), _big("number", "1"),
        _words("code", None), _words("stage"), _words("state"), _words("speed"), _words("missing"), _big("hold"),
        _big("held"), _big("blank_box"), _big("gives_back"), _big("fee", null=True), _words("currency"),
        _big("arrives_by", null=True), _big("ordered_at"), _words("sealed"), _big("creating_at", null=True),
        _big("cancel_at", null=True), _words("shop_before"), _words("shop_state"), _big("shop_told"),
        _words("told_tracking"), _big("moving_at", null=True), _words("stock_cause"), _words("cause"),
        _words("details"), _big("cause_at"), _words("settled"), _big("attempts"), _big("next_at"),
        _big("created_at"), _big("taken_at", null=True), _big("read_at", null=True), _big("finished_at", null=True),
        sa.UniqueConstraint("shop_id", "shop_code", "number", name="one_outbound_per_try"),
        sa.UniqueConstraint("seller_id", "code", name="one_outbound_per_code"),
    )  # fmt: skip
    op.create_index(
        "outbound_due", "outbound_order", ["seller_id", "stage", "next_at"], sqlite_where=sa.text(_UNDER_WAY),
        postgresql_where=sa.text(_UNDER_WAY),
    )  # fmt: skip
    op.create_index("outbound_of_shop", "outbound_order", ["shop_id", "id"])
    op.create_table(
        "outbound_line", _of("outbound_id", "outbound_order"), _big("position", None), _words("line_code"),
        _words("sku"), _words("name"), _big("pieces"), _big("cancelled"), _big("lacking"),
        _big("product", null=True), _big("variation"), _big("given"), _big("moving", null=True), _big("moves"),
        sa.PrimaryKeyConstraint("outbound_id", "position", name="one_outbound_line_per_position"),
    )  # fmt: skip
    op.create_table(
        "outbound_parcel", _of("outbound_id", "outbound_order"), _big("number", None), _words("carrier"),
        _words("tracking"), _big("sent_at", null=True), _big("arrives_at", null=True), _words("place"),
        _words("url"),
        sa.PrimaryKeyConstraint("outbound_id", "number", name="one_outbound_parcel_per_number"),
    )  # fmt: skip
    op.execute("insert into lane (kind, subject) select 'outbound', id from seller")
