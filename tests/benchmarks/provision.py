"""How long opening a tenant takes, against psql running the same script and stock migrations."""

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by

FULL = Size(rounds=25, seconds=0)
QUICK = Size(rounds=7, seconds=0)
STOCK_ROUNDS = 5


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("provision")
    words = (
        "--rounds",
        str(size.rounds),
        "--stock-rounds",
        str(min(STOCK_ROUNDS, size.rounds // 3)),
    )
    took = told_by("provisioning", *words, env=env)
    rows = [
        (name, middle(times), round(min(times), 3), round(max(times), 3), len(times))
        for name, times in took.items()
    ]
    table("Opening a tenant, ms", ("", "median", "least", "most", "times"), rows)
    pairs = zip(took["cold"], took["psql"], strict=True)
    figures = {
        "cold_ms": middle(took["cold"]),
        "cold_ratio_to_psql": middle([cold / psql for cold, psql in pairs]),
        "psql_ms": middle(took["psql"]),
        "stock_ms": middle(took["stock"]),
        "stock_ratio": round(middle(took["stock"]) / middle(took["cold"]), 3),
        "warm_claim_ms": middle(took["warm"]),
    }
    tell("provision", figures)


if __name__ == "__main__":
    main()
