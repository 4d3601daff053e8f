"""Amazon's countries (Amazon facts 2). Seeds: what a seller's participations say goes before them."""

from backend.domain.marketplace import Country

_NA, _EU, _FE = "NA", "EU", "FE"
_EUROPE = "sellercentral-europe.amazon.com"

COUNTRIES: tuple[Country, ...] = tuple(
    Country(marketplace, code, region, currency, language, domain, host or f"sellercentral.{domain}")
    for marketplace, code, region, currency, language, domain, host in (
        ("ATVPDKIKX0DER", "US", _NA, "USD", "en_US", "amazon.com", ""),
        ("A2EUQ1WTGCTBG2", "CA", _NA, "CAD", "en_CA", "amazon.ca", ""),
        ("A1AM78C64UM0Y8", "MX", _NA, "MXN", "es_MX", "amazon.com.mx", ""),
        ("A2Q3Y263D00KWC", "BR", _NA, "BRL", "pt_BR", "amazon.com.br", ""),
        ("A1F83G8C2ARO7P", "GB", _EU, "GBP", "en_GB", "amazon.co.uk", _EUROPE),
        ("A1PA6795UKMFR9", "DE", _EU, "EUR", "de_DE", "amazon.de", _EUROPE),
        ("A13V1IB3VIYZZH", "FR", _EU, "EUR", "fr_FR", "amazon.fr", _EUROPE),
        ("APJ6JRA9NG5V4", "IT", _EU, "EUR", "it_IT", "amazon.it", _EUROPE),
        ("A1RKKUPIHCS9HS", "ES", _EU, "EUR", "es_ES", "amazon.es", _EUROPE),
        ("A1805IZSGTT6HS", "NL", _EU, "EUR", "nl_NL", "amazon.nl", ""),
        ("AMEN7PMS3EDWL", "BE", _EU, "EUR", "fr_BE", "amazon.com.be", ""),
        ("A28R8C7NBKEWEA", "IE", _EU, "EUR", "en_IE", "amazon.ie", ""),
        ("A2NODRKZP88ZB9", "SE", _EU, "SEK", "sv_SE", "amazon.se", ""),
        ("A1C3SOZRARQ6R3", "PL", _EU, "PLN", "pl_PL", "amazon.pl", ""),
        ("A33AVAJ2PDY3EV", "TR", _EU, "TRY", "tr_TR", "amazon.com.tr", ""),
        ("A2VIGQ35RCS4UG", "AE", _EU, "AED", "en_AE", "amazon.ae", ""),
        ("A17E79C6D8DWNP", "SA", _EU, "SAR", "ar_AE", "amazon.sa", ""),
        ("ARBP9OOSHTCHU", "EG", _EU, "EGP", "ar_AE", "amazon.eg", ""),
        ("AE08WJ6YKNBMC", "ZA", _EU, "ZAR", "en_ZA", "amazon.co.za", ""),
        ("A21TJRUUN4KGV", "IN", _EU, "INR", "en_IN", "amazon.in", ""),
        ("A1VC38T7YXB528", "JP", _FE, "JPY", "ja_JP", "amazon.co.jp", ""),
        ("A39IBJ37TRP1C6", "AU", _FE, "AUD", "en_AU", "amazon.com.au", ""),
        ("A19VAU5U5O7RUS", "SG", _FE, "SGD", "en_SG", "amazon.sg", ""),
    )
)
BY_MARKETPLACE = {country.marketplace_id: country for country in COUNTRIES}


def seller_central_hosts() -> frozenset[str]:
    """The hosts that Amazon's appstore may send a merchant from."""
    return frozenset(country.seller_central for country in COUNTRIES) | {
        "sellercentral.amazon.co.uk", "sellercentral.amazon.de", "sellercentral.amazon.fr",
        "sellercentral.amazon.it", "sellercentral.amazon.es", "sellercentral-japan.amazon.com",
    }  # fmt: skip
