"""How long a company rests while it moves to another cluster, and how fast its rows travel.

Shoppers order by HTTP all the while: `lost` counts the orders that were answered and are not
there afterwards, over all moves there and back. Both clusters write to disk as in production.
"""

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.rig.figures import middle, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.harness.cluster import scratch_cluster

FULL = ("--rounds", "5", "--rows", "200000")
QUICK = ("--rounds", "2", "--rows", "20000")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="an impression, within a minute")
    words = QUICK if parser.parse_args().quick else FULL
    with (
        tempfile.TemporaryDirectory(prefix="guildhall-bench-") as folder,
        scratch_cluster(Path(folder), fsync=True) as east,
    ):
        env = fresh_database("move") | east.env_of_shard("east")
        told = told_by("moving", *words, env=env)
    rows = [
        (name, middle(figures), round(min(figures), 1), round(max(figures), 1), len(figures))
        for name, figures in (("freeze, ms", told["freeze_ms"]), ("rows/s", told["rows_per_s"]))
    ]
    table("Moving a company", ("", "median", "least", "most", "times"), rows)
    print(f"\n  {told['rows']} rows, {told['orders']} orders meanwhile, {told['asked_again']} of")
    print("  their calls were told to come again")
    figures = {
        "freeze_ms": middle(told["freeze_ms"]),
        "rows_per_s": round(middle(told["rows_per_s"])),
        "lost": told["lost"],
    }
    tell("move", figures)


if __name__ == "__main__":
    main()
