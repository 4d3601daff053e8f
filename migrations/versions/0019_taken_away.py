"""The listings page knows of what is taken away from Amazon again, as long as Amazon was not told so.

Revision ID: 0019
Revises: 0018
"""

import runpy
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

OURS = ("grid_began", "grid_listing")


def upgrade() -> None:
    """The triggers of 0015 anew, which say it now, and every row by them."""
    dialect = op.get_bind().dialect.name
    for statement in runpy.run_path(str(Path(__file__).with_name("0015_grid.py")))["_statements"](dialect):
        words = statement.split()
        if (
            words[0] == "create"
            and words[1] in ("trigger", "function")
            and words[2].partition("(")[0] in OURS
        ):
            _replace(dialect, statement, words[1], words[2])
    op.execute(sa.text("update listing set sent = sent where sent <> ''"))


def _replace(dialect: str, statement: str, kind: str, name: str) -> None:
    if kind == "function":
        op.execute(sa.text(statement.replace("create function", "create or replace function", 1)))
    elif dialect == "sqlite":
        op.execute(sa.text(f"drop trigger {name}"))
        op.execute(sa.text(statement))
