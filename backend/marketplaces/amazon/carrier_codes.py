"""Amazon's codes of carriers. The list is a file of Amazon's that its models do not hold; kept here is what the public
schema of its order feeds names (CarrierCode of amzn-base.xsd). A carrier without a code goes as Other, by its name."""

OTHER = "Other"
_CODES = {
    "canada_post": "Canada Post", "chronopost": "Chronopost", "deutsche_post": "Deutsche Post", "dhl": "DHL",
    "dhl_global_mail": "DHL Global Mail", "dpd": "DPD", "fedex": "FedEx", "gls": "GLS",
    "hermes_de": "Hermes Logistik Gruppe", "la_poste": "La Poste", "lasership": "Lasership", "ontrac": "OnTrac",
    "parcelforce": "Parcelforce", "poste_italiane": "Poste Italiane", "royal_mail": "Royal Mail",
    "sagawa": "SagawaExpress", "sda": "SDA", "tnt": "TNT", "ups": "UPS", "usps": "USPS", "yamato": "YamatoTransport",
}  # fmt: skip
# Where a carrier goes by another code than everywhere else, by marketplace.
_JAPAN = "A1VC38T7YXB528"
_THERE = {(_JAPAN, "fedex"): "FEDEX_JP", (_JAPAN, "sagawa"): "SAGAWA", (_JAPAN, "yamato"): "YAMATO"}


def code_of(carrier: str, marketplace_id: str) -> str:
    """Amazon's code of a carrier (a key of domain/carriers.py) in a marketplace; Other where none is known."""
    return _THERE.get((marketplace_id, carrier)) or _CODES.get(carrier, OTHER)
