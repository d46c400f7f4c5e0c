"""The replay: what a shopper settles for, who is served when, what is still known later."""

import json
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from guildhall.config.demo.cast import COMPANIES
from guildhall.config.demo.client import Answer, HouseClient, NotAnswered, Post, pause
from guildhall.config.demo.handover import (
    Handover,
    Keys,
    NothingLoaded,
    read_handover,
    write_handover,
)
from guildhall.config.demo.journal import Journal, Outcome
from guildhall.config.demo.replay import in_parallel, to_hand_over, visits_of
from guildhall.config.demo.shopping import Shop, is_not_confirmed_yet, order_body, what_is_left
from guildhall.config.demo.types import Basket, BasketLine, Chain, Window


class PowerCut(Exception):
    """What ends a replay too early."""


OPENS = datetime(2017, 5, 15, 8, tzinfo=UTC)
POST = Post("acme", "/storefront/v1/orders", "gh_secret", "journey-1", {"site": 101})


def basket(number: int, *, minutes: int = 0) -> Basket:
    at = OPENS + timedelta(minutes=minutes)
    return Basket(number, "S367", at, 900, (BasketLine("P1", 2), BasketLine("P2", 1)))


def shop(folder: Path, *, company: int = 0) -> Shop:
    with HouseClient(port=1, connections=1) as client:
        return Shop(
            COMPANIES[company],
            keys=Keys("gh_a", "gh_b"),
            client=client,
            journal=Journal(folder / f"{company}.jsonl"),
        )


def impatient(port: int) -> HouseClient:
    return HouseClient(port=port, connections=1, first_wait=0.001)


def chain(slug: str, *baskets: Basket) -> Chain:
    return Chain(slug, ("S367",), (), baskets, (), ())


@contextmanager
def a_server_that_answers(*statuses: int) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Answer call after call with the next status, and keep each call's headers."""
    heard: list[dict[str, str]] = []
    left = list(statuses)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(dict(self.headers.items()))
            body = b'{"number": "ORD-1"}'
            self.send_response(left.pop(0))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("available", "left"),
    [
        ({"P1": 0}, (("P2", 1),)),
        ({"P1": 1}, (("P1", 1), ("P2", 1))),
        ({"P1": 0, "P2": 0}, ()),
        ({"P1": 9}, (("P1", 2), ("P2", 1))),
    ],
)
def test_a_shopper_takes_what_is_there(
    available: dict[str, int], left: tuple[object, ...]
) -> None:
    assert what_is_left((("P1", 2), ("P2", 1)), available) == left


def test_an_order_names_site_store_lines_and_an_invented_person() -> None:
    body = order_body(basket(1), (("P1", 2),), site=101)

    assert body["lines"] == [{"sku": "P1", "quantity": "2"}]
    assert (body["site"], body["pickup_store"], body["currency"]) == (101, "S367", "USD")
    assert body["customer"]["email"].endswith("@shoppers.example")


def test_a_call_goes_to_this_machine_under_the_host_of_its_tenant() -> None:
    with a_server_that_answers(201) as (port, heard), impatient(port) as house:
        answer = house.send(POST)

    assert (answer.status, answer.body) == (201, {"number": "ORD-1"})
    assert heard[0]["Host"] == "acme.localhost"
    assert heard[0]["Authorization"] == "Bearer gh_secret"


def test_a_server_error_is_asked_again_with_the_same_key() -> None:
    with a_server_that_answers(503, 500, 201) as (port, heard), impatient(port) as house:
        answer = house.send(POST)

    assert answer.status == 201
    assert [headers["Idempotency-Key"] for headers in heard] == ["journey-1"] * 3


def test_a_refusal_is_final() -> None:
    with a_server_that_answers(422) as (port, heard), impatient(port) as house:
        assert house.send(POST).status == 422

    assert len(heard) == 1


def test_an_order_that_waits_for_its_confirmation_is_asked_for_again() -> None:
    waiting = Answer(409, {"code": "orders.not_confirmed", "facts": {"state": "placed"}})
    canceled = Answer(409, {"code": "orders.not_confirmed", "facts": {"state": "canceled"}})

    assert is_not_confirmed_yet(waiting)
    assert not is_not_confirmed_yet(canceled)


def test_a_caller_may_find_a_final_answer_too_early() -> None:
    with a_server_that_answers(409, 409, 204) as (port, heard), impatient(port) as house:
        answer = house.send(POST, again_when=lambda answer: answer.status == 409)

    assert answer.status == 204
    assert len(heard) == 3


