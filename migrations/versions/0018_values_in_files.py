"""Which listing a line of an import would bring, so that the lines about that listing know.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Imports that wait are judged again by whoever wants them: their lines say nothing of it."""
    op.add_column("import_line", sa.Column("about", sa.Text(), server_default="", nullable=False))
    op.create_index("import_line_about", "import_line", ["import_id", "about"])
