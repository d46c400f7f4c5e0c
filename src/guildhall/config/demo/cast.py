"""The invented part: who owns the stores, where they lie, who works there, who shops there."""

from dataclasses import dataclass

ZONE = "America/New_York"
CURRENCY = "USD"
# Everybody may read these: the demo listens on this machine alone.
STAFF_PASSWORD = "guildhall-demo"  # noqa: S105 - a demo's password, printed on its first page
HQ_EMAIL = "hq@evergate.example"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the group: a province, or a city in one."""

    code: str
    name: str
    name_zh: str
    kind: str
    within: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    slug: str
    name: str
    name_zh: str
    city: str
    site: int
    streets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shopper:
    name: str
    email: str


GROUP = ("evergate", "Evergate Grocers", "长青门食品集团")

PLACES = (
    Place("eastshore", "Eastshore", "东岸省", "province"),
    Place("northmarch", "Northmarch", "北境省", "province"),
    Place("port-alder", "Port Alder", "桤木港", "city", within="eastshore"),
    Place("old-quay", "Old Quay", "老码头", "city", within="eastshore"),
    Place("fairwater", "Fairwater", "清水市", "city", within="northmarch"),
)

COMPANIES = (
    Company(
        slug="acme",
        name="Acme Fresh",
        name_zh="艾克美鲜食",
        city="port-alder",
        site=101,
        streets=("Harbor Road", "Alder Street", "Lighthouse Lane", "Ferry Square", "Net Loft Row"),
    ),
    Company(
        slug="borealis",
        name="Borealis Market",
        name_zh="北辰超市",
        city="fairwater",
        site=201,
        streets=("North Gate", "Birch Avenue", "Mill Bridge", "Aurora Place", "Snowfield Road"),
    ),
    Company(
        slug="cordoba",
        name="Cordoba Pantry",
        name_zh="科尔多瓦食坊",
        city="old-quay",
        site=301,
        streets=("Orange Court", "Quayside", "Patio Street", "Fountain Hill", "Bell Tower Road"),
    ),
)

_GIVEN = (
    *(
        "Ada",
        "Ben",
        "Chen",
        "Dara",
        "Elif",
        "Finn",
        "Grace",
        "Hugo",
        "Iris",
        "Jun",
        "Kofi",
        "Lina",
    ),
    *("Mei", "Noor", "Omar", "Priya", "Quinn", "Rosa", "Sami", "Tara", "Uma", "Viktor", "Wen"),
    *("Xavier", "Yara", "Zoe", "Ana", "Bao", "Carla"),
)
_FAMILY = (
    *("Abbott", "Banerjee", "Castillo", "Duval", "Eriksen", "Fischer", "Gupta", "Haddad", "Ito"),
    *("Jansen", "Kowalski", "Liu", "Moreau", "Novak", "Okafor", "Park", "Quist", "Rossi", "Silva"),
    *("Tanaka", "Ueda", "Vargas", "Wang", "Xu", "Yilmaz", "Zhang", "Adeyemi", "Brandt", "Costa"),
    *("Dupont", "Evans"),
)


def shopper(household: int) -> Shopper:
    """Return the invented person who shops for a household; the data set knows only a number."""
    given = _GIVEN[household % len(_GIVEN)]
    family = _FAMILY[household // len(_GIVEN) % len(_FAMILY)]
    return Shopper(
        name=f"{given} {family}", email=f"{given}.{family}.{household}@shoppers.example".lower()
    )


def store_street(company: Company, place: int) -> str:
    """Return the street of a company's nth store; far along the list the numbers go up."""
    lap, street = divmod(place, len(company.streets))
    return company.streets[street] if lap == 0 else f"{company.streets[street]} {lap + 1}"
