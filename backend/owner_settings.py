"""The settings of owner accounts, plans and mail: read once, checked; all of it may be switched off.

Read here: STORELANE_ACCOUNTS, STORELANE_BILLING, STORELANE_PLANS, STORELANE_TRIAL_DAYS, STORELANE_BILLING_URL,
STORELANE_TERMS_URL, STORELANE_SMTP_HOST, STORELANE_SMTP_PORT, STORELANE_SMTP_USER, STORELANE_SMTP_PASSWORD,
STORELANE_SMTP_TLS, STORELANE_SMTP_SENDER.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from urllib.parse import quote, urlsplit

from backend.domain.plans import Terms, read_plans

Text = Callable[[str, str], str]
SANDBOX_PLANS = "Small=50, 9 EUR; Medium=500, 29 EUR; Large=unlimited, 79 EUR"
TLS = ("starttls", "tls", "off")


@dataclass(frozen=True, slots=True)
class Mail:
    """The SMTP server that takes our mails. `tls`: starttls, tls (from the first byte), off."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str
    sender: str
    in_sandbox: bool = False  # the simulated one, which runs with the other simulated sites


@dataclass(frozen=True, slots=True)
class Owners:
    """Owner accounts. `on`: a shop has to be registered; `terms`: the plans; `billing_url`: where one pays, with
    {shop} and {plan} in it; `mail` None: none is sent."""

    on: bool = False
    terms: Terms = field(default_factory=Terms)
    billing_url: str = ""
    terms_url: str = ""
    mail: Mail | None = None

    def billing_address(self, store_id: int, plan: str) -> str:
        """Where a shop pays for a plan; "" where the operator has no such page."""
        address = self.billing_url.replace("{shop}", str(store_id))
        return address.replace("{plan}", quote(plan, safe=""))


def read_owners(text: Text, *, sandbox: bool, app_url: str, mail_port: int) -> Owners:
    """`mail_port`: of the sandbox's own mail server. Raises ValueError with one line for what cannot be meant."""
    mail = _mail(text, sandbox, app_url, mail_port)
    on = _switch("ACCOUNTS", text("ACCOUNTS", "on" if mail else "off"))
    if on and mail is None:
        raise ValueError(
            "STORELANE_SMTP_HOST is missing: accounts need mail. Set it, or STORELANE_ACCOUNTS=off without accounts."
        )
    said = text("PLANS", SANDBOX_PLANS if sandbox else "")
    billing = _switch("BILLING", text("BILLING", "on" if said else "off"))
    if billing and not said:
        raise ValueError(
            "STORELANE_PLANS is missing: with STORELANE_BILLING=on there must be something to bill."
        )
    try:
        plans = read_plans(said)
    except ValueError as error:
        raise ValueError(f"STORELANE_PLANS: {error}.") from error
    days = _whole("TRIAL_DAYS", text("TRIAL_DAYS", "14"), 0, 3650)
    terms = Terms(plans, days) if on and billing else Terms()
    return Owners(on, terms, _page("BILLING_URL", text), _page("TERMS_URL", text), mail)


def with_mail_port(owners: Owners, port: int) -> Owners:
    """The same with the sandbox's own mail server on another port; a server of the operator's stays where it is."""
    mail = owners.mail
    if mail is None or not mail.in_sandbox:
        return owners
    return replace(owners, mail=replace(mail, port=port))


def _mail(text: Text, sandbox: bool, app_url: str, mail_port: int) -> Mail | None:
    host = text("SMTP_HOST", "127.0.0.1" if sandbox else "")
    if not host:
        return None
    own = sandbox and not text("SMTP_HOST", "")
    tls = text("SMTP_TLS", "off" if own else "starttls").lower()
    if tls not in TLS:
        raise ValueError(f"STORELANE_SMTP_TLS is one of {', '.join(TLS)}, not {tls!r}.")
    usual = {"starttls": 587, "tls": 465, "off": 25}[tls]
    port = _whole("SMTP_PORT", text("SMTP_PORT", str(mail_port if own else usual)), 1, 65535)
    user, password = text("SMTP_USER", ""), text("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise ValueError("STORELANE_SMTP_USER and STORELANE_SMTP_PASSWORD come together or not at all.")
    if user and tls == "off":
        raise ValueError(
            "STORELANE_SMTP_PASSWORD would go in the clear: set STORELANE_SMTP_TLS to starttls or tls."
        )
    sender = text("SMTP_SENDER", f"Storelane <no-reply@{urlsplit(app_url).hostname}>")
    if "@" not in parseaddr(sender)[1]:
        raise ValueError(
            f"STORELANE_SMTP_SENDER is an address such as Storelane <post@your.host>, not {sender!r}."
        )
    return Mail(host, port, user, password, tls, sender, own)


def _switch(name: str, said: str) -> bool:
    if said.lower() not in ("on", "off", "yes", "no"):
        raise ValueError(f"STORELANE_{name} is on or off, not {said!r}.")
    return said.lower() in ("on", "yes")


def _whole(name: str, said: str, least: int, most: int) -> int:
    if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
        raise ValueError(f"STORELANE_{name} must be a whole number from {least} to {most}, not {said!r}.")
    return int(said)


def _page(name: str, text: Text) -> str:
    said = text(name, "")
    parts = urlsplit(said)
    if said and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(f"STORELANE_{name} must be an address such as https://pay.example, not {said!r}.")
    return said
