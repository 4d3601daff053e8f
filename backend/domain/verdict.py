"""The verdict: which status follows from what Amazon shows. Accepted is not live."""

from backend.domain.issues import Cause, Problem, errors_of, naming
from backend.domain.listing import Shown, Stage, Status, Verdict

_SUPPRESSING = frozenset(("LISTING_SUPPRESSED", "SEARCH_SUPPRESSED", "CATALOG_ITEM_REMOVED"))


def read_verdict(
    shown: Shown | None, *, submitted_at: int, now: int, patience: int, was_active: bool = False,
    ours: bool = True,
) -> Verdict:  # fmt: skip
    """The status of a listing from what Amazon shows for its SKU; None and `known=False` are silence.

    `submitted_at` and `now` are epoch seconds UTC, `patience` seconds. `was_active`: it has been live since then
    already, so silence means that somebody took it off. Buyable is Active even with errors (a revision was refused,
    the old offer still sells) and when buyers cannot find it by searching: the problem is named beside it. After
    `patience` silence is said to be stuck, and the listing is still looked at, because Amazon may answer late. `ours`
    False: nothing was submitted, it stood there before us, so not buyable is simply inactive.
    """
    late = now - submitted_at > patience
    if shown is None or not shown.known:
        if was_active:
            return Verdict(Status.ENDED, Stage.REST, Problem(Cause.DELETED_ON_AMAZON))
        return _silent(late, submitted_at)
    errors = errors_of(shown.issues)
    suppressing = [issue for issue in shown.issues if not _SUPPRESSING.isdisjoint(issue.actions)]
    if shown.buyable:
        hidden = naming(Cause.SUPPRESSED, suppressing) if suppressing else None
        return Verdict(Status.ACTIVE, Stage.WATCH, naming(Cause.REFUSED, errors) if errors else hidden)
    if suppressing:
        return Verdict(Status.INACTIVE, Stage.WATCH, naming(Cause.SUPPRESSED, suppressing))
    if errors:
        return Verdict(Status.INCOMPLETE, Stage.WATCH, naming(Cause.REFUSED, errors))
    if shown.fulfilled_by_amazon and shown.discoverable:
        return Verdict(Status.INACTIVE, Stage.WATCH, Problem(Cause.WAREHOUSE_EMPTY))
    if shown.quantity == 0 and shown.discoverable:
        return Verdict(Status.INACTIVE, Stage.WATCH, Problem(Cause.OUT_OF_STOCK, {"stock": 0}))
    if not ours:
        return Verdict(Status.INACTIVE, Stage.WATCH)
    if was_active and late:
        return Verdict(Status.INACTIVE, Stage.WATCH, Problem(Cause.STUCK, {"since": submitted_at}))
    return _silent(late, submitted_at)


def _silent(late: bool, submitted_at: int) -> Verdict:
    if late:
        return Verdict(Status.INCOMPLETE, Stage.WATCH, Problem(Cause.STUCK, {"since": submitted_at}))
    return Verdict(Status.ON_ITS_WAY, Stage.CONFIRM)
