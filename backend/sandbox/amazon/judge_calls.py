"""Lets the judge write its verdicts into the sandbox's call log."""

import re
from collections.abc import Callable

from backend.sandbox.amazon.judge import Judge
from backend.sandbox.calls import Exchange

SITE = "amazon"
REGION = re.compile("^/(na|eu|fe)(?=/)")


def log_judge(judge: Judge) -> Callable[[Exchange], str | None]:
    """What `create_ground(judge=…)` takes: says "ok", the problems in one line, or None for no operation."""

    def verdict(exchange: Exchange) -> str | None:
        path = REGION.sub("", exchange.path)
        if exchange.site != SITE or judge.operation(exchange.method, path) is None:
            return None
        asked = judge.request(
            exchange.method, path, exchange.query, exchange.request_headers, exchange.request_body or None
        )
        answered = judge.answer(
            exchange.method, path, exchange.status, exchange.response_headers, exchange.response_body
        )
        named = [f"request {problem}" for problem in asked] + [f"answer {problem}" for problem in answered]
        return "; ".join(named) or "ok"

    return verdict
