"""The tables of imports: a file that was uploaded, and each of its lines with what becomes of it."""

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table

from backend.storage.columns import Big, big, key, metadata, of, words

import_file = Table(
    "import_file", metadata, key(), of("shop_id", "shop"), words("name"),
    words("state"),             # reading, judging, ready, working, done
    words("made_at"), words("made_by"),    # as the file says: when, and which store it is of
    big("cut"),                 # it ended or broke in its middle
    big("position"), big("total"), big("created_at"), big("finished_at", null=True),
    Index("import_of_shop", "shop_id", "state"),
)  # fmt: skip

import_line = Table(
    "import_line", metadata,
    Column("import_id", Big, ForeignKey("import_file.id", ondelete="CASCADE"), nullable=False),
    big("position", None), words("kind"), words("body"),
    words("verdict"),           # "", add, link, change, same, skip
    words("why"), big("done"), big("our_id", null=True),   # the policy that it is here
    words("about"),             # of listings that would come with it: our ids of seller, marketplace and variation
    PrimaryKeyConstraint("import_id", "position", name="one_line_per_position"),
    Index("import_line_by_verdict", "import_id", "kind", "verdict", "why"),
    Index("import_line_about", "import_id", "about"),
)  # fmt: skip
