"""Carriers: their names, the hosts of their tracking pages, and where a number is followed."""

import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

OTHER = "other"  # a carrier that only its name tells


@dataclass(frozen=True, slots=True)
class Carrier:
    """`words`: other names that shops write, folded; `hosts`: endings of hosts that are the carrier's own; `page`:
    where a number is followed, "{}" being the number, "" where nobody knows."""

    key: str
    name: str
    words: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    page: str = ""


CARRIERS: tuple[Carrier, ...] = (
    Carrier("amazon", "Amazon Shipping", ("amazon logistics", "amzl", "swiship"), ("track.amazon.com", "swiship.com",
            "swiship.fr", "swiship.de", "swiship.co.uk", "swiship.es", "swiship.it")),
    Carrier("bpost", "bpost", ("bpack",), ("bpost.be", "bpost.cloud"),
            "https://track.bpost.cloud/btr/web/#/search?itemCode={}"),
    Carrier("brt", "BRT", ("bartolini", "brt bartolini", "brt corriere espresso"), ("brt.it",)),
    Carrier("canada_post", "Canada Post", ("postes canada",), ("canadapost.ca", "canadapost-postescanada.ca"),
            "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={}"),
    Carrier("chronopost", "Chronopost", ("chrono",), ("chronopost.fr",),
            "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT={}"),
    Carrier("colis_prive", "Colis Privé", ("colis prive",), ("colisprive.com", "colisprive.fr")),
    Carrier("colissimo", "Colissimo", ("colissimo domicile", "la poste colissimo", "so colissimo"), ("colissimo.fr",),
            "https://www.laposte.fr/outils/suivre-vos-envois?code={}"),
    Carrier("correos", "Correos", ("correos de espana",), ("correos.es",),
            "https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}"),
    Carrier("correos_express", "Correos Express", (), ("correosexpress.com",)),
    Carrier("ctt", "CTT", ("ctt express",), ("ctt.pt", "cttexpress.com")),
    Carrier("deutsche_post", "Deutsche Post", ("deutsche post brief", "post de"), ("deutschepost.de",)),
    Carrier("dhl", "DHL", ("dhl express", "dhl paket", "dhl parcel", "dhl ecommerce", "dhl germany"),
            ("dhl.com", "dhl.de", "dhl.fr", "dhlparcel.nl", "dhl.co.uk"),
            "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}"),
    Carrier("dhl_global_mail", "DHL Global Mail", ("dhl ecommerce us",), ("webtrack.dhlglobalmail.com",)),
    Carrier("dpd", "DPD", ("dpd france", "dpd predict", "dpd classic", "dpd relais", "dpd uk", "dpd germany"),
            ("dpd.com", "dpd.de", "dpd.fr", "dpd.co.uk", "dpdgroup.com", "dpd.at", "dpd.ie"),
            "https://www.dpdgroup.com/be/mydpd/my-parcels/track?parcelNumber={}"),
    Carrier("estafeta", "Estafeta", (), ("estafeta.com",)),
    Carrier("evri", "Evri", ("hermes uk", "myhermes", "parcelnet"), ("evri.com", "myhermes.co.uk"),
            "https://www.evri.com/track/parcel/{}/details"),
    Carrier("fedex", "FedEx", ("federal express", "fedex ground", "fedex express", "fedex smartpost"), ("fedex.com",),
            "https://www.fedex.com/fedextrack/?trknbr={}"),
    Carrier("gls", "GLS", ("gls france", "gls germany", "gls italy", "general logistics systems"),
            ("gls-group.eu", "gls-group.com", "gls-italy.com", "gls-spain.es", "gls-pakete.de", "gls-us.com"),
            "https://gls-group.eu/track/{}"),
    Carrier("hermes_de", "Hermes", ("hermes germany", "hermes logistik gruppe", "hermes logistik"), ("myhermes.de",)),
    Carrier("inpost", "InPost", ("paczkomaty", "inpost locker"), ("inpost.pl", "inpost.co.uk", "inpost.it"),
            "https://inpost.pl/sledzenie-przesylek?number={}"),
    Carrier("japan_post", "Japan Post", ("jp post",), ("post.japanpost.jp",)),
    Carrier("la_poste", "La Poste", ("lettre suivie", "laposte", "la poste lettre suivie"), ("laposte.fr",),
            "https://www.laposte.fr/outils/suivre-vos-envois?code={}"),
    Carrier("lasership", "LaserShip", (), ("lasership.com",)),
    Carrier("mondial_relay", "Mondial Relay", ("mondialrelay", "point relais"), ("mondialrelay.fr", "mondialrelay.com"),
            "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition={}"),
    Carrier("mrw", "MRW", (), ("mrw.es",)),
    Carrier("ontrac", "OnTrac", (), ("ontrac.com",), "https://www.ontrac.com/tracking/?number={}"),
    Carrier("osterreichische_post", "Österreichische Post", ("austrian post", "post at"), ("post.at",),
            "https://www.post.at/s/sendungsdetails?snr={}"),
    Carrier("parcelforce", "Parcelforce", ("parcelforce worldwide",), ("parcelforce.com", "parcelforce.net")),
    Carrier("postnl", "PostNL", ("tnt post",), ("postnl.nl", "postnl.post", "jouw.postnl.nl")),
    Carrier("poste_italiane", "Poste Italiane", ("poste", "crono"), ("poste.it",),
            "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{}"),
    Carrier("postnord", "PostNord", (), ("postnord.se", "postnord.dk", "postnord.no", "postnord.com")),
    Carrier("purolator", "Purolator", (), ("purolator.com",), "https://www.purolator.com/en/shipping/tracker?pin={}"),
    Carrier("relais_colis", "Relais Colis", (), ("relaiscolis.com",)),
    Carrier("royal_mail", "Royal Mail", ("royal mail 24", "royal mail 48", "royal mail tracked"), ("royalmail.com",),
            "https://www.royalmail.com/track-your-item#/tracking-results/{}"),
    Carrier("sagawa", "Sagawa Express", ("sagawa",), ("sagawa-exp.co.jp",)),
    Carrier("sda", "SDA", ("sda express courier",), ("sda.it",)),
    Carrier("seur", "SEUR", (), ("seur.com", "seur.es"), "https://www.seur.com/livetracking/?segOnlineIdentificador={}"),
    Carrier("swiss_post", "Swiss Post", ("die post", "la poste suisse", "post ch"), ("post.ch",)),
    Carrier("tnt", "TNT", ("tnt express",), ("tnt.com", "tnt.fr"),
            "https://www.tnt.com/express/en_gb/site/shipping-tools/track.html?searchType=con&cons={}"),
    Carrier("ups", "UPS", ("united parcel service", "ups standard", "ups access point"), ("ups.com",),
            "https://www.ups.com/track?tracknum={}"),
    Carrier("usps", "USPS", ("united states postal service", "us postal service", "usps priority mail"), ("usps.com",),
            "https://tools.usps.com/go/TrackConfirmAction?tLabels={}"),
    Carrier("yamato", "Yamato Transport", ("yamato", "kuroneko"), ("kuronekoyamato.co.jp",)),
    Carrier("yodel", "Yodel", (), ("yodel.co.uk", "yodeldirect.co.uk"), "https://www.yodel.co.uk/tracking/{}"),
)  # fmt: skip
BY_KEY = {carrier.key: carrier for carrier in CARRIERS}


