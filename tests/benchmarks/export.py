"""How fast one company is archived and built again, against COPY, pg_dump and pg_restore.

An archive is compressed, sealed and checksummed; a build is compared with its manifest.
"""

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by

FULL = Size(rounds=5, seconds=0)
QUICK = Size(rounds=3, seconds=0)
ORDERS = {FULL.rounds: 300_000, QUICK.rounds: 25_000}
TITLES = {
    "copy": "psql COPY, thrown away",
    "export": "our archive",
    "pg_dump": "pg_dump -n -Fc",
    "restore": "our schema, built and compared",
    "pg_restore": "pg_restore -n",
}


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("export")
    words = ("--rounds", str(size.rounds), "--orders", str(ORDERS[size.rounds]))
    told = told_by("exporting", *words, env=env)
    took: dict[str, list[float]] = told["took"]
    megabytes = told["bytes"] / 1e6
    rows = [
        (TITLES[name], middle(times), round(megabytes / middle(times), 1), len(times))
        for name, times in took.items()
    ]
    title = f"One company of {told['rows']} rows, {megabytes:.0f} MB as COPY text"
    table(title, ("", "s", "MB/s", "times"), rows)
    figures = {
        "mb_per_s": round(megabytes / middle(took["export"]), 1),
        "ratio_to_copy": _ratio(took["copy"], took["export"]),
        "ratio_to_pg_dump": _ratio(took["pg_dump"], took["export"]),
        "restore_mb_per_s": round(megabytes / middle(took["restore"]), 1),
        "restore_ratio_to_pg_restore": _ratio(took["pg_restore"], took["restore"]),
        "stored_mb": round(told["stored"] / 1e6, 1),
        "pg_dump_mb": round(told["dumped"] / 1e6, 1),
        "peak_mb": told["peak_mb"],
        "megabytes": round(megabytes, 1),
    }
    tell("export", figures)


def _ratio(peer: list[float], ours: list[float]) -> float:
    """Return how many times as fast as the peer we are: the middle of the pairs of a round."""
    return middle([other / own for other, own in zip(peer, ours, strict=True)])


if __name__ == "__main__":
    main()
