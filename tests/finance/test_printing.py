"""Papers in print, in the seller's language or the reader's."""

import pytest

from guildhall.finance.operations import issue_invoice, keep_entity
from guildhall.finance.queries import get_invoice
from guildhall.finance.queries.printing import page_of_paper, pdf_of
from guildhall.finance.types import EntityTerms, InvoiceCard
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import Scope
from tests.factories.company import make_company, make_order


@pytest.fixture
def paper(alpha: Scope, stamp: Stamp) -> InvoiceCard:
    number = make_order(make_company(), {"APPLE": 2}, stamp=stamp).row.number
    terms = EntityTerms("玩具公司", "CN", "上海", {"统一社会信用代码": "9131"}, locale="zh-hans")
    keep_entity("acme", terms, stamp=stamp)
    return get_invoice(issue_invoice(number, stamp=stamp))


def test_a_paper_names_who_writes_what_and_how_much(paper: InvoiceCard) -> None:
    page = page_of_paper(paper, locale="en")

    for told in ("Invoice", paper.row.number, "玩具公司", "9131", "APPLE", "$5.00"):
        assert told in page


def test_a_paper_is_in_the_sellers_language_unless_another_is_asked_for(
    paper: InvoiceCard,
) -> None:
    assert 'lang="zh-Hans-CN"' in page_of_paper(paper)
    assert 'lang="en"' in page_of_paper(paper, locale="en")
    assert 'lang="zh-Hans-CN"' in page_of_paper(paper, locale="tlh")


def test_a_paper_is_a_pdf(paper: InvoiceCard) -> None:
    assert pdf_of(paper).startswith(b"%PDF")
