"""The list of what goes wrong in authorization servers names tests that exist."""

import re
from pathlib import Path

from tests.security.test_asvs import exists

PAGE = Path(__file__).resolve().parents[2] / "docs/security/authorization-server.md"
ROW = re.compile(r"^\| (?!-|gap|attack)", re.MULTILINE)
TEST = re.compile(r"`(tests/\S+\.py::test_\w+)` \|$", re.MULTILINE)


def test_each_row_names_a_test_and_each_test_exists() -> None:
    text = PAGE.read_text("utf-8")
    named = TEST.findall(text)

    assert len(named) == len(ROW.findall(text))
    assert sorted(test for test in named if not exists(test)) == []
    assert sorted({test for test in named if named.count(test) > 1}) == []
