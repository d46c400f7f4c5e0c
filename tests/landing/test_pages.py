"""What strangers may do on the public host, and what they never learn."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings

from guildhall.kernel import clock
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.openings.models import Opening, OpeningMail
from tenants.openings.operations import confirm_opening
from tenants.openings.rules.links import confirmation
from tests.harness.forwarder import forwarded
from tests.harness.processes import Web, web_server
from tests.landing.visiting import GIVEN, mark_of, send

REQUESTS_AN_HOUR = 20


def _openings() -> list[Opening]:
    with enter(PLATFORM):
        return list(Opening.objects.order_by("requested_at"))


def _link() -> str:
    return f"/start/confirm/{confirmation(settings.SECRET_KEY, _openings()[-1].id)}"


def _seen(answer: httpx.Response) -> tuple[int, str, set[str]]:
    """Return what a stranger sees of an answer: all but the clock and their own cookies."""
    kept = {name for name in answer.headers if name not in {"date", "set-cookie"}}
    return answer.status_code, answer.text, kept


def test_plans_that_are_public_are_shown_and_no_others(visitor: httpx.Client) -> None:
    page = visitor.get("/plans")

    assert "Small" in page.text
    assert "Standard" not in page.text


def test_hq_stays_where_it_is(visitor: httpx.Client) -> None:
    assert urlsplit(visitor.get("/").headers["Location"]).path == "/accounts/login/"
    assert visitor.get("/companies").status_code == 302


def test_a_company_s_own_host_has_no_plans_to_show(web: Web, offered: object) -> None:
    with web.client("alpha.localhost") as client:
        assert client.get("/plans").status_code == 404


def test_a_form_is_answered_with_the_way_to_the_mail(visitor: httpx.Client) -> None:
    answer = send(visitor)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/start/sent")
    assert [row.slug for row in _openings()] == ["olgas-shop"]


def test_known_and_unknown_addresses_are_answered_alike(web: Web, offered: object) -> None:
    def ask(slug: str, email: str) -> list[tuple[int, str, set[str]]]:
        with web.client("localhost") as client:
            answers = [send(client, slug=slug, email=email), client.get("/start/sent")]
            answers.append(send(client, "/start/sent", "/start/again", email=email))
        shown = [_seen(answer) for answer in answers]
        return [
            (status, text.replace(email, "").replace(mark, ""), names)
            for (status, text, names), mark in zip(
                shown, ["", mark_of(answers[1]), ""], strict=True
            )
        ]

    with web.client("localhost") as client:
        send(client)

    known = ask("second-shop", GIVEN["email"])
    unknown = ask("third-shop", "nobody@example.com")

    assert known == unknown


def test_asking_again_for_an_address_that_never_asked_looks_the_same(
    visitor: httpx.Client,
) -> None:
    send(visitor)

    known = send(visitor, "/start/sent", "/start/again")
    unknown = send(visitor, "/start/sent", "/start/again", email="nobody@example.com")

    assert _seen(known) == _seen(unknown)
    with enter(PLATFORM):
        assert set(OpeningMail.objects.values_list("opening__email", flat=True)) == {
            GIVEN["email"]
        }


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"slug": "admin"}, 422),
        ({"slug": "A b"}, 422),
        ({"slug": "alpha"}, 409),
        ({"email": "nobody"}, 422),
        ({"terms": ""}, 422),
        ({"plan": "standard"}, 422),
        ({"language": "tlh"}, 422),
        ({"name": ""}, 422),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    changes: dict[str, str], status: int, visitor: httpx.Client
) -> None:
    answer = send(visitor, **changes)

    assert answer.status_code == status
    assert f'id="id_{next(iter(changes))}_error"' in answer.text
    assert not _openings()


def test_a_machine_that_fills_in_everything_gets_the_same_answer_and_no_company(
    visitor: httpx.Client,
) -> None:
    answer = send(visitor, website="https://example.com")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/start/sent")
    assert not _openings()


def test_a_large_form_is_refused(visitor: httpx.Client) -> None:
    answer = send(visitor, name="x" * 20_000)

    assert answer.status_code == 413
    assert not _openings()


def test_a_form_without_its_mark_is_refused(visitor: httpx.Client) -> None:
    assert visitor.post("/start", data=GIVEN).status_code == 403


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("fresh-name", "is free"),
        ("alpha", "is taken"),
        ("admin", "is kept for the platform"),
        ("a", "is not possible"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_the_form_says_whether_a_name_can_be_had(
    slug: str, said: str, visitor: httpx.Client
) -> None:
    assert said in visitor.get("/start/check", params={"slug": slug}).text


def test_looking_at_the_link_confirms_nothing_and_the_button_does(
    visitor: httpx.Client,
) -> None:
    send(visitor)

    assert visitor.get(_link()).status_code == 200
    assert _openings()[0].state == "requested"
    assert visitor.get("/start/progress").status_code == 404

    answer = send(visitor, _link())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/start/progress")
    assert _openings()[0].state == "confirmed"
    assert visitor.get("/start/progress").status_code == 200


def test_a_second_click_on_the_button_ends_at_the_same_page(visitor: httpx.Client) -> None:
    send(visitor)
    data = {"csrfmiddlewaretoken": mark_of(visitor.get(_link()))}

    answers = [visitor.post(_link(), data=data) for _ in range(2)]

    assert [each.headers["Location"] for each in answers] == ["/start/progress"] * 2


def test_a_used_link_leads_nobody_else_to_the_way_in(
    web: Web, visitor: httpx.Client, stamp: Stamp
) -> None:
    send(visitor)
    send(visitor, _link())

    with web.client("localhost") as other:
        assert other.get(_link()).status_code == 410
        assert other.get("/start/progress").status_code == 404


def test_a_program_that_only_looked_at_the_link_is_not_shown_the_way_in(
    web: Web, visitor: httpx.Client
) -> None:
    send(visitor)
    with web.client("localhost") as scanner:
        scanner.get(_link())
        send(visitor, _link())

        assert scanner.get("/start/progress").status_code == 404
        assert scanner.get(_link()).status_code == 410


def test_a_link_that_is_not_ours_is_refused_on_a_page(visitor: httpx.Client) -> None:
    answer = visitor.get("/start/confirm/" + "A" * 64)

    assert answer.status_code == 404
    assert "openings.link_invalid" in answer.text


def test_whoever_asks_too_often_is_told_when_to_come_back(visitor: httpx.Client) -> None:
    answers = [send(visitor, slug=f"shop-{number}") for number in range(REQUESTS_AN_HOUR + 1)]

    assert [each.status_code for each in answers] == [302] * REQUESTS_AN_HOUR + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3_600
    assert len(_openings()) == REQUESTS_AN_HOUR


def test_the_count_holds_when_redis_is_gone(offered: object, tmp_path: Path) -> None:
    with (
        forwarded(settings.REDIS_URL) as (url, way),
        web_server(tmp_path, REDIS_URL=url) as web,
        web.client("localhost") as client,
    ):
        mark = mark_of(client.get("/start"))
        way.cut()
        answers = [
            client.post("/start", data={**GIVEN, "csrfmiddlewaretoken": mark, "slug": f"s-{n}x"})
            for n in range(REQUESTS_AN_HOUR + 1)
        ]

    assert [each.status_code for each in answers] == [302] * REQUESTS_AN_HOUR + [429]


def test_counters_hold_no_address_of_a_machine(visitor: httpx.Client) -> None:
    send(visitor)

    keys = " ".join(key.decode() for key in redis().scan_iter("guildhall:knocks*"))
    assert keys
    assert "127.0.0.1" not in keys


def test_a_link_that_is_too_old_says_so(visitor: httpx.Client) -> None:
    send(visitor)
    with enter(PLATFORM):
        Opening.objects.update(expires_at=clock.now())

    answer = visitor.get(_link())

    assert answer.status_code == 410
    assert "older than a day" in answer.text


def test_confirming_needs_nothing_but_the_link(
    web: Web, visitor: httpx.Client, stamp: Stamp
) -> None:
    send(visitor)

    with web.client("localhost") as elsewhere:
        assert send(elsewhere, _link()).headers["Location"] == "/start/progress"
    with enter(PLATFORM), pytest.raises(Exception, match="link_used"):
        confirm_opening(_link().rpartition("/")[2], stamp=stamp)
