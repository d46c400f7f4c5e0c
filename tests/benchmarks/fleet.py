"""How long it takes to upgrade a fleet, against django-tenants' own migrate_schemas.

Each round adds one column to every company, and lets stock do the same to a few schemas of its
own in the same database. Start-up of either program is left out.
"""

import argparse

from tests.benchmarks.rig.figures import middle, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="20 companies, within a minute")
    parser.add_argument("--tenants", type=int, default=50)
    asked = parser.parse_args()
    tenants, rounds, sample = (20, 2, 2) if asked.quick else (asked.tenants, 3, 5)
    words = ("--tenants", str(tenants), "--rounds", str(rounds), "--sample", str(sample))
    took = told_by("fleet", *words, env=fresh_database("fleet"))
    addfield, noop = middle(took["addfield_s"]), middle(took["noop_s"])
    stock_each = middle(took["stock_s"])
    rows = [
        ("nothing to do", noop, round(noop / tenants * 1_000, 3), took["noop_cpu_ms"], ""),
        ("one AddField", addfield, round(addfield / tenants * 1_000, 3), took["cpu_ms"], ""),
        ("stock, one AddField", "", round(stock_each * 1_000, 3), took["stock_cpu_ms"], sample),
    ]
    head = ("", "s for all", "ms per company", "client CPU ms per company", "sample")
    table(f"{tenants} companies, median of {rounds} rounds", head, rows)
    figures = {
        "tenants": tenants,
        "noop_s": noop,
        "first_noop_s": took["first_noop_s"],
        "addfield_s": addfield,
        "tenants_per_s": round(tenants / addfield, 1),
        "cpu_ms_per_tenant": took["cpu_ms"],
        "stock_addfield_s_per_tenant": stock_each,
        "stock_noop_s_per_tenant": middle(took["stock_noop_s"]),
        "stock_cpu_ms_per_tenant": took["stock_cpu_ms"],
        "ratio_to_stock": round(stock_each * tenants / addfield, 1),
        "cpu_ratio_to_stock": round(took["stock_cpu_ms"] / took["cpu_ms"], 1),
        "peak_mb": took["peak_mb"],
        "built_s": took["built_s"],
    }
    tell("fleet", figures)


if __name__ == "__main__":
    main()
