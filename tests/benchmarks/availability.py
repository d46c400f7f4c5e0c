"""How long price and availability of 50 SKUs at three locations take, cold and remembered.

In process for the milliseconds; `per_s` is whole calls over HTTP, remembered, at 8 clients.
"""

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.benchmarks.rig.load import burst
from tests.benchmarks.rig.web import CHOSEN, serving

SKUS = 2_000
CLIENTS = 8
FULL = Size(rounds=5, seconds=4)
QUICK = Size(rounds=1, seconds=2)
TIMES = 200


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("availability")
    ground = told_by("shop", "--skus", str(SKUS), env=env)
    shop = ground["shops"][0]
    words = (shop["schema"], "--skus", str(SKUS), "--times", str(TIMES))
    skus = ",".join(f"SKU{number}" for number in range(1, 51))
    path = f"/storefront/v1/availability?site={ground['site']}&skus={skus}&n=%d"
    asked, calls = [], []
    with serving(CHOSEN, env, host=shop["host"]) as web:
        for _ in range(size.rounds):
            asked.append(told_by("asking", *words, env=env))
            calls.append(
                burst(
                    web.url,
                    "reads",
                    *(shop["token"], path, "1", "20", shop["host"]),
                    clients=CLIENTS,
                    seconds=size.seconds,
                )
            )
    figures = {
        "sku50_cold_ms": middle([each["cold_ms"] for each in asked]),
        "sku50_cached_ms": middle([each["cached_ms"] for each in asked]),
        "per_s": middle([each.per_second for each in calls]),
        "http_p50_ms": middle([each.p50 for each in calls]),
        "http_p99_ms": middle([each.p99 for each in calls]),
    }
    table("Price and availability of 50 SKUs", ("", "figure"), list(figures.items()))
    tell("availability", figures)


if __name__ == "__main__":
    main()
