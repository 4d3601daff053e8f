"""Allowances that several processes draw on together: token buckets in PostgreSQL, each taken from in one statement."""

from collections.abc import Callable, Mapping

from backend.storage.database import Database

Key = tuple[str, str]  # account and operation
_NOW = "extract(epoch from statement_timestamp())::double precision"
_REFILLED = "least(:burst, a.tokens + greatest(0, {now} - a.at) * a.rate)"
_TAKE = (
    "insert into allowance as a (site, account, operation, tokens, at, rate, taken)"
    " values (:site, :account, :operation, :burst - 1, {now}, :rate, 1)"
    " on conflict (site, account, operation) do update set"
    f" taken = case when {_REFILLED} >= :needed then 1 else 0 end,"
    f" tokens = {_REFILLED} - case when {_REFILLED} >= :needed then 1 else 0 end,"
    " at = greatest(a.at, {now}) returning tokens, taken, rate"
)
_EMPTY = (
    "update allowance a set tokens = :tokens, at = greatest(a.at, {now})"
    " where site = :site and account = :account and operation = :operation"
)


class SharedAllowances:
    """One service's allowances for all processes. `clock` stands for the database's own in tests."""

    def __init__(self, db: Database, site: str, clock: Callable[[], float] | None = None) -> None:
        self._db, self._site, self._clock = db, site, clock
        now = _NOW if clock is None else "cast(:now as double precision)"
        self._take, self._empty = _TAKE.replace("{now}", now), _EMPTY.replace("{now}", now)

    async def take(self, key: Key, rate: float, burst: int, reserve: float) -> float:
        """0 took a token, of which `reserve` more were there; else the seconds until there may be one."""
        needed = 1.0 + reserve
        row = await self._db.fetch_one(
            self._take, {**self._of(key), "burst": float(burst), "rate": rate, "needed": needed - 1e-9}
        )
        assert row is not None
        return 0.0 if row["taken"] else max(0.0, (needed - row["tokens"]) / row["rate"])

    async def empty(self, key: Key, reserve: float) -> None:
        """The other side says that it is used up."""
        await self._db.execute(self._empty, {**self._of(key), "tokens": -reserve})

    async def correct(self, key: Key, rate: float) -> None:
        """The other side told the account's true rate."""
        await self._db.execute(
            "update allowance set rate = :rate where site = :site and account = :account and operation = :operation"
            " and rate <> :rate",
            {"rate": rate, "site": self._site, "account": key[0], "operation": key[1]},
        )

    async def left(self, account: str) -> Mapping[str, tuple[float, float]]:
        """By operation what an account has left by now, and its rate in calls a second."""
        now = _NOW if self._clock is None else "cast(:now as double precision)"
        rows = await self._db.fetch_all(
            f"select operation, tokens + greatest(0, {now} - at) * rate as tokens, rate from allowance"
            " where site = :site and account = :account",
            {"site": self._site, "account": account, **({"now": self._clock()} if self._clock else {})},
        )
        return {row["operation"]: (float(row["tokens"]), float(row["rate"])) for row in rows}

    def _of(self, key: Key) -> dict[str, object]:
        values: dict[str, object] = {"site": self._site, "account": key[0], "operation": key[1]}
        return values if self._clock is None else {**values, "now": self._clock()}
