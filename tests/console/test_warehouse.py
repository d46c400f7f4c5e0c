"""Pages for somebody with a scanner in one hand, and the papers that come of it."""

from collections.abc import Callable
from decimal import Decimal

from django.test import Client

from guildhall.catalog.states import Tracking
from guildhall.identity.states import Role
from guildhall.inventory import operations
from guildhall.inventory.queries import list_receipts, list_stocktakes, list_transfers
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from tests.console.reading import rows_of, statements_of, text_of
from tests.factories.company import Company
from tests.factories.warehouse import keep_by, level_of, receive

type SignIn = Callable[..., Client]


def _post(client: Client, url: str, **form: str) -> int:
    return client.post(url, {"token": str(new_id()), **form}).status_code


def _begin(client: Client, url: str, **form: str) -> str:
    answer = client.post(url, {"token": str(new_id()), **form})
    assert answer.status_code == 302, text_of(answer)
    return str(answer["Location"])


def test_goods_are_received_by_scans_alone(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    tray = _begin(clerk, "/warehouse/receive", location="S1")

    statuses = [_post(clerk, tray, scan=text) for text in ("APPLE", "*12", "NOPE", "BREAD")]
    told = text_of(clerk.get(tray))
    undone = _post(clerk, f"{tray}/back")
    receipt = _begin(clerk, f"{tray}/booking")

    assert statuses == [302, 302, 404, 302]
    assert "1 × BREAD" in told
    assert undone == 302
    assert level_of("APPLE", "S1").on_hand == Decimal(62)
    assert level_of("BREAD", "S1").on_hand == Decimal(50)
    assert "APPLE 12" in text_of(clerk.get(receipt))


def test_a_scan_that_is_sent_twice_is_taken_once(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    tray = _begin(clerk, "/warehouse/receive", location="S1")
    form = {"token": str(new_id()), "scan": "APPLE"}

    answers = [clerk.post(tray, form, headers={"X-Scan": "1"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "1 × APPLE" in text_of(answers[1])
    assert "<html" not in answers[1].content.decode()


def test_who_keeps_one_place_is_not_asked_which(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    answer = clerk.get("/warehouse/receive", follow=True)

    assert "S2" in text_of(answer)
    assert 'name="scan"' in answer.content.decode()


def test_a_transfer_is_sent_here_and_taken_in_there(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    tray = _begin(clerk, "/warehouse/send", location="S1", destination="S2")
    _post(clerk, tray, scan="APPLE")
    paper = _begin(clerk, f"{tray}/booking")
    number = list_transfers().items[0].number

    arrival = _begin(clerk, "/warehouse/arrive", scan=number.lower())
    _post(clerk, arrival, scan="APPLE")
    _begin(clerk, f"{arrival}/booking")

    assert paper == f"/warehouse/transfers/{number}"
    assert "Received" in text_of(clerk.get(paper))
    assert level_of("APPLE", "S2").on_hand == Decimal(51)


def test_what_will_not_arrive_is_written_off_with_a_reason(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    tray = _begin(clerk, "/warehouse/send", location="S1", destination="S2")
    _post(clerk, tray, scan="APPLE")
    paper = _begin(clerk, f"{tray}/booking")

    without = _post(clerk, f"{paper}/closing", reason="")
    with_one = _post(clerk, f"{paper}/closing", reason="fell off")

    assert (without, with_one) == (422, 302)
    assert "fell off" in text_of(clerk.get(paper))


def test_a_count_is_blind_until_everybody_is_done(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    page = _begin(clerk, "/warehouse/counts/start", location="S1", skus="APPLE\nBREAD")
    number = list_stocktakes().items[0].number
    for text in ("APPLE", "*48", "BREAD", "*50"):
        _post(clerk, page, scan=text)
    during = text_of(clerk.get(page)) + text_of(clerk.get(f"/warehouse/counts/{number}"))

    _post(clerk, f"/warehouse/counts/{number}/review")
    after = text_of(clerk.get(f"/warehouse/counts/{number}"))
    _post(clerk, f"/warehouse/counts/{number}/posting")

    assert "Expected" not in during
    assert "48 × APPLE" not in during
    assert "APPLE -2" in after
    assert level_of("APPLE", "S1").on_hand == Decimal(48)


def test_a_line_is_left_out_or_counted_again(shop: Company, sign_in: SignIn) -> None:
    clerk = sign_in()
    page = _begin(clerk, "/warehouse/counts/start", location="S1", skus="APPLE\nBREAD")
    number = list_stocktakes().items[0].number
    for text in ("APPLE", "BREAD"):
        _post(clerk, page, scan=text)
    _post(clerk, f"/warehouse/counts/{number}/review")

    _post(clerk, f"/warehouse/counts/{number}/line", sku="APPLE", verdict="leave")
    left_out = text_of(clerk.get(f"/warehouse/counts/{number}"))
    _post(clerk, f"/warehouse/counts/{number}/line", sku="BREAD", verdict="again")

    assert "Left out" in left_out
    assert "APPLE" in text_of(clerk.get(page))
    assert list_stocktakes().items[0].state == "counting"


def test_a_code_is_looked_up_and_a_papers_number_leads_to_it(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    number = receive("APPLE", "1", stamp=stamp)

    goods = text_of(clerk.get("/warehouse/look-up?scan=APPLE"))
    paper = clerk.get(f"/warehouse/look-up?scan={number}")
    unknown = clerk.get("/warehouse/look-up?scan=NOPE")

    assert "APPLE of the house".lower() in goods.lower()
    assert "S1 51" in goods
    assert paper["Location"] == f"/warehouse/receipts/{number}"
    assert unknown.status_code == 404


def test_a_wrong_receipt_is_reversed_on_its_page(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    number = receive("APPLE", "3", stamp=stamp)
    url = f"/warehouse/receipts/{number}"

    assert _post(clerk, f"{url}/reversal", reason="counted twice") == 302

    assert "Reversed" in text_of(clerk.get(url))
    assert level_of("APPLE", "S1").on_hand == Decimal(50)


def test_a_lot_is_traced_called_back_and_listed_in_a_file(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    keep_by(Tracking.LOT, "CHEESE")
    receive("CHEESE", "4", lot="=BAD", stamp=stamp)
    owner = sign_in(Role.OWNER)
    tray = _begin(owner, "/warehouse/send", location="S1", destination="S2")
    for text in ("CHEESE", "=BAD"):
        _post(owner, tray, scan=text)
    _begin(owner, f"{tray}/booking")

    called = _post(owner, "/warehouse/lots/CHEESE/=BAD/recall", reason="glass")
    page = text_of(owner.get("/warehouse/lots/CHEESE/=BAD"))
    file = owner.get("/warehouse/lots/CHEESE/=BAD/recall.csv").content.decode()

    assert called == 302
    assert "Recalled" in page
    assert "IN-TRANSIT" in page
    assert "'=BAD,transfer,S1," in file
    assert rows_of(owner.get("/warehouse/lots?recalled=1")) == 1


def test_somebody_of_one_place_sees_its_papers_alone(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    ours, theirs = receive("APPLE", "1", at="S2", stamp=stamp), receive("APPLE", "1", stamp=stamp)
    clerk = sign_in(Role.OPERATIONS, scope="location:S2")

    listed = text_of(clerk.get("/warehouse/receipts"))

    assert ours in listed
    assert theirs not in listed
    assert clerk.get(f"/warehouse/receipts/{theirs}").status_code == 403


def test_a_viewer_sees_papers_and_scans_nothing(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    receive("APPLE", "1", stamp=stamp)
    viewer = sign_in(Role.READ_ONLY)

    pages = ("", "/receipts", "/transfers", "/counts", "/lots", "/movements", "/look-up")
    shown = {page: viewer.get(f"/warehouse{page}").status_code for page in pages}

    assert set(shown.values()) == {200}
    assert viewer.get("/warehouse/receive").status_code == 403
    assert 'href="/warehouse/receive"' not in viewer.get("/warehouse").content.decode()


def test_pages_of_papers_take_a_constant_number_of_statements(
    shop: Company, sign_in: SignIn, stamp: Stamp
) -> None:
    clerk = sign_in()
    receive("APPLE", "1", stamp=stamp)
    operations.start_stocktake("S1", stamp=stamp)
    pages = ("", "/receipts", "/transfers", "/counts", "/lots", "/movements")
    few = [statements_of(clerk, f"/warehouse{page}") for page in pages]

    for _ in range(4):
        receive("BREAD", "1", stamp=stamp)
        operations.start_stocktake("S1", stamp=stamp)

    assert [statements_of(clerk, f"/warehouse{page}") for page in pages] == few
    assert len(list_receipts().items) == 5
