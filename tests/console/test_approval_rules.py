"""Rules of what needs a yes, as people make them."""

import re
from decimal import Decimal

from django.test import Client

from guildhall.approvals.models import ApprovalRule
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from tests.console.conftest import SignIn
from tests.console.reading import text_of
from tests.factories.company import Company

VERSION = re.compile(r'name="version" value="([^"]+)"')


def send(client: Client, path: str, **given: object) -> int:
    return client.post(path, {"token": str(new_id()), **given}).status_code


def test_rules_are_made_changed_and_removed(sign_in: SignIn, shop: Company) -> None:
    owner = sign_in(Role.OWNER)
    sent = {"action": "stock.count", "scope": "store:S1", "threshold": "20", "hours": "24"}

    assert "Nothing needs a yes" in text_of(owner.get("/approvals/rules"))
    assert send(owner, "/approvals/rules/new", **sent, four_eyes="on", is_active="on") == 302

    rule = ApprovalRule.objects.get()
    assert (rule.threshold, rule.hours, rule.is_active) == (Decimal(20), 24, True)
    told = text_of(owner.get("/approvals/rules"))
    assert "Book a count In force Store S1 20 units 24 Yes" in told
    version = VERSION.search(owner.get(f"/approvals/rules/{rule.id}").content.decode())
    assert version is not None
    path = f"/approvals/rules/{rule.id}"
    assert send(owner, path, threshold="5", hours="24", version="older") == 412
    assert send(owner, path, threshold="5", hours="24", version=version[1]) == 302
    rule.refresh_from_db()
    assert (rule.threshold, rule.is_active, rule.scope) == (Decimal(5), False, "store:S1")
    assert send(owner, f"{path}/remove") == 302
    assert not ApprovalRule.objects.exists()


def test_a_rule_that_is_there_already_is_not_made_over(sign_in: SignIn, shop: Company) -> None:
    owner = sign_in(Role.OWNER)
    sent = {"action": "stock.count", "scope": "all", "threshold": "20", "hours": "24"}

    assert send(owner, "/approvals/rules/new", **sent) == 302
    assert send(owner, "/approvals/rules/new", **{**sent, "threshold": "900"}) == 412

    assert ApprovalRule.objects.get().threshold == Decimal(20)


def test_rules_are_shown_to_who_may_see_them_and_changed_by_few(sign_in: SignIn) -> None:
    clerk = sign_in(Role.WAREHOUSE)

    assert clerk.get("/approvals/rules").status_code == 403
    assert clerk.get("/approvals/rules/new").status_code == 403
