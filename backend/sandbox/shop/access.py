"""Who may call: bearer token, calls per minute, plan and suspension, scope."""

import math
from dataclasses import dataclass

from backend.sandbox.shop.asking import Grant, Rule
from backend.sandbox.shop.errors import ApiError
from backend.sandbox.shop.state import Platform

_HAMMERING = 20
_HAMMERING_PENALTY = 600.0
_BAD_TOKENS = 600


@dataclass(slots=True)
class _Bucket:
    calls: float
    at: float
    blocked_until: float = 0.0
    knocks: int = 0


class Access:
    """Decides on every call before it is answered."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._buckets: dict[str, _Bucket] = {}
        self._bad: dict[str, list[float]] = {}

    def grant(self, shop: int, token: str, caller: str) -> Grant:
        """The grant of a token; 403 INVALID_API_TOKEN when this store has none such, 429 for many tries."""
        now = self._platform.clock()
        bad = [moment for moment in self._bad.get(caller, []) if moment > now - 60]
        if len(bad) >= _BAD_TOKENS:
            raise too_many(_HAMMERING_PENALTY)
        kept = self._platform.store.get("token", token) if token else None
        revoked = kept is not None and self._platform.faults.take("revoked", "shop", f"TOKEN {shop}")
        if kept is None or kept["shop"] != shop or not kept["alive"] or revoked:
            self._bad[caller] = [*bad, now]
            raise ApiError(403, "INVALID_API_TOKEN", "Invalid API token")
        return Grant(token, shop, frozenset(kept["scopes"]), kept["at"], kept["public"])

    def spend(self, token: str, calls: int = 1) -> int:
        """Take calls from the token's minute: how many are left. 429 with Retry-After when none is."""
        most, now = self._platform.config.calls_per_minute, self._platform.clock()
        bucket = self._buckets.setdefault(token, _Bucket(most, now))
        bucket.calls = min(most, bucket.calls + (now - bucket.at) * most / 60)
        bucket.at = now
        if now < bucket.blocked_until:
            bucket.knocks += 1
            if bucket.knocks > _HAMMERING:
                bucket.blocked_until, bucket.knocks = now + _HAMMERING_PENALTY, 0
            raise too_many(bucket.blocked_until - now)
        if bucket.calls < min(calls, most):
            wait = (min(calls, most) - bucket.calls) * 60 / most
            bucket.blocked_until, bucket.knocks = now + max(wait, 1.0), 0
            raise too_many(max(wait, 1.0))
        bucket.calls -= min(calls, most)
        return int(bucket.calls)

    def check(self, grant: Grant, rule: Rule) -> None:
        """402 by plan or suspension, 403 when no scope of the rule was granted."""
        settings = self._platform.settings(grant.shop)
        if settings["suspended"]:
            raise ApiError(402, "STORE_IS_SUSPENDED", "The store is suspended")
        if settings["plan"] == "Free":
            raise ApiError(
                402, "NOT_AVAILABLE_ON_CURRENT_PLAN", "The API is not available on the current plan"
            )
        if grant.public and not rule.public:
            raise ApiError(403, "INSUFFICIENT_APP_SCOPE", "A public token cannot do this")
        if rule.scopes and not grant.scopes.intersection(rule.scopes):
            needed = " or ".join(rule.scopes)
            raise ApiError(403, "INSUFFICIENT_APP_SCOPE", f"The app lacks the scope {needed}")


def too_many(seconds: float) -> ApiError:
    """429 with the whole seconds to wait."""
    return ApiError(
        429, "TOO_MANY_REQUESTS", "Too many requests", {"Retry-After": str(max(1, math.ceil(seconds)))}
    )
