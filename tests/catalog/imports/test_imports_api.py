"""Files of products over HTTP: sent once, explained, checked, taken, stopped and gone on with."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from guildhall.catalog.models import Import, Product
from guildhall.identity.operations import issue_api_key
from guildhall.identity.types import KeyTerms
from guildhall.kernel import clock
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import Scope, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.company import Company, standing_company
from tests.factories.sheets import carried, csv_of, xlsx_of
from tests.harness.processes import Web

RIGHTS = ("catalog:edit", "prices:edit")
HEADINGS = ("SKU", "Name", "Price")


@pytest.fixture(scope="module")
def company(scopes: dict[str, Scope]) -> Iterator[Company]:
    with standing_company(scopes["alpha"]) as alpha:
        yield alpha


def _client(company: Company, web: Web, *rights: str, scope: str = "all") -> httpx.Client:
    with enter(company.scope), unit():
        stamp = system_stamp("test", clock.now())
        terms = KeyTerms(scope=scope)
        key = issue_api_key("files", capabilities=rights, terms=terms, stamp=stamp)
    return web.client(company.host, key=key.token)


@pytest.fixture(scope="module")
def office(company: Company, web: Web) -> Iterator[httpx.Client]:
    with _client(company, web, *RIGHTS) as client:
        yield client


def _send(client: httpx.Client, method: str, path: str = "", **told: Any) -> httpx.Response:
    headers = {"Idempotency-Key": str(new_id()), **told.pop("headers", {})}
    return client.request(method, f"/api/v1/imports{path}", headers=headers, **told)


def _file(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> dict[str, Any]:
    return {"file": ("goods.csv", csv_of(headings, rows))}


def _sku() -> str:
    return f"N{new_id().hex[-10:]}".upper()


def _carry(company: Company, run: str) -> None:
    """Do what the worker does."""
    with enter(company.scope), unit():
        carried(UUID(run))


def _checked(company: Company, office: httpx.Client, *rows: tuple[str, ...]) -> dict[str, Any]:
    run = _send(office, "POST", files=_file(*rows)).json()["id"]
    assert _send(office, "POST", f"/{run}/check").json()["state"] == "checking"
    _carry(company, run)
    found: dict[str, Any] = office.get(f"/api/v1/imports/{run}").json()
    return found


def test_a_file_is_sent_checked_and_taken_and_the_second_time_changes_nothing(
    company: Company, office: httpx.Client
) -> None:
    rows = [(_sku(), "Figs", "3.50"), (_sku(), "Plums", "2.20")]
    card = _checked(company, office, *rows)
    path = f"/{card['id']}"

    started = _send(office, "POST", f"{path}/start")
    _carry(company, card["id"])
    done = office.get(f"/api/v1/imports{path}").json()
    again = _checked(company, office, *rows)

    assert (card["state"], card["is_check"], card["tally"]["added"]) == ("checked", True, 2)
    assert (started.status_code, started.json()["state"]) == (200, "running")
    assert (done["state"], done["percent"], done["rows_done"]) == ("done", 100, 2)
    assert done["tally"] == {
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "failed": 0,
        "new_products": 2,
    }
    assert again["checked"] == {**done["tally"], "added": 0, "unchanged": 2, "new_products": 0}


def test_the_same_call_again_sends_a_file_once(company: Company, office: httpx.Client) -> None:
    key, rows = {"Idempotency-Key": str(new_id())}, [(_sku(), "Figs", "3.50")]

    first, second = (_send(office, "POST", files=_file(*rows), headers=key) for _ in "ab")
    other = _send(office, "POST", files=_file((_sku(), "Figs", "1")), headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.key_reused")
    with enter(company.scope), unit():
        assert Import.objects.filter(id=first.json()["id"]).count() == 1


def test_columns_are_guessed_shown_and_explained_by_who_saw_them(office: httpx.Client) -> None:
    data = xlsx_of(("货号", "Wording", "Number"), [(_sku(), "Figs", "3.50")])
    sent = _send(office, "POST", files={"file": ("goods.xlsx", data)}).json()
    path = f"/{sent['id']}"
    seen = {"If-Match": office.get(f"/api/v1/imports{path}").headers["ETag"]}
    columns = office.get(f"/api/v1/imports{path}/columns").json()
    said = {"mapping": {"货号": "sku", "Wording": "title", "Number": "price"}, "channel": "web"}

    told = _send(office, "PUT", f"{path}/columns", json=said, headers=seen)
    wrong = _send(office, "PUT", f"{path}/columns", json={**said, "mapping": {"Nope": "title"}})
    stale = _send(office, "PUT", f"{path}/columns", json=said, headers={"If-Match": '"checked-1"'})

    assert (sent["format"], sent["mapping"]) == ("xlsx", {"货号": "sku"})
    assert columns["headings"] == ["货号", "Wording", "Number"]
    assert columns["sample"][0][1:] == ["Figs", "3.50"]
    assert (told.status_code, told.json()["mapping"]) == (200, said["mapping"])
    assert (wrong.status_code, wrong.json()["code"]) == (422, "catalog.mapping_invalid")
    assert "Nope" in str(wrong.json()["errors"])
    assert stale.status_code == 412


def test_rows_that_are_wrong_are_listed_as_they_stood_with_what_to_do(
    company: Company, office: httpx.Client
) -> None:
    rows = [(f"{_sku()}", "Figs", "x" if number % 10 == 0 else "1") for number in range(30)]
    card = _checked(company, office, *rows)
    path = f"/api/v1/imports/{card['id']}/wrong-rows"

    first = office.get(path, params={"limit": 2}).json()
    rest = office.get(path, params={"limit": 2, "after": first["next_after"]}).json()

    found = [*first["items"], *rest["items"]]
    assert card["checked"]["failed"] == 3
    assert [each["row"] for each in found] == [2, 12, 22]
    assert [tuple(each["cells"]) for each in found] == [rows[0], rows[10], rows[20]]
    assert (found[0]["faults"][0]["field"], found[0]["faults"][0]["code"]) == (
        "Price",
        "not_a_price",
    )
    assert "12.90" in found[0]["faults"][0]["detail"]
    assert rest["next_after"] is None


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_that_are_wrong_are_a_file_that_is_sent_again_once_it_is_mended(
    company: Company, office: httpx.Client, kind: str
) -> None:
    sku = _sku()
    rows = [(_sku(), "Figs", "1"), (sku, '=HYPERLINK("x")', "cheap"), (sku + "2", "Plums", "-")]
    card = _checked(company, office, *rows)

    path = f"/api/v1/imports/{card['id']}/wrong-rows/{kind}"
    answer = office.get(path, headers={"Accept-Language": "zh-hans"})
    again = _send(office, "POST", files={"file": (f"wrong.{kind}", answer.content)}).json()

    assert (answer.status_code, f"wrong-rows.{kind}" in str(answer.headers)) == (200, True)
    columns = office.get(f"/api/v1/imports/{again['id']}/columns").json()
    assert columns["headings"][:3] == list(HEADINGS)
    assert len(columns["headings"]) == 5
    assert [row[:4] for row in columns["sample"]] == [
        [sku, '\'=HYPERLINK("x")', "cheap", "3"],
        [sku + "2", "Plums", "'-", "4"],
    ]
    assert all("Price: " in row[4] for row in columns["sample"])
    assert office.get(path.replace(kind, "exe")).status_code in {404, 422}


def test_a_channel_that_there_is_not_explains_no_file(office: httpx.Client) -> None:
    """Also where no column holds a price that would be on it."""
    run = _send(office, "POST", files=_file((_sku(), "Figs", "1"))).json()["id"]
    said = {"mapping": {"SKU": "sku", "Name": "title"}, "channel": "wbe"}

    answer = _send(office, "PUT", f"/{run}/columns", json=said)

    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.mapping_invalid")
    assert answer.json()["errors"] == [
        {"field": "channel", "message": "There is no such channel."}
    ]


def test_an_import_is_stopped_and_gone_on_with(company: Company, office: httpx.Client) -> None:
    sku = _sku()
    path = f"/{_checked(company, office, (sku, 'Figs', '1'))['id']}"
    _send(office, "POST", f"{path}/start")

    stopped = _send(office, "POST", f"{path}/stop")
    again = _send(office, "POST", f"{path}/stop")
    _send(office, "POST", f"{path}/start")
    _carry(company, path[1:])

    assert (stopped.json()["state"], again.status_code) == ("stopped", 409)
    assert office.get(f"/api/v1/imports{path}").json()["state"] == "done"
    with enter(company.scope), unit():
        assert Product.objects.filter(code=sku).exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("goods.csv", b"", "catalog.file_empty"),
        ("goods.csv", b"SKU,SKU\nA,B\n", "catalog.headings_repeat"),
        ("goods.xlsx", b"PK\x03\x04 but no more", "catalog.file_unreadable"),
        ("goods.csv", b"\x00\xff\x00\xff\x81", "catalog.file_unreadable"),
    ],
)
def test_what_is_no_list_of_products_is_refused_and_kept_nowhere(
    company: Company, office: httpx.Client, name: str, data: bytes, code: str
) -> None:
    with enter(company.scope), unit():
        before = Import.objects.count()

    answer = _send(office, "POST", files={"file": (name, data)})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    with enter(company.scope), unit():
        assert Import.objects.count() == before


def test_a_file_is_taken_as_whoever_starts_it_saw_it_explained(
    company: Company, office: httpx.Client
) -> None:
    """Both checks found one row: only what was said of the columns meanwhile is different."""
    path = f"/{_checked(company, office, (_sku(), 'Lamp', '1'))['id']}"
    tags = {"If-Match": office.get(f"/api/v1/imports{path}").headers["ETag"]}
    said = {"mapping": {"SKU": "sku", "Name": "title"}, "channel": "web"}
    _send(office, "PUT", f"{path}/columns", json=said)
    _send(office, "POST", f"{path}/check")
    _carry(company, path.strip("/"))

    late = [_send(office, "POST", f"{path}/{act}", headers=tags) for act in ("start", "check")]
    fresh = {"If-Match": office.get(f"/api/v1/imports{path}").headers["ETag"]}
    begun = _send(office, "POST", f"{path}/start", headers=fresh)
    stopped = _send(office, "POST", f"{path}/stop", headers=fresh)

    assert [answer.status_code for answer in late] == [412, 412]
    assert (begun.status_code, stopped.status_code) == (200, 412)


def test_what_was_not_checked_is_not_taken(office: httpx.Client) -> None:
    run = _send(office, "POST", files=_file((_sku(), "Figs", "1"))).json()["id"]

    assert _send(office, "POST", f"/{run}/start").status_code == 409
    assert office.get(f"/api/v1/imports/{run}").json()["state"] == "uploaded"


def test_prices_of_a_file_take_the_right_to_change_prices(company: Company, web: Web) -> None:
    with _client(company, web, "catalog:edit") as client:
        run = _send(client, "POST", files=_file(("APPLE", "Figs", "1"))).json()["id"]
        answer = _send(client, "POST", f"/{run}/check")

    assert (answer.status_code, answer.json()["facts"]) == (403, {"permission": "prices:edit"})


def test_who_edits_one_channel_sees_no_file(company: Company, web: Web) -> None:
    with _client(company, web, *RIGHTS, scope="channel:web") as client:
        told = [
            _send(client, "POST", files=_file(("APPLE", "Figs", "1"))).status_code,
            client.get("/api/v1/imports").status_code,
        ]

    assert told == [403, 403]


@pytest.mark.parametrize("path", ["", "/check"])
def test_a_form_that_cannot_be_read_is_refused_and_breaks_nothing(
    office: httpx.Client, path: str
) -> None:
    """A kind of body without what parts its pieces: no call may be broken by it."""
    headers = {"Content-Type": "multipart/form-data"}
    run = f"/{new_id()}" if path else ""

    answer = _send(office, "POST", f"{run}{path}", content=b"x", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (
        (404, "catalog.import_not_found") if path else (400, "http.unreadable")
    )
