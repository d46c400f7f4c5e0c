"""Pages of what is picked, packed and sent, as a browser sees them."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guildhall.fulfillment.operations import make_pick_list
from guildhall.fulfillment.queries import get_pick_list, get_work
from guildhall.identity.states import Role
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.orders.queries import get_order
from tests.factories.company import Company
from tests.factories.fulfillment import make_work

type SignIn = Callable[..., Client]


def _post(client: Client, path: str, **data: object) -> tuple[int, str]:
    answer = client.post(path, {"token": str(new_id()), **data})
    return answer.status_code, answer.headers.get("Location", "")


def test_forty_orders_are_picked_and_packed_one_after_another(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    numbers = [make_work(shop, {"APPLE": 1}, stamp=stamp).row.number for _ in range(3)]

    queue = clerk.get("/fulfillment")
    status, where = _post(clerk, "/fulfillment/selected", number=numbers)
    page = clerk.get(where)
    _, onward = _post(clerk, f"{where}/finish")
    bench = clerk.get(onward)

    assert queue.status_code == page.status_code == 200
    assert all(number in queue.content.decode() for number in numbers)
    assert status == 302
    assert get_pick_list(where.rsplit("/", 1)[1]).state == "done"
    assert bench.headers["Location"].rsplit("/", 1)[1] in numbers


def test_the_bench_takes_scans_and_sends_what_is_packed(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    work = make_work(shop, {"APPLE": 1, "BREAD": 1}, stamp=stamp)
    path = f"/fulfillment/{work.row.number}"

    wrong = clerk.post(path, {"scan": "CHEESE", "token": str(new_id())}, headers={"X-Scan": "1"})
    for code in ("APPLE", "BREAD"):
        assert _post(clerk, path, scan=code)[0] == 302
    assert clerk.get(path).status_code == 200
    assert _post(clerk, f"{path}/finish")[0] == 302
    sent = _post(clerk, f"{path}/ship", carrier="sf-express", tracking="SF1", weight_grams="300")

    assert wrong.status_code == 422
    assert "STOP" in wrong.content.decode()
    assert sent[0] == 302
    (parcel,) = get_work(work.row.number).parcels
    assert [each.number for each in parcel.trackings] == ["SF1"]
    assert get_order(work.row.order).row.fulfillment_state == "fulfilled"
    assert clerk.get(f"/fulfillment/parcels/{parcel.number}").status_code == 200
    assert parcel.number in clerk.get("/fulfillment/parcels").content.decode()


def test_what_cannot_be_found_goes_without_and_what_is_held_waits(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    work = make_work(shop, {"APPLE": 2, "BREAD": 1}, stamp=stamp)
    path = f"/fulfillment/{work.row.number}"
    bread = next(line for line in work.lines if line.sku == "BREAD")

    asked = clerk.get(f"{path}/short")
    _post(clerk, f"{path}/short", line=bread.id, quantity="1", reason="empty shelf")
    _post(clerk, f"{path}/hold", reason="address", note="no street")

    found = get_work(work.row.number)
    assert asked.status_code == 200
    assert {line.sku: int(line.left) for line in found.lines} == {"APPLE": 2, "BREAD": 0}
    assert (found.row.state, found.row.hold_note) == ("on_hold", "no street")
    assert "no street" in clerk.get(path).content.decode()
    _post(clerk, f"{path}/release")
    _post(clerk, f"{path}/move", location="S2", reason="nearer")
    assert get_work(work.row.number).row.location == "S2"


def test_a_tracking_file_is_tried_and_then_taken(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    work = make_work(shop, {"APPLE": 1}, stamp=stamp)
    rows = f"order,carrier,tracking\n{work.row.order},sf-express,SF7\nORD-NONE,sf,X\n"

    def send(**more: str) -> str:
        file = SimpleUploadedFile("t.csv", rows.encode(), content_type="text/csv")
        return clerk.post("/fulfillment/tracking-file", {"file": file, **more}).content.decode()

    tried = send(dry_run="on")
    before = get_work(work.row.number).row.state
    send()

    assert "ORD-NONE" in tried
    assert before == "open"
    assert get_work(work.row.number).row.state == "shipped"


@pytest.mark.parametrize("paper", ["slip", "slip?lang=zh-hans", "slip?lang=xx", "list"])
def test_papers_are_printed(shop: Company, sign_in: SignIn, stamp: Stamp, paper: str) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    number = make_work(shop, {"APPLE": 1}, stamp=stamp).row.number
    listed = make_pick_list([number], stamp=stamp)
    lists = f"/fulfillment/lists/{listed}/print"

    answer = clerk.get(lists if paper == "list" else f"/fulfillment/{number}/{paper}")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_many_are_marked_as_shipped_each_with_its_result(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in(Role.WAREHOUSE)
    number = make_work(shop, {"APPLE": 1}, stamp=stamp).row.number

    answer = clerk.post(
        "/fulfillment/selected/ship", {"number": [number, "FUL-NONE"], "token": str(new_id())}
    )

    assert answer.status_code == 200
    assert "FUL-NONE" in answer.content.decode()
    assert get_work(number).row.state == "shipped"


def test_who_only_looks_changes_nothing(shop: Company, sign_in: SignIn, stamp: Stamp) -> None:
    reader = sign_in(Role.READ_ONLY)
    number = make_work(shop, {"APPLE": 1}, stamp=stamp).row.number

    assert reader.get(f"/fulfillment/{number}").status_code == 200
    assert reader.get("/fulfillment/lists").status_code == 200
    assert _post(reader, f"/fulfillment/{number}/ship")[0] == 403
    assert get_work(number).row.state == "open"