def test_a_house_that_never_answers_is_given_up() -> None:
    with (
        a_server_that_answers(*[500] * 12) as (port, heard),
        impatient(port) as house,
        pytest.raises(NotAnswered),
    ):
        house.send(POST)

    assert len(heard) == 12


def test_waiting_gets_longer_but_never_long() -> None:
    assert max(pause(attempt, first=0.1) for attempt in range(1, 30)) <= 5.0
    assert pause(1, first=0.1) < pause(5, first=0.1)


def test_visits_of_all_companies_come_in_order_of_time(tmp_path: Path) -> None:
    acme, borealis = shop(tmp_path), shop(tmp_path, company=1)
    chains = [chain("acme", basket(1), basket(3, minutes=30)), chain("b", basket(2, minutes=9))]

    visits = visits_of([acme, borealis], chains, window=_window(), days=1)

    assert [each.number for _, each in visits] == [1, 2, 3]


def test_a_visit_after_the_last_day_stays_at_home(tmp_path: Path) -> None:
    late = chain("acme", basket(1), basket(2, minutes=24 * 60))

    visits = visits_of([shop(tmp_path)], [late], window=_window(), days=1)

    assert [each.number for _, each in visits] == [1]


def test_the_last_hour_of_each_company_is_left_for_the_clerk(tmp_path: Path) -> None:
    one = shop(tmp_path)
    visits = [(one, basket(n, minutes=n * 6)) for n in range(40)]

    kept = {basket.number for _, basket in visits} - {b.number for _, b in to_hand_over(visits)}

    assert kept == set(range(30, 40))


def test_a_quiet_last_hour_still_leaves_five_orders(tmp_path: Path) -> None:
    one = shop(tmp_path)
    visits = [(one, basket(n, minutes=n * 100)) for n in range(12)]

    assert [each.number for _, each in to_hand_over(visits)] == list(range(7))


def test_work_is_done_once_each() -> None:
    done: list[int] = []
    told: list[int] = []

    in_parallel((partial(done.append, n) for n in range(50)), clients=3, tell=told.append)

    assert sorted(done) == list(range(50))
    assert sum(told) == 50


def test_the_first_error_ends_the_work() -> None:
    done: list[int] = []

    def fail(number: int) -> None:
        done.append(number)
        raise PowerCut

    with pytest.raises(PowerCut):
        in_parallel((partial(fail, n) for n in range(5_000)), clients=3, tell=done.append)

    assert len(done) < 5_000


def test_a_journal_remembers_over_a_restart(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    journal.settles_for(1, (("P1", 1),))
    journal.ordered(1, "ORD-1")
    journal.shipped(1)
    journal.left(2)

    again = Journal(tmp_path / "j.jsonl")

    assert (again[1].order, again[1].second, again[1].shipped) == ("ORD-1", (("P1", 1),), True)
    assert again[1].outcome is Outcome.SETTLED_FOR_LESS
    assert again[2].gone
    assert not again[3].is_over


def test_a_journal_forgets_the_line_that_a_crash_tore(tmp_path: Path) -> None:
    path = tmp_path / "j.jsonl"
    path.write_text('{"basket": 1, "order": "ORD-1"}\n{"basket": 2, "or', encoding="utf-8")

    journal = Journal(path)
    journal.ordered(3, "ORD-3")

    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["basket"] for line in lines] == [1, 3]


def test_a_known_basket_is_not_sent_again(tmp_path: Path) -> None:
    known = shop(tmp_path)
    known.journal.ordered(1, "ORD-1")
    known.journal.left(2)

    assert known.visit(basket(1)) is Outcome.ORDERED
    assert known.visit(basket(2)) is Outcome.LEFT_WITHOUT


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    handover = Handover(5, 7, is_complete=True, keys={"acme": Keys("gh_a", "gh_b")})

    write_handover(tmp_path / "demo", handover)

    assert read_handover(tmp_path / "demo") == handover
    assert stat.S_IMODE((tmp_path / "demo" / "handover.json").stat().st_mode) == 0o600


def test_without_a_loaded_demo_the_replay_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NothingLoaded, match="Run load_journey"):
        read_handover(tmp_path)


def _window() -> Window:
    return Window(OPENS, OPENS + timedelta(days=7))
