"""The store part of the REST API: profile, latest-stats, application, app storage."""

from backend.sandbox.shop.asking import Ask, Reply, Rule, trim
from backend.sandbox.shop.errors import ApiError, not_found, wrong
from backend.sandbox.shop.installation import Installations
from backend.sandbox.shop.profile import Profiles
from backend.sandbox.shop.state import Platform, time_text

_READ = ("read_store_profile",)
_WRITE = ("update_store_profile",)
_STATS = (
    "products", "orders", "profile", "categories", "reviews", "domains", "discountCoupons", "abandonedSales",
    "customers", "subscriptions",
)  # fmt: skip
_STORAGE_MOST = 1_000_000
_PUBLIC_MOST = 256_000


class StoreApi:
    """Answers about the store and about the app in it."""

    def __init__(self, platform: Platform, profiles: Profiles, installations: Installations) -> None:
        self._platform, self._profiles, self._installations = platform, profiles, installations

    def rules(self) -> list[Rule]:
        """The operations, in the order in which paths are tried."""
        return [
            Rule("GET", "/profile", _READ, self.profile, public=True),
            Rule("PUT", "/profile", _WRITE, self.update_profile),
            Rule("GET", "/profile/order_statuses", _READ, self.order_statuses),
            Rule("GET", "/latest-stats", _READ, self.latest_stats),
            Rule("GET", "/application", (), self.application),
            Rule("DELETE", "/application", _WRITE, self.remove_application),
            Rule("GET", "/application/token", (), self.token),
            Rule("GET", "/storage", _READ, self.list_storage),
            Rule("GET", "/storage/{key}", _READ, self.read_storage),
            Rule("POST", "/storage/{key}", _WRITE, self.write_storage),
            Rule("PUT", "/storage/{key}", _WRITE, self.write_storage),
            Rule("DELETE", "/storage/{key}", _WRITE, self.delete_storage),
        ]

    def profile(self, ask: Ask) -> Reply:
        """GET /profile; showExtendedInfo needs a scope of its own."""
        extended = ask.flag("showExtendedInfo") is True
        if extended and "read_store_profile_extended" not in ask.grant.scopes:
            raise ApiError(
                403, "INSUFFICIENT_APP_SCOPE", "The app lacks the scope read_store_profile_extended"
            )
        return Reply(trim(self._profiles.read(ask.shop, extended), ask.query.get("responseFields")))

    def update_profile(self, ask: Ask) -> Reply:
        """PUT /profile."""
        self._profiles.update(ask.shop, ask.document())
        return Reply({"updateCount": 1})

    def order_statuses(self, ask: Ask) -> Reply:
        """GET /profile/order_statuses."""
        return Reply(self._profiles.order_statuses(ask.shop))

    def latest_stats(self, ask: Ask) -> Reply:
        """GET /latest-stats: when each family changed last."""
        stats = self._platform.store.get("stats", str(ask.shop)) or {}
        answer: dict[str, str | int] = {f"{name}Updated": time_text(stats.get(name, 0)) for name in _STATS}
        if ask.flag("productCountRequired"):
            answer["productCount"] = self._platform.store.count(f"product_{ask.shop}")
        return Reply(answer)

    def application(self, ask: Ask) -> Reply:
        """GET /application."""
        return Reply(self._installations.describe(ask.shop))

    def remove_application(self, ask: Ask) -> Reply:
        """DELETE /application?namespace={client_id}: the app is gone and so are its tokens."""
        if ask.query.get("namespace") != self._platform.config.client_id:
            raise wrong("Parameter namespace must be the app's client_id")
        self._installations.uninstall(ask.shop)
        return Reply({"deleteCount": 1})

    def token(self, ask: Ask) -> Reply:
        """GET /application/token: what the token may do."""
        permissions = sorted(ask.grant.scopes)
        return Reply(
            {"permissions": permissions, "created": time_text(ask.grant.created_at), "expires": None}
        )

    def list_storage(self, ask: Ask) -> Reply:
        """GET /storage."""
        return Reply(self._platform.store.find(f"storage_{ask.shop}", order=["key"]))

    def read_storage(self, ask: Ask) -> Reply:
        """GET /storage/{key}."""
        kept = self._platform.store.get(f"storage_{ask.shop}", ask.params["key"])
        if kept is None:
            raise not_found("Storage", ask.params["key"])
        return Reply(kept)

    def write_storage(self, ask: Ask) -> Reply:
        """POST or PUT /storage/{key}: the body is the value as it is."""
        key, size = ask.params["key"], len(ask.body)
        if size > (_PUBLIC_MOST if key == "public" else _STORAGE_MOST):
            raise wrong("The value is too long")
        kept = {"key": key, "value": ask.body.decode("utf-8", "replace")}
        with self._platform.store.transaction():
            self._platform.store.put(f"storage_{ask.shop}", key, kept)
            self._platform.emit(ask.shop, "application.storageChanged", str(ask.shop), {"key": key})
        return Reply({"updateCount": 1})

    def delete_storage(self, ask: Ask) -> Reply:
        """DELETE /storage/{key}."""
        if not self._platform.store.delete(f"storage_{ask.shop}", ask.params["key"]):
            raise not_found("Storage", ask.params["key"])
        return Reply({"deleteCount": 1})
