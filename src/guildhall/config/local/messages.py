"""Collect, compile and check translations without GNU gettext.

`python -m guildhall.config.local.messages extract|update|compile|check`. A catalog is kept
without line numbers and dates and sorted by message, so that two branches that add messages
meet in a merge only where they must.
"""

import re
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from guildhall.config.local.extraction import KEYWORDS

ROOT = Path(__file__).resolve().parents[4]
LOCALES = ROOT / "src" / "guildhall" / "locale"
PACKAGES = ("src/guildhall", "tenants", "public_site", "integrations")
LANGUAGES = ("zh_Hans",)

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

PERCENT = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def extract() -> Catalog:
    """Return a catalog of every message that the sources hold."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    catalog = Catalog(charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, methods, options, keywords=KEYWORDS)
        for name, _, message, _, context in found:
            catalog.add(message, locations=[(f"{package}/{name}", 0)], context=context)
    return catalog


def update_catalogs() -> None:
    """Add new messages to each catalog and drop those that no source holds any more."""
    template = extract()
    for language in LANGUAGES:
        catalog = _read(language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            target.write(HEADER.format(language=language).encode())
            write_po(
                target,
                catalog,
                width=99,
                sort_output=True,
                omit_header=True,
                include_lineno=False,
                ignore_obsolete=True,
            )


def compile_catalogs() -> None:
    """Write the binary catalogs that Django loads, where they are older than their source."""
    for language in LANGUAGES:
        source = _path(language)
        compiled = source.with_suffix(".mo")
        if compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with compiled.open("wb") as target:
            write_mo(target, _read(language))


def check() -> list[str]:
    """Return what is wrong with the translations, one line each."""
    template = extract()
    return [
        f"{language}: {complaint}"
        for language in LANGUAGES
        for complaint in _complaints(template, _read(language))
    ]


def _complaints(template: Catalog, catalog: Catalog) -> list[str]:
    complaints = []
    for message in template:
        if not message.id:
            continue
        told = catalog.get(_key(message), message.context)
        if told is None or told.fuzzy or not all(_texts(told.string)):
            where = ", ".join(sorted({name for name, _ in message.locations}))
            complaints.append(f"no translation of {_key(message)!r} ({where})")
            continue
        lost = _lost(message, told)
        if lost:
            complaints.append(f"{_key(message)!r} and its translation differ in {sorted(lost)}")
    return complaints


def _lost(message: Message, told: Message) -> set[str]:
    """Return the places that a message has and its translation has not, or the reverse."""
    wanted = set().union(*(_places(text) for text in _texts(message.id)))
    given = set().union(*(_places(text) for text in _texts(told.string)))
    return wanted ^ given


def _places(text: str) -> set[str]:
    """Return the `%(name)s` and `{name}` places of a text."""
    percents = {found.group(0) for found in PERCENT.finditer(text.replace("%%", ""))}
    try:
        braces = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
    except ValueError:
        return percents | {"an unbalanced brace"}
    return percents | {"{" + field + "}" for field in braces}


def _texts(value: object) -> tuple[str, ...]:
    """Return the forms of a message: one, or one for each plural."""
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _key(message: Message) -> str:
    return _texts(message.id)[0]


def _read(language: str) -> Catalog:
    path = _path(language)
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=language, charset="utf-8", abort_invalid=True)


def _path(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def main(command: str) -> int:
    """Do what the command line asks and return the exit code."""
    match command:
        case "extract":
            sys.stdout.writelines(f"{_key(message)}\n" for message in extract() if message.id)
        case "update":
            update_catalogs()
        case "compile":
            compile_catalogs()
        case "check":
            complaints = check()
            sys.stdout.writelines(f"{complaint}\n" for complaint in complaints)
            return 1 if complaints else 0
        case _:
            sys.stderr.write("Say one of: extract, update, compile, check.\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
