"""The invented part: who owns the stores, where they lie, who works there, who shops there."""

from dataclasses import dataclass

from guildhall.identity.states import Role

ZONE = "America/New_York"
CURRENCY = "USD"
# Everybody may read it: the demo listens on this machine alone.
PASSWORD = "guildhall-demo"  # noqa: S105 - a demo's password, told at every start


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in each company, under the company's own domain."""

    mailbox: str
    name: str
    role: Role
    # Their role is held in one store alone: what lies elsewhere they do not see.
    in_a_store: bool = False


STAFF = (
    Person("owner", "Olivia Ortega", Role.OWNER),
    Person("admin", "Amara Ali", Role.ADMIN),
    Person("clerk", "Caleb Chen", Role.OPERATIONS),
    Person("warehouse", "Wanda Weiss", Role.WAREHOUSE, in_a_store=True),
    Person("support", "Sven Sato", Role.SUPPORT),
    Person("finance", "Femi Falk", Role.FINANCE),
    Person("marketing", "Mina Marsh", Role.MARKETING),
    Person("viewer", "Vera Volkova", Role.READ_ONLY),
)
HQ = Person("hq", "Hana Huang", Role.OWNER)
OPERATOR = Person("operator", "Oscar Okafor", Role.OPERATOR)
PLATFORM_NAME = "platform"


@dataclass(frozen=True, slots=True)
class Place:
    """The group itself, a province, or a city in one."""

    code: str
    name: str
    name_zh: str
    within: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.name_zh}"


@dataclass(frozen=True, slots=True)
class Company:
    """A subsidiary. Its English site has the number `site`, its Chinese site the next one."""

    slug: str
    name: str
    name_zh: str
    city: str
    site: int
    streets: tuple[str, ...]

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.name_zh}"


@dataclass(frozen=True, slots=True)
class Shopper:
    name: str
    email: str


GROUP = Place("evergate", "Evergate Grocers", "长青门")

PLACES = (
    Place("eastshore", "Eastshore", "东岸省"),
    Place("northmarch", "Northmarch", "北境省"),
    Place("port-alder", "Port Alder", "桤木港", within="eastshore"),
    Place("old-quay", "Old Quay", "老码头", within="eastshore"),
    Place("fairwater", "Fairwater", "清水市", within="northmarch"),
)

COMPANIES = (
    Company(
        slug="acme",
        name="Acme Fresh",
        name_zh="艾克美",
        city="port-alder",
        site=101,
        streets=("Harbor Road", "Alder Street", "Lighthouse Lane", "Ferry Square", "Net Loft Row"),
    ),
    Company(
        slug="borealis",
        name="Borealis Market",
        name_zh="北辰",
        city="fairwater",
        site=201,
        streets=("North Gate", "Birch Avenue", "Mill Bridge", "Aurora Place", "Snowfield Road"),
    ),
    Company(
        slug="cordoba",
        name="Cordoba Pantry",
        name_zh="科尔多瓦",
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


def host_of(slug: str) -> str:
    """Return the host under which browsers on this machine find a company."""
    return f"{slug}.localhost"


def email_of(person: Person, *, at: str) -> str:
    return f"{person.mailbox}@{at}.example"


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
