"""The list of a day: made up, but the same for everybody who asks on that day, and about as large as life."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

PUBLISHED = 15  # the hour (UTC) at which a working day's list is there
HOLIDAYS = ("01-01", "05-01", "12-25", "12-26")  # of the bank, those that have a date of their own
# One euro in each currency that the bank has, as it is usually written.
RATES: Mapping[str, str] = {
    "USD": "1.0916", "JPY": "163.12", "CZK": "24.705", "DKK": "7.4591", "GBP": "0.86703", "HUF": "389.93",
    "PLN": "4.2845", "RON": "4.9768", "SEK": "11.3480", "CHF": "0.9744", "ISK": "150.30", "NOK": "11.4270",
    "TRY": "35.2110", "AUD": "1.6410", "BRL": "5.5980", "CAD": "1.4880", "CNY": "7.9060", "HKD": "8.5270",
    "IDR": "17460.00", "ILS": "4.0190", "INR": "90.8550", "KRW": "1482.30", "MXN": "18.3450", "MYR": "5.1230",
    "NZD": "1.7720", "PHP": "63.1030", "SGD": "1.4720", "THB": "39.6650", "ZAR": "19.8980",
}  # fmt: skip
SWING = 0.006  # how far a rate wanders from its usual one


def newest_day(now: float) -> date:
    """The last working day whose list is there."""
    moment = datetime.fromtimestamp(now, UTC)
    day = moment.date() if moment.hour >= PUBLISHED else moment.date() - timedelta(days=1)
    while day.weekday() > 4 or day.isoformat()[5:] in HOLIDAYS:
        day -= timedelta(days=1)
    return day


def rates_of(day: date) -> dict[str, str]:
    """The list of a day, each rate with as many digits as the bank writes."""
    found = {}
    for n, (currency, usual) in enumerate(RATES.items()):
        wander = 1 + SWING * math.sin(day.toordinal() * (0.35 + n / 90) + n)
        digits = Decimal(1).scaleb(Decimal(usual).as_tuple().exponent)  # type: ignore[arg-type]
        found[currency] = str((Decimal(usual) * Decimal(str(round(wander, 8)))).quantize(digits))
    return found


def document(day: date, rates: Mapping[str, str]) -> str:
    """The XML as the bank writes it."""
    lines = "\n".join(
        f"\t\t\t<Cube currency='{currency}' rate='{rate}'/>" for currency, rate in rates.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"'
        ' xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">\n'
        "\t<gesmes:subject>Reference rates</gesmes:subject>\n"
        "\t<gesmes:Sender>\n\t\t<gesmes:name>European Central Bank (stand-in of a sandbox)</gesmes:name>\n"
        "\t</gesmes:Sender>\n"
        f"\t<Cube>\n\t\t<Cube time='{day.isoformat()}'>\n{lines}\n\t\t</Cube>\n\t</Cube>\n</gesmes:Envelope>"
    )
