"""Structured logs: one line per fact, as JSON or as readable text, and never a secret."""

import json
import logging
import re
import sys
import time
from typing import Any

# What a token of either side looks like: should one ever reach a message, it does not reach the log.
_SECRET = re.compile(
    r"(Atz[ar]\|[\w\-.|/+=]+|secret_\w+|amzn1\.oa2-cs\.[\w.]+|(?<=access_token=)[^&\s\"]+|(?<=code=)[^&\s\"]+)"
)


def without_secrets(text: str) -> str:
    """The text with everything that looks like a token replaced."""
    return _SECRET.sub("***", text)


class JsonLines(logging.Formatter):
    """A line of JSON: time (UTC), level, logger, message, and the trace of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for a person at a terminal."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s  %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def set_up(level: str, *, plain: bool) -> None:
    """Log to standard error from now on; libraries speak only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines() if plain else JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("storelane").setLevel(level)
    for quiet in ("uvicorn.access", "httpx", "httpcore", "aiosqlite", "databases"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
