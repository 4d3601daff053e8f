"""Labels bought through a marketplace: where parcels leave, in what, offers, and what was bought.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

Big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key() -> sa.Column[int]:
    return sa.Column("id", Big, primary_key=True, autoincrement=True)


def _big(name: str, default: str = "0", *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, Big, server_default=None if null else sa.text(default), nullable=null)


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, server_default="", nullable=False) for name in names]


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, Big, sa.ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=False)


def upgrade() -> None:
    """Sellers that are known get a lane that buys."""
    op.create_table(
        "label_origin", _key(), _of("shop_id", "shop"),
        *_words("name", "company", "line1", "line2", "city", "region", "postal_code", "country", "phone"),
        _big("usual"),
    )  # fmt: skip
    op.create_index("label_origin_of_shop", "label_origin", ["shop_id"])
    op.create_table(
        "label_preset", _key(), _of("shop_id", "shop"),
        *_words("name", "length", "width", "height", "size_unit", "weight", "weight_unit"),
    )  # fmt: skip
    op.create_index("label_preset_of_shop", "label_preset", ["shop_id"])
    op.create_table(
        "label_quote", _key(), _of("shop_id", "shop"), _of("order_id", "orders"),
        *_words("wish", "token", "rates", "refused"), _big("asked_at"), _big("until"),
    )  # fmt: skip
    op.create_index("label_quote_of_order", "label_quote", ["order_id"])
    op.create_index("label_quote_by_age", "label_quote", ["shop_id", "asked_at"])
    _label()
    op.execute("insert into lane (kind, subject) select 'labels', id from seller")


def _label() -> None:
    op.create_table(
        "label", _key(), _of("shop_id", "shop"), _of("order_id", "orders"), _of("seller_id", "seller"),
        _big("quote_id"), *_words("state"), _big("next_at", null=True), _big("attempts"),
        *_words("idempotency_key", "token", "wish", "parcel", "pieces", "package_code"),
        *_words("carrier", "carrier_code", "service"), _big("charge"), *_words("currency"),
        _big("promised_until", null=True), *_words("shipment_code", "tracking", "document"), _big("sends"),
        *_words("known_before"), _big("made_at"), _big("buying_at", null=True), _big("bought_at", null=True),
        _big("void_at", null=True), _big("voided_at", null=True), *_words("shop_state", "progress"),
        _big("progress_at", null=True), *_words("cause", "details"),
        sa.UniqueConstraint("quote_id", name="one_label_per_quote"),
    )  # fmt: skip
    op.create_index("label_of_order", "label", ["order_id"])
    op.create_index("label_due", "label", ["seller_id", "next_at"])
