"""How fast a provider's bill is fetched over HTTP and matched with as many transactions.

Beside it COPY of the same lines into the same table, indexes and all, which compares nothing.
"""

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by

FULL = Size(rounds=3, seconds=0)
QUICK = Size(rounds=1, seconds=0)
LINES = {FULL.rounds: 1_000_000, QUICK.rounds: 100_000}
TITLES = {"copy": "COPY of the lines", "first": "fetched, matched", "again": "again, no news"}


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    lines = LINES[size.rounds]
    words = ("--rounds", str(size.rounds), "--lines", str(lines))
    told = told_by("reconciling", *words, env=fresh_database("reconcile"))
    took: dict[str, list[float]] = told["took"]
    rows = [
        (TITLES[name], middle(times), round(lines / middle(times)), len(times))
        for name, times in took.items()
    ]
    table(f"{lines} lines, {lines} transactions", ("", "s", "lines/s", "times"), rows)
    pairs = zip(took["copy"], took["first"], strict=True)
    figures = {
        "lines_per_s": round(lines / middle(took["first"])),
        "peak_mb": told["peak_mb"],
        "again_lines_per_s": round(lines / middle(took["again"])),
        "copy_lines_per_s": round(lines / middle(took["copy"])),
        "ratio_to_copy": middle([copied / taken for copied, taken in pairs]),
        "lines": lines,
    }
    tell("reconcile", figures)


if __name__ == "__main__":
    main()
