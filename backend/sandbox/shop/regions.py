"""Regions that this shop platform knows, for countries in which an address must name one of them."""

from backend.sandbox.shop.errors import wrong
from backend.sandbox.store import Document

_KNOWN = {
    "US": "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH"
    " OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP AA AE AP",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
    "AU": "ACT NSW NT QLD SA TAS VIC WA",
    "ES": "C VI AB A AL O AV BA PM B BI BU CC CA S CS CE CR CO CU SS GI GR GU H HU J LO GC LE L LU M MA ML MU NA OR P"
    " PO SA TF SG SE SO T TE TO V VA ZA Z",
    "IT": "AG AL AN AO AR AP AT AV BA BT BL BN BG BI BO BZ BS BR CA CL CB CE CT CZ CH CO CS CR KR CN EN FM FE FI FG FC"
    " FR GE GO GR IM IS SP AQ LT LE LC LI LO LU MC MN MS MT ME MI MO MB NA NO NU OR PD PA PR PV PG PU PE PC PI PT PN PZ"
    " PO RG RA RC RE RI RN RM RO SA SS SV SI SR SO SU TA TE TR TO TP TN TV TS UD VA VE VB VC VR VV VI VT",
}  # fmt: skip
REGIONS = {country: frozenset(codes.split()) for country, codes in _KNOWN.items()}


def check_region(wish: Document) -> None:
    """400 for an address whose region is none of its country's; without a region, and elsewhere, anything goes."""
    for name in ("shippingPerson", "billingPerson"):
        person = wish.get(name) or {}
        known, said = REGIONS.get(str(person.get("countryCode") or "")), person.get("stateOrProvinceCode")
        if known and said and said not in known:
            raise wrong(f"Field {name}.stateOrProvinceCode is not a region of {person['countryCode']}")
