"""The columns that all tables are made of: the same on both databases."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, MetaData, Text, text

metadata = MetaData()

Big = BigInteger().with_variant(Integer, "sqlite")


def key() -> Column[int]:
    """A row's own number."""
    return Column("id", Big, primary_key=True, autoincrement=True)


def of(name: str, target: str, *, null: bool = False) -> Column[int]:
    """A row of another table; what belongs to it goes with it."""
    return Column(name, Big, ForeignKey(f"{target}.id", ondelete="CASCADE"), nullable=null)


def big(name: str, default: str | None = "0", *, null: bool = False) -> Column[int]:
    """A whole number, a flag or a moment."""
    return Column(name, Big, nullable=null, server_default=None if null or default is None else text(default))


def real(name: str) -> Column[float]:
    """A number with its fraction, in the full width of a float."""
    return Column(name, Float(53), nullable=False)


def words(name: str, default: str | None = "") -> Column[str]:
    """Text."""
    return Column(name, Text, nullable=False, server_default=default)
