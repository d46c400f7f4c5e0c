"""How fast a file of products comes in, against COPY of the same rows into the same tables.

COPY pays for the same indexes and keys; it reads no file, understands no cell, compares nothing.
"""  # noqa: N999 - its name in the list of benchmarks

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import fresh_database, told_by
from tests.factories.articles import EVERY, HEADINGS, article_rows

FULL = Size(rounds=5, seconds=0)
QUICK = Size(rounds=2, seconds=0)
ROWS = {FULL.rounds: EVERY, QUICK.rounds: 15_000}
TITLES = {
    "copy": "COPY of the same rows",
    "check": "a check",
    "import": "an import, everything new",
    "again": "an import, nothing new",
}


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    rows = ROWS[size.rounds]
    env = fresh_database("import")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "products.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(article_rows(rows))
        told = told_by("importing", "--rounds", str(size.rounds), "--file", str(path), env=env)
    took: dict[str, list[float]] = told["took"]
    lines = [
        (TITLES[name], middle(times), round(rows / middle(times)), len(times))
        for name, times in took.items()
    ]
    title = f"{rows} products, {told['written']} rows in five tables"
    table(title, ("", "s", "rows/s", "times"), lines)
    pairs = zip(took["copy"], took["import"], strict=True)
    figures = {
        "rows_per_s": round(rows / middle(took["import"])),
        "ratio_to_copy": middle([copied / taken for copied, taken in pairs]),
        "peak_mb": told["peak_mb"],
        "checks_per_s": round(rows / middle(took["check"])),
        "unchanged_per_s": round(rows / middle(took["again"])),
        "copy_rows_per_s": round(rows / middle(took["copy"])),
        "rows": rows,
    }
    tell("import", figures)


if __name__ == "__main__":
    main()
