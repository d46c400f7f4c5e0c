"""What waits for a yes, as people see it and decide upon it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.approvals.models import Approval, Delegation
from guildhall.approvals.operations import carry_out, set_rule, withdraw
from guildhall.approvals.ports import bind_commands
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import RuleTerms
from guildhall.console.approvals.words import _NAMED, FIELDS, MEASURED
from guildhall.flows.approvals import FlowsCommands
from guildhall.identity.models import User
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.organization.models import Brand
from tests.approvals.lab import Lab, name_brand
from tests.console.conftest import Hire, SignIn
from tests.console.reading import rows_of, statements_of, text_of, tiles_of
from tests.factories.company import Company
from tests.identity.staffing import stamp_as

BOX = re.compile(r'name="request"\s+value="([^"]+)"')
VERSION = re.compile(r'name="version" value="([^"]+)"')


@pytest.fixture
def lab() -> Iterator[Lab]:
    found = Lab()
    bind_commands(found)
    yield found
    bind_commands(FlowsCommands())


@pytest.fixture
def clerk(shop: Company, lab: Lab, hire: Hire, stamp: Stamp) -> Stamp:
    """Let ten units need a yes, and return how a clerk acts who asks."""
    set_rule(RuleTerms(action="stock.adjust", threshold=Decimal(10)), stamp=stamp)
    return stamp_as(hire(Role.WAREHOUSE), stamp)


def ask(clerk: Stamp, *, name: str = "Manor", units: int = 12) -> UUID:
    was = Brand.objects.get(code="house").name
    pending = name_brand("house", expected=was, name=name, units=units, stamp=clerk)
    assert pending is not None
    return pending.approval


def send(client: Client, path: str, **given: object) -> int:
    return client.post(path, {"token": str(new_id()), **given}).status_code


def decide(client: Client, approval: UUID, decision: str, *, reason: str = "") -> int:
    page = client.get(f"/approvals/{approval}").content.decode()
    found = VERSION.search(page)
    version = found[1] if found else ""
    path = f"/approvals/{approval}/decide"
    return send(client, path, decision=decision, reason=reason, version=version)


def boxes(client: Client) -> list[str]:
    return BOX.findall(client.get("/approvals").content.decode())


def test_every_action_and_its_measure_has_words() -> None:
    assert set(_NAMED) == set(MEASURED) == set(ActionCode)
    assert "on_hand" in FIELDS


def test_the_inbox_tells_what_would_change_who_asked_and_why(
    clerk: Stamp, sign_in: SignIn
) -> None:
    ask(clerk)

    told = text_of(sign_in(Role.ADMIN).get("/approvals"))

    assert "Correct stock house On hand from House Manor" in told
    assert "counted twice 12 units Location S1 warehouse all" in told
    assert "in 3 days" in told


def test_who_may_not_decide_sees_an_empty_inbox_and_their_own_requests(
    clerk: Stamp, sign_in: SignIn, shop: Company
) -> None:
    ask(clerk)
    support = sign_in(Role.SUPPORT)

    assert "Nothing waits for you" in text_of(support.get("/approvals"))
    assert "You have asked for nothing" in text_of(support.get("/approvals/mine"))
    assert "No requests yet" in text_of(support.get("/approvals/history"))


def test_a_yes_by_page_is_carried_out_and_shown(
    clerk: Stamp, sign_in: SignIn, stamp: Stamp
) -> None:
    approval = ask(clerk)
    admin = sign_in(Role.ADMIN)

    assert decide(admin, approval, "grant", reason="I saw it") == 302
    carry_out(approval, stamp=stamp)

    told = text_of(admin.get(f"/approvals/{approval}"))
    assert "Correct stock Done" in told
    assert "Approved I saw it" in told
    assert "admin all" in told
    assert Brand.objects.get().name == "Manor"


def test_a_no_without_a_reason_is_asked_for_one(clerk: Stamp, sign_in: SignIn) -> None:
    approval = ask(clerk)
    admin = sign_in(Role.ADMIN)

    assert decide(admin, approval, "deny") == 422
    assert Approval.objects.get().state == "waiting"
    assert decide(admin, approval, "deny", reason="count again") == 302
    assert Approval.objects.get().state == "denied"


def test_what_changed_since_it_was_shown_is_not_decided(
    clerk: Stamp, sign_in: SignIn, lab: Lab
) -> None:
    approval = ask(clerk)
    admin = sign_in(Role.ADMIN)
    sent = {"decision": "grant", "version": "an-older-one"}

    answer = admin.post(f"/approvals/{approval}/decide", {"token": str(new_id()), **sent})

    assert answer.status_code == 412
    assert "Somebody has changed this" in text_of(answer)
    assert Approval.objects.get().state == "waiting"


def test_many_are_decided_at_once_each_by_itself(
    clerk: Stamp, sign_in: SignIn, hire: Hire
) -> None:
    waiting = [ask(clerk, name=name) for name in ("Manor", "Castle", "Mill")]
    admin = sign_in(Role.ADMIN)
    chosen = boxes(admin)
    withdraw(waiting[1], stamp=clerk)

    answer = admin.post(
        "/approvals/decide",
        {"token": str(new_id()), "request": chosen, "decision": "grant", "reason": "all seen"},
    )

    told = text_of(answer)
    assert told.count("Approved") == 2
    assert told.count("Not decided") == 1
    states = dict(Approval.objects.values_list("id", "state"))
    assert [states[each] for each in waiting] == ["granted", "withdrawn", "granted"]


@pytest.mark.parametrize(
    "sent",
    [
        {"decision": "grant"},
        {"decision": "deny", "request": ["0@1"]},
        {"decision": "grant", "request": ["nonsense@1"]},
        {"request": ["0@1"]},
    ],
)
def test_a_selection_that_makes_no_sense_decides_nothing(
    clerk: Stamp, sign_in: SignIn, sent: dict[str, object]
) -> None:
    ask(clerk)

    answer = sign_in(Role.ADMIN).post("/approvals/decide", {"token": str(new_id()), **sent})

    assert answer.status_code == 422
    assert Approval.objects.get().state == "waiting"


def test_a_second_click_finds_it_decided(clerk: Stamp, sign_in: SignIn) -> None:
    approval = ask(clerk)
    admin = sign_in(Role.ADMIN)
    page = admin.get(f"/approvals/{approval}").content.decode()
    version = VERSION.search(page)
    assert version is not None
    form = {"token": str(new_id()), "decision": "grant", "version": version[1]}

    both = [admin.post(f"/approvals/{approval}/decide", form).status_code for _ in range(2)]

    assert both == [302, 302]


def test_who_asked_takes_it_back_and_asks_again_what_failed(
    clerk: Stamp, sign_in: SignIn, stamp: Stamp, shop: Company
) -> None:
    owner = sign_in(Role.OWNER)
    by_owner = stamp_as(User.objects.get(name="owner all").pk, stamp)
    first, second = ask(by_owner), ask(by_owner, name="Castle")

    assert send(owner, f"/approvals/{first}/withdraw") == 302
    assert Approval.objects.get(pk=first).state == "withdrawn"
    Approval.objects.filter(pk=second).update(
        state="failed", problem={"code": "x", "message": "Not {what}.", "facts": {"what": "now"}}
    )
    assert "Not now." in text_of(owner.get(f"/approvals/{second}"))
    assert send(owner, f"/approvals/{second}/again") == 302
    assert Approval.objects.filter(state="waiting").count() == 1


def test_the_number_in_the_navigation_and_on_the_first_page_is_that_of_the_inbox(
    clerk: Stamp, sign_in: SignIn
) -> None:
    for name in ("Manor", "Castle"):
        ask(clerk, name=name)
    admin = sign_in(Role.ADMIN)

    page = admin.get("/")

    assert tiles_of(page)["/approvals"] == 2
    assert re.search(r'Approvals</span>\s*<span class="count">2<', page.content.decode())
    assert rows_of(admin.get("/approvals")) == 2
    assert '<span class="count">' not in sign_in(Role.READ_ONLY).get("/").content.decode()


def test_what_waits_is_looked_at_once_for_a_page(clerk: Stamp, sign_in: SignIn) -> None:
    """The first page shows the number twice: beside the inbox, and as a tile."""
    ask(clerk)
    admin = sign_in(Role.ADMIN)

    looks = {}
    for path in ("/", "/orders"):
        with CaptureQueriesContext(connection) as captured:
            admin.get(path)
        looks[path] = sum('FROM "approvals_approval"' in each["sql"] for each in captured)

    assert looks == {"/": 2, "/orders": 2}


def test_the_inbox_takes_as_many_statements_for_many_as_for_one(
    clerk: Stamp, sign_in: SignIn
) -> None:
    admin = sign_in(Role.ADMIN)
    ask(clerk)
    few = {path: statements_of(admin, path) for path in ("/approvals", "/approvals/history")}

    for number in range(7):
        ask(clerk, name=f"Manor {number}")

    assert {path: statements_of(admin, path) for path in few} == few


def test_somebody_stands_in_and_that_ends(
    clerk: Stamp, sign_in: SignIn, hire: Hire, stamp: Stamp
) -> None:
    approval = ask(clerk)
    taker = hire(Role.READ_ONLY, scope="all")
    admin, sent = sign_in(Role.ADMIN), {"starts_on": f"{stamp.at:%Y-%m-%d}"}
    sent["ends_on"] = sent["starts_on"]

    assert "Nobody stands in" in text_of(admin.get("/approvals/standing-in"))
    assert send(admin, "/approvals/standing-in/new", taker=str(taker), **sent) == 302

    loan = Delegation.objects.get()
    assert "read-only all Stands in admin all" in text_of(admin.get("/approvals/standing-in"))
    assert (loan.ends_at - loan.starts_at).days == 1
    assert send(admin, f"/approvals/standing-in/{loan.id}/end") == 302
    assert Delegation.objects.get().ended_at is not None
    assert Approval.objects.get(pk=approval).state == "waiting"


def test_pages_are_told_in_chinese_too(clerk: Stamp, sign_in: SignIn) -> None:
    approval = ask(clerk)
    admin = sign_in(Role.ADMIN)
    pages = ("", "/mine", "/history", "/rules", "/standing-in", f"/{approval}")

    for page in pages:
        answer = admin.get(f"/approvals{page}", headers={"accept-language": "zh-CN"})
        assert answer.status_code == 200
