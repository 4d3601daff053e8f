"""Amazon's regions and marketplaces: ids, hosts, currencies, languages."""

from dataclasses import dataclass

REGIONS = ("na", "eu", "fe")


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One of Amazon's shops. `host` is the Seller Central that serves it."""

    region: str
    country: str
    id: str
    currency: str
    language: str
    domain: str
    host: str
    name: str

    @property
    def digits(self) -> int:
        """Decimal places of the currency."""
        return 0 if self.currency == "JPY" else 2


_EUROPE = "sellercentral-europe.amazon.com"
_ROWS = (
    ("na", "US", "ATVPDKIKX0DER", "USD", "en_US", "amazon.com", ""),
    ("na", "CA", "A2EUQ1WTGCTBG2", "CAD", "en_CA", "amazon.ca", ""),
    ("na", "MX", "A1AM78C64UM0Y8", "MXN", "es_MX", "amazon.com.mx", ""),
    ("na", "BR", "A2Q3Y263D00KWC", "BRL", "pt_BR", "amazon.com.br", ""),
    ("eu", "GB", "A1F83G8C2ARO7P", "GBP", "en_GB", "amazon.co.uk", _EUROPE),
    ("eu", "DE", "A1PA6795UKMFR9", "EUR", "de_DE", "amazon.de", _EUROPE),
    ("eu", "FR", "A13V1IB3VIYZZH", "EUR", "fr_FR", "amazon.fr", _EUROPE),
    ("eu", "IT", "APJ6JRA9NG5V4", "EUR", "it_IT", "amazon.it", _EUROPE),
    ("eu", "ES", "A1RKKUPIHCS9HS", "EUR", "es_ES", "amazon.es", _EUROPE),
    ("eu", "NL", "A1805IZSGTT6HS", "EUR", "nl_NL", "amazon.nl", ""),
    ("eu", "BE", "AMEN7PMS3EDWL", "EUR", "fr_BE", "amazon.com.be", ""),
    ("eu", "IE", "A28R8C7NBKEWEA", "EUR", "en_IE", "amazon.ie", ""),
    ("eu", "SE", "A2NODRKZP88ZB9", "SEK", "sv_SE", "amazon.se", ""),
    ("eu", "PL", "A1C3SOZRARQ6R3", "PLN", "pl_PL", "amazon.pl", ""),
    ("eu", "TR", "A33AVAJ2PDY3EV", "TRY", "tr_TR", "amazon.com.tr", ""),
    ("eu", "AE", "A2VIGQ35RCS4UG", "AED", "en_AE", "amazon.ae", ""),
    ("eu", "SA", "A17E79C6D8DWNP", "SAR", "ar_AE", "amazon.sa", ""),
    ("eu", "EG", "ARBP9OOSHTCHU", "EGP", "ar_AE", "amazon.eg", ""),
    ("eu", "ZA", "AE08WJ6YKNBMC", "ZAR", "en_ZA", "amazon.co.za", ""),
    ("eu", "IN", "A21TJRUUN4KGV", "INR", "en_IN", "amazon.in", ""),
    ("fe", "JP", "A1VC38T7YXB528", "JPY", "ja_JP", "amazon.co.jp", ""),
    ("fe", "AU", "A39IBJ37TRP1C6", "AUD", "en_AU", "amazon.com.au", ""),
    ("fe", "SG", "A19VAU5U5O7RUS", "SGD", "en_SG", "amazon.sg", ""),
)

MARKETPLACES: dict[str, Marketplace] = {
    row[2]: Marketplace(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        f"www.{row[5]}",
        row[6] or f"sellercentral.{row[5]}",
        row[5].capitalize(),
    )
    for row in _ROWS
}
BY_COUNTRY: dict[str, Marketplace] = {place.country: place for place in MARKETPLACES.values()}
# Shops off Amazon that every account takes part in without ever having asked: (id, country, currency, language).
PSEUDO = {
    "na": (
        ("A2ZV50J4W1RKNI", "US", "USD", "en_US"),
        ("A1MQXOICRS2Z7M", "CA", "CAD", "en_CA"),
    ),
    "eu": (
        ("A38D8NSA03LJTC", "DE", "EUR", "de_DE"),
        ("AFQLKURYRPEL8", "ES", "EUR", "es_ES"),
    ),
    "fe": (),
}


def country_of(place: str) -> str | None:
    """The country of a Seller Central address part: a country code, or a host of the table. None if unknown."""
    wanted = place.lower().removeprefix("https://")
    if wanted.upper() in BY_COUNTRY:
        return wanted.upper()
    for found in MARKETPLACES.values():
        if wanted in (found.host, f"sellercentral.{found.domain.removeprefix('www.')}"):
            return found.country
    return None
