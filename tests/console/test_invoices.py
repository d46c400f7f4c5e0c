"""Pages of papers: found, written of an order, printed, handed in; and who writes them."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from guildhall.finance.models import Invoice, LegalEntity, TaxFiling
from guildhall.finance.operations import issue_invoice, keep_entity
from guildhall.finance.operations.filing import file_paper
from guildhall.finance.types import EntityTerms
from guildhall.identity.states import Role
from guildhall.kernel import vault
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.conftest import SignIn
from tests.factories.company import Company, make_order
from tests.twins.einvoice import KEY, EInvoiceTwin

ACME = EntityTerms("Acme Trading Ltd", "US", "1 Main St")
ENTERED = {
    "code": "acme",
    "name": "Acme Trading Ltd",
    "country": "US",
    "address": "1 Main St",
    "tax_numbers": "VAT = US9131",
    "time_zone": "UTC",
    "locale": "en",
    "invoice_prefix": "INV",
    "credit_prefix": "CN",
    "issues": "on_request",
    "platform": "einvoice",
    "platform_url": "https://bridge.example",
    "platform_key": KEY,
}


@pytest.fixture
def twin(settings: Settings) -> Iterator[EInvoiceTwin]:
    with EInvoiceTwin() as running:
        settings.PROVIDER_URLS = {"einvoice": running.url}
        yield running


@pytest.fixture
def order(shop: Company, stamp: Stamp) -> str:
    return make_order(shop, {"APPLE": 2}, stamp=stamp).row.number


def send(client: Client, path: str, **fields: str) -> tuple[int, str]:
    answer = client.post(path, {**fields, "token": str(new_id())})
    return answer.status_code, answer.content.decode()


def test_who_writes_is_entered_and_its_key_is_not_shown(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)

    kept, _ = send(client, "/invoices/entities/new", **ENTERED)
    again = send(client, "/invoices/entities/acme", **{**ENTERED, "platform_key": ""})[0]
    shown = client.get("/invoices/entities/acme").content.decode()

    row = LegalEntity.objects.get()
    assert (kept, again) == (302, 302)
    assert vault.open_sealed(row.sealed_platform_key, purpose="finance.platform_key") == KEY
    assert "VAT = US9131" in shown
    assert KEY not in shown


def test_an_entity_that_cannot_be_so_is_told_by_field(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.OWNER)
    wrong = {**ENTERED, "credit_prefix": "INV", "platform_url": "http://10.0.0.1"}

    status, shown = send(client, "/invoices/entities/new", **wrong)

    assert status == 422
    assert "Credit notes have a series of their own." in shown
    assert "Use an address that begins with https://." in shown
    assert not LegalEntity.objects.exists()


def test_a_clerk_writes_an_invoice_of_an_order_and_finds_it(
    order: str, sign_in: SignIn, stamp: Stamp
) -> None:
    keep_entity("acme", ACME, stamp=stamp)
    client = sign_in(Role.FINANCE)

    written, _ = send(client, f"/invoices/of/{order}/new", name="Ann Buyer", tax_number="91")
    twice, why = send(client, f"/invoices/of/{order}/new")
    number = Invoice.objects.get().number
    found = client.get("/invoices", {"q": order}).content.decode()
    paper = client.get(f"/invoices/paper/acme/{number}").content.decode()
    entity = client.get("/invoices/of/" + order).content.decode()

    assert (written, twice) == (302, 409)
    assert "has been invoiced" in why
    assert number in found
    assert number in entity
    assert "Ann Buyer" in paper
    assert number not in client.get("/invoices", {"kind": "credit_note"}).content.decode()


def test_a_paper_is_printed_in_both_languages(order: str, sign_in: SignIn, stamp: Stamp) -> None:
    keep_entity("acme", ACME, stamp=stamp)
    number = issue_invoice(order, stamp=stamp)
    client = sign_in(Role.FINANCE)

    printed = [
        client.get(f"/invoices/paper/acme/{number}/pdf", {"locale": locale}).content
        for locale in ("en", "zh-hans")
    ]

    assert all(each.startswith(b"%PDF") for each in printed)
    assert printed[0] != printed[1]


def test_an_e_invoice_is_asked_for_refused_tried_again_and_shown(
    order: str, sign_in: SignIn, stamp: Stamp, twin: EInvoiceTwin
) -> None:
    keep_entity("acme", ACME, stamp=stamp)
    number = issue_invoice(order, stamp=stamp)
    client, path = sign_in(Role.FINANCE), f"/invoices/paper/acme/{number}"
    none, why = send(client, f"{path}/file")
    with_platform = EntityTerms("Acme Trading Ltd", "US", "1 Main St", platform="einvoice")
    keep_entity("acme", with_platform, platform_key=KEY, stamp=stamp)

    asked, _ = send(client, f"{path}/file")
    twin.refuses = "TAX_NUMBER"
    file_paper(number, stamp=stamp)
    refused = client.get(path).content.decode()
    twin.refuses = ""
    send(client, f"{path}/file")
    file_paper(number, stamp=stamp)

    assert (none, asked) == (422, 302)
    assert "has no platform" in why
    assert "TAX_NUMBER" in refused
    assert "Hand it in again" in refused
    assert TaxFiling.objects.get().number in client.get(path).content.decode()


def test_a_key_that_is_not_taken_says_so(
    order: str, sign_in: SignIn, stamp: Stamp, twin: EInvoiceTwin
) -> None:
    with_platform = EntityTerms("Acme Trading Ltd", "US", "1 Main St", platform="einvoice")
    keep_entity("acme", with_platform, platform_key="wrong", stamp=stamp)
    number = issue_invoice(order, stamp=stamp)

    file_paper(number, stamp=stamp)
    shown = sign_in(Role.FINANCE).get(f"/invoices/paper/acme/{number}").content.decode()

    assert "does not accept the key" in shown


@pytest.mark.parametrize("path", ["/invoices", "/invoices/entities", "/invoices/of/ORD-1"])
def test_who_has_nothing_to_do_with_money_sees_no_papers(
    shop: Company, sign_in: SignIn, path: str
) -> None:
    assert sign_in(Role.WAREHOUSE).get(path).status_code == 403
