"""A pass over 150,000 unchanged listings that finds nothing to send, in a process of its own, whose memory counts.

`python -m tests.bench.unchanged DATABASE` prints one JSON object.
"""

import asyncio
import json
import re
import resource
import sys
import time
from pathlib import Path
from typing import Any

from backend.storage import revising, tally
from backend.storage.database import open_database
from tests.bench.table import Table

SECONDS, MEGABYTES = 10.0, 200.0


async def look(url: str) -> dict[str, Any]:
    """What the catalogue lane does after it read everything, and what the offers lane then finds."""
    async with open_database(url) as db:
        shop_id = await db.fetch_val("select min(id) from shop")
        seller_id = await db.fetch_val("select min(id) from seller")
        count = await db.fetch_val("select count(*) from listing")
        await db.execute(
            "update listing set basis = (select version from variation v where v.id = variation_id)"
        )
        started, cpu = time.perf_counter(), time.process_time()
        marked = await revising.mark_stale(db, shop_id, int(time.time()))
        await tally.fold(db, shop_id)
        due = await revising.due(db, seller_id, int(time.time()), 20)
        return {
            "listings": count, "marked": marked, "due": len(due), "seconds": time.perf_counter() - started,
            "cpu": time.process_time() - cpu,
            "megabytes": megabytes(),
        }  # fmt: skip


def megabytes() -> float:
    """The most memory that this program held. Linux says it by program in VmHWM; getrusage's figure is no less than
    that of the process that started this one."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())[0]) / 1024


async def measure(table: Table, url: str) -> None:
    """Two lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.unchanged", url, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    found = json.loads(said)
    assert found["marked"] == 0 and found["due"] == 0, found
    table.head("A pass that finds nothing to send")
    how = f"{found['listings']:,} listings, each held against its variation; once, a process of its own"
    table.figure("time of one core", found["cpu"], "s", SECONDS, how)
    table.figure("memory of the process", found["megabytes"], "MB", MEGABYTES, "its most, all in all")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(look(sys.argv[1]))))