def folded(text: str) -> str:
    """A name without accents, capitals, marks and doubled blanks, so that two ways to write it are one."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


_NAMES = {
    folded(word): carrier.key
    for carrier in CARRIERS
    for word in (carrier.key, carrier.name, carrier.name.replace(" ", ""), *carrier.words)
}
_HOSTS = {host: carrier.key for carrier in CARRIERS for host in carrier.hosts}


def by_name(text: str) -> str:
    """The carrier whose name a text is, or begins with; "" for any other."""
    words = folded(text).split()
    for length in range(len(words), 0, -1):
        if found := _NAMES.get(" ".join(words[:length])):
            return found
    return ""


def host_of(url: str) -> str:
    """The host of an address in small letters, without www; "" for what is no address."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if "." in host else ""


def by_host(url: str) -> str:
    """The carrier whose tracking page an address is; "" for anybody else's."""
    parts = host_of(url).split(".")
    for start in range(len(parts)):
        if found := _HOSTS.get(".".join(parts[start:])):
            return found
    return ""


def page_of(carrier: str, number: str) -> str:
    """Where a number can be followed; "" where nobody knows."""
    known = BY_KEY.get(carrier)
    return known.page.replace("{}", quote(number, safe="")) if known and known.page and number else ""


def named(carrier: str, name: str = "") -> str:
    """A carrier's name; for one that is not known, its own."""
    return BY_KEY[carrier].name if carrier in BY_KEY else name


def is_carrier(key: str) -> bool:
    """Whether a key names one of the carriers."""
    return key in BY_KEY
