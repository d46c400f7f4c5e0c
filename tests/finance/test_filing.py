"""Papers at platforms: filed once however the line breaks, voided, or kept when it is late."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from guildhall.finance.operations import issue_invoice, keep_entity
from guildhall.finance.operations.filing import ask_void, file_again, file_paper
from guildhall.finance.queries import get_invoice
from guildhall.finance.queries.papers import papers_to_file
from guildhall.finance.types import EntityTerms, FilingCard
from guildhall.kernel.models import Fact
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.states import MoveNotAllowed
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order
from tests.twins.einvoice import KEY, EInvoiceTwin

COMPANY = EntityTerms("玩具公司", "CN", "上海", platform="einvoice")


@pytest.fixture
def twin(settings: Settings) -> Iterator[EInvoiceTwin]:
    with EInvoiceTwin() as running:
        settings.PROVIDER_URLS = {"einvoice": running.url}
        yield running


@pytest.fixture
def paper(alpha: Scope, stamp: Stamp, twin: EInvoiceTwin) -> str:
    number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    keep_entity("acme", COMPANY, platform_key=KEY, stamp=stamp)
    return issue_invoice(number, stamp=stamp)


def filing(paper: str) -> FilingCard:
    found = get_invoice(paper).row.filing
    assert found is not None
    return found


def later(stamp: Stamp, minutes: int) -> Stamp:
    return Stamp(stamp.by, stamp.at + timedelta(minutes=minutes))


def test_a_paper_waits_for_its_platform_and_is_filed(
    paper: str, twin: EInvoiceTwin, stamp: Stamp
) -> None:
    assert papers_to_file(at=stamp.at) == (paper,)

    file_paper(paper, stamp=stamp)

    assert (filing(paper).state, filing(paper).number) == ("issued", "25310000000000000001")
    assert papers_to_file(at=stamp.at + timedelta(days=1)) == ()
    assert Fact.objects.filter(type="invoice.filed").count() == 1


def test_what_nobody_heard_of_is_filed_once(paper: str, twin: EInvoiceTwin, stamp: Stamp) -> None:
    twin.faults.change({"fail_after_commit": 1})
    file_paper(paper, stamp=stamp)
    assert filing(paper).state == "unknown"

    file_paper(paper, stamp=later(stamp, 10))

    assert filing(paper).state == "issued"
    assert len(twin.papers) == 1


def test_a_refused_paper_says_why_and_is_handed_in_again(
    paper: str, twin: EInvoiceTwin, stamp: Stamp
) -> None:
    twin.refuses = "TAX_NUMBER"
    file_paper(paper, stamp=stamp)
    assert (filing(paper).state, filing(paper).vendor_code) == ("refused", "TAX_NUMBER")

    twin.refuses = ""
    file_again(paper, stamp=stamp)
    file_paper(paper, stamp=stamp)

    assert filing(paper).state == "issued"


def test_a_paper_is_voided_while_the_platform_lets_it(
    paper: str, twin: EInvoiceTwin, stamp: Stamp
) -> None:
    with pytest.raises(MoveNotAllowed):
        ask_void(paper, stamp=stamp)
    file_paper(paper, stamp=stamp)
    ask_void(paper, stamp=stamp)
    twin.refuses = "MONTH_CLOSED"
    file_paper(paper, stamp=stamp)
    assert filing(paper).state == "issued"

    twin.refuses = ""
    ask_void(paper, stamp=stamp)
    file_paper(paper, stamp=stamp)

    assert filing(paper).state == "voided"
