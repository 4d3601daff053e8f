"""Lanes: one file per kind of work. A lane reads, decides, acts, records, and may be killed between any two steps."""
