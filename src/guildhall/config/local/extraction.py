"""How messages are found: two extractors for Babel, named in babel.cfg."""

import ast
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import IO, Any

from babel.messages.extract import extract_python as extract_calls
from django.utils.translation.template import templatize

type Keyword = tuple[int | tuple[int, str], ...] | None
type Found = tuple[Any, ...]
"""Line, function, message or messages, comments."""

KEYWORDS: Mapping[str, Keyword] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract_python(  # noqa: PLR0917 - Babel calls extractors so
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """Yield the messages of calls and, marked or not, those of refusals."""
    source = fileobj.read()
    yield from extract_calls(BytesIO(source), keywords, comment_tags, options)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            yield from _refusal_messages(node)


def _refusal_messages(node: ast.ClassDef) -> Iterator[Found]:
    """Yield the plain string that a class body assigns to `message`."""
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name("message")], value=ast.Constant(str() as message)):
                yield statement.lineno, "N_", message, []
            case _:
                continue


def extract_template(  # noqa: PLR0917 - Babel calls extractors so
    fileobj: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Any,
) -> Iterator[Found]:
    """Yield the messages of a Django template, which Babel itself cannot read."""
    calls = templatize(fileobj.read().decode())
    # Calls and blanked markup are left; markup's indentation is none that Python accepts.
    lines = "\n".join(line.strip() for line in calls.splitlines())
    yield from extract_calls(BytesIO(lines.encode()), keywords, comment_tags, options)
