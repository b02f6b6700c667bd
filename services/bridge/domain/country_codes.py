"""From two-letter country codes, historic ones too, to the three letters of ICAO Doc 9303-3, section 5."""

from collections.abc import Mapping
from types import MappingProxyType

# ISO 3166-1: alpha-2 and alpha-3, by pairs.
_ISO = """
AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA
AZ AZE BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES
BR BRA BS BHS BT BTN BV BVT BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK
CL CHL CM CMR CN CHN CO COL CR CRI CU CUB CV CPV CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA
DO DOM DZ DZA EC ECU EE EST EG EGY EH ESH ER ERI ES ESP ET ETH FI FIN FJ FJI FK FLK FM FSM FO FRO FR FRA
GA GAB GB GBR GD GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL GM GMB GN GIN GP GLP GQ GNQ GR GRC GS SGS
GT GTM GU GUM GW GNB GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN IE IRL IL ISR IM IMN IN IND
IO IOT IQ IRQ IR IRN IS ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR KM COM KN KNA
KP PRK KR KOR KW KWT KY CYM KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA
LY LBY MA MAR MC MCO MD MDA ME MNE MF MAF MG MDG MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ
MR MRT MS MSR MT MLT MU MUS MV MDV MW MWI MX MEX MY MYS MZ MOZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC
NL NLD NO NOR NP NPL NR NRU NU NIU NZ NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK PL POL PM SPM
PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC
SD SDN SE SWE SG SGP SH SHN SI SVN SJ SJM SK SVK SL SLE SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV
SX SXM SY SYR SZ SWZ TC TCA TD TCD TF ATF TG TGO TH THA TJ TJK TK TKL TL TLS TM TKM TN TUN TO TON TR TUR
TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI US USA UY URY UZ UZB VA VAT VC VCT VE VEN VG VGB VI VIR
VN VNM VU VUT WF WLF WS WSM YE YEM YT MYT ZA ZAF ZM ZMB ZW ZWE
"""

_WORDS = _ISO.split()
# 9303-3 has one letter for Germany, whatever ISO says.
_CURRENT: Mapping[str, str] = MappingProxyType(
    dict(zip(_WORDS[::2], _WORDS[1::2], strict=True)) | {"DE": "D"}
)

_ALPHA2: Mapping[str, str] = MappingProxyType({three: two for two, three in _CURRENT.items()})

# Codes withdrawn from ISO 3166 (3166-3) whose country has one successor: the passage loses which name was
# registered. A country that broke into several (SU, YU, CS) has none, and guessing one would invent a
# nationality.
_HISTORIC: Mapping[str, str] = MappingProxyType(
    {
        "BU": "MMR", "DD": "D", "DY": "BEN", "FX": "FRA", "HV": "BFA", "NH": "VUT", "RH": "ZWE", "TP": "TLS",
        "VD": "VNM", "YD": "YEM", "ZR": "COD", "UK": "GBR",
    }
)  # fmt: skip

# 9303-3 section 5, parts B to D: nationalities that are not an ISO country's.
_ICAO_ONLY = frozenset({"D", "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNO", "UNA", "UNK", "XOM"})
# Stateless, refugee (1951 Convention), refugee (other), unspecified.
_NO_NATIONALITY = frozenset(f"XX{last}" for last in "ABCX")
_ICAO = frozenset(_CURRENT.values()) | _ICAO_ONLY | _NO_NATIONALITY


def icao_from_alpha2(code: str) -> tuple[str, bool] | None:
    """The ICAO code, and whether it is exact (a historic one is not); `None` where there is none."""
    if code in _CURRENT:
        return _CURRENT[code], True
    return (_HISTORIC[code], False) if code in _HISTORIC else None


def alpha2_from_icao(code: str) -> str | None:
    """The two letters of ISO 3166-1; `None` for what is no ISO country."""
    return _ALPHA2.get(code)


def is_icao(code: str) -> bool:
    """Whether a machine-readable zone could carry this code."""
    return code in _ICAO
