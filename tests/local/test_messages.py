from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from guildhall.config.local import messages
from guildhall.config.local.extraction import KEYWORDS, extract_python, extract_template


def found_in(source: str) -> list[object]:
    return [
        message for _, _, message, _ in extract_python(BytesIO(source.encode()), KEYWORDS, (), {})
    ]


def test_every_message_of_the_sources_has_a_chinese_translation_with_the_same_places() -> None:
    complaints = messages.check()

    assert complaints == []


def test_the_message_of_a_refusal_is_found_without_a_mark() -> None:
    source = 'class OutOfStock(Refusal):\n    message = "Only {available} of {sku} left."\n'

    assert found_in(source) == ["Only {available} of {sku} left."]


def test_a_marked_message_is_found_once() -> None:
    assert found_in('class No(Refusal):\n    message = N_("There is none.")\n') == [
        "There is none."
    ]


def test_a_template_may_be_indented_and_full_of_quotes() -> None:
    source = (
        "<p title=\"it's\">\n      {% translate 'Ship' %}\n  </p>\n"
        '{% include "x.html" with label=_("To ship") %}'
    )

    messages_found = [
        message
        for _, _, message, _ in extract_template(BytesIO(source.encode()), KEYWORDS, (), {})
    ]

    assert messages_found == ["Ship", "To ship"]


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ("", "no translation of 'Only {available} left.' (a.py)"),
        ("只剩几件。", "'Only {available} left.' and its translation differ in ['{available}']"),
        ("只剩 {n} 件。", "differ in ['{available}', '{n}']"),
    ],
)
def test_a_translation_that_is_missing_or_loses_a_place_is_named(
    told: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = Catalog()
    template.add("Only {available} left.", locations=[("a.py", 0)])
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid "Only {{available}} left."\nmsgstr "{told}"\n')
    monkeypatch.setattr(messages, "LOCALES", tmp_path)
    monkeypatch.setattr(messages, "extract", lambda: template)

    [named] = messages.check()

    assert complaint in named
