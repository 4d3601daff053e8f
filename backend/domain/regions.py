"""Regions of addresses: from how a marketplace writes one to the code that a shop knows, where both are known."""

import hashlib

from backend.domain.folding import fold

# By country: "code name" pairs, told apart by "|"; a name may have others after "/". Codes as ISO 3166-2 has them.
_SAID = {
    "US": (
        "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware"
        "|DC District of Columbia/Washington DC/Washington D.C.|FL Florida|GA Georgia|HI Hawaii|ID Idaho"
        "|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts"
        "|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire"
        "|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon"
        "|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah"
        "|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam"
        "|VI Virgin Islands/U.S. Virgin Islands|AS American Samoa|MP Northern Mariana Islands"
        "|AA Armed Forces Americas|AE Armed Forces Europe|AP Armed Forces Pacific"
    ),
    "CA": (
        "AB Alberta|BC British Columbia/Colombie-Britannique|MB Manitoba|NB New Brunswick/Nouveau-Brunswick"
        "|NL Newfoundland and Labrador/Terre-Neuve-et-Labrador|NS Nova Scotia/Nouvelle-Écosse"
        "|NT Northwest Territories/Territoires du Nord-Ouest|NU Nunavut|ON Ontario"
        "|PE Prince Edward Island/Île-du-Prince-Édouard|QC Quebec|SK Saskatchewan|YT Yukon"
    ),
    "AU": (
        "ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia"
        "|TAS Tasmania|VIC Victoria|WA Western Australia"
    ),
    "ES": (
        "C A Coruña/La Coruña|VI Álava/Araba|AB Albacete|A Alicante/Alacant|AL Almería|O Asturias|AV Ávila|BA Badajoz"
        "|PM Baleares/Illes Balears/Islas Baleares|B Barcelona|BI Bizkaia/Vizcaya|BU Burgos|CC Cáceres|CA Cádiz"
        "|S Cantabria|CS Castellón/Castelló|CE Ceuta|CR Ciudad Real|CO Córdoba|CU Cuenca|SS Gipuzkoa/Guipúzcoa"
        "|GI Girona/Gerona|GR Granada|GU Guadalajara|H Huelva|HU Huesca|J Jaén|LO La Rioja|GC Las Palmas|LE León"
        "|L Lleida/Lérida|LU Lugo|M Madrid|MA Málaga|ML Melilla|MU Murcia|NA Navarra|OR Ourense/Orense|P Palencia"
        "|PO Pontevedra|SA Salamanca|TF Santa Cruz de Tenerife|SG Segovia|SE Sevilla|SO Soria|T Tarragona|TE Teruel"
        "|TO Toledo|V Valencia/València|VA Valladolid|ZA Zamora|Z Zaragoza"
    ),
    "IT": (
        "AG Agrigento|AL Alessandria|AN Ancona|AO Aosta/Valle d'Aosta|AR Arezzo|AP Ascoli Piceno|AT Asti"
        "|AV Avellino|BA Bari|BT Barletta-Andria-Trani|BL Belluno|BN Benevento|BG Bergamo|BI Biella|BO Bologna"
        "|BZ Bolzano/Bozen|BS Brescia|BR Brindisi|CA Cagliari|CL Caltanissetta|CB Campobasso|CE Caserta|CT Catania"
        "|CZ Catanzaro|CH Chieti|CO Como|CS Cosenza|CR Cremona|KR Crotone|CN Cuneo|EN Enna|FM Fermo|FE Ferrara"
        "|FI Firenze/Florence|FG Foggia|FC Forlì-Cesena|FR Frosinone|GE Genova/Genoa|GO Gorizia|GR Grosseto"
        "|IM Imperia|IS Isernia|SP La Spezia|AQ L'Aquila|LT Latina|LE Lecce|LC Lecco|LI Livorno|LO Lodi|LU Lucca"
        "|MC Macerata|MN Mantova|MS Massa-Carrara|MT Matera|ME Messina|MI Milano/Milan|MO Modena"
        "|MB Monza e Brianza|NA Napoli/Naples|NO Novara|NU Nuoro|OR Oristano|PD Padova/Padua|PA Palermo|PR Parma"
        "|PV Pavia|PG Perugia|PU Pesaro e Urbino|PE Pescara|PC Piacenza|PI Pisa|PT Pistoia|PN Pordenone|PZ Potenza"
        "|PO Prato|RG Ragusa|RA Ravenna|RC Reggio Calabria|RE Reggio Emilia|RI Rieti|RN Rimini|RM Roma/Rome"
        "|RO Rovigo|SA Salerno|SS Sassari|SV Savona|SI Siena|SR Siracusa|SO Sondrio|SU Sud Sardegna|TA Taranto"
        "|TE Teramo|TR Terni|TO Torino/Turin|TP Trapani|TN Trento|TV Treviso|TS Trieste|UD Udine|VA Varese"
        "|VE Venezia/Venice|VB Verbano-Cusio-Ossola|VC Vercelli|VR Verona|VV Vibo Valentia|VI Vicenza|VT Viterbo"
    ),
}


def _plain(text: str) -> str:
    """Without accents, case and signs: "St. John's" is "st john s"."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


# By country: code -> its first name.
REGIONS: dict[str, dict[str, str]] = {
    country: {
        code: names.split("/")[0] for code, _, names in (each.partition(" ") for each in said.split("|"))
    }
    for country, said in _SAID.items()
}
_CODES: dict[str, dict[str, str]] = {
    country: {
        _plain(name): code
        for code, _, names in (each.partition(" ") for each in said.split("|"))
        for name in (code, f"{country} {code}", *names.split("/"))
    }
    for country, said in _SAID.items()
}


def region_code(country: str, said: str) -> str | None:
    """The code of a region as a marketplace writes it (its code, its name, "US-CA"); None where it is not known."""
    return _CODES.get(country.upper(), {}).get(_plain(said))


def region_mark(said: str) -> str:
    """A fingerprint of how a region is written: the same however it is spaced and accented, and no address."""
    return hashlib.sha256(_plain(said).encode()).hexdigest()[:32]
