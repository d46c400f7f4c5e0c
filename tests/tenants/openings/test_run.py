"""From a proven address to an open company, whatever dies on the way."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from guildhall.identity.models import Invitation
from guildhall.kernel.facts import facts_about
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.directory import scope_of
from tenants.models import Domain, Group, Tenant
from tenants.openings.models import Opening, OpeningStep
from tenants.openings.operations import confirm_opening, open_for, retry_opening, run_opening
from tenants.openings.queries import get_opening, list_due
from tenants.openings.rules.links import confirmation
from tenants.openings.states import OpeningState
from tests.harness.owner import ask_owner
from tests.harness.sizes import size_of
from tests.tenants.openings.asking import OLGA, ask, link_in, openings_command
from tests.tenants.openings.conftest import Post

STEPS = ("reserve", "provision", "subscribe", "invite")
POINTS = (
    *(f"openings.{step}_{when}" for step in STEPS for when in ("begun", "done")),
    *("openings.schema_built", "openings.owner_invited", "openings.finished"),
    "openings.mail_sent",
)
FATES = ("kill", "cut")
# Each place meets one fate in the suite, in turn, and both in the soak.
BOTH = size_of("openings_crashes", small=1, soak=2) == 2
CRASHES = [
    (point, fate)
    for number, point in enumerate(POINTS)
    for fate in (FATES if BOTH else FATES[number % 2 : number % 2 + 1])
]


def _confirmed(stamp: Stamp) -> UUID:
    opening = ask(stamp=stamp)
    with enter(PLATFORM):
        return confirm_opening(confirmation(settings.SECRET_KEY, opening), stamp=stamp)


def _must_be_open_and_whole(opening: UUID) -> None:
    """Check that there is one company, with one owner's invitation, and nothing beside it."""
    with enter(PLATFORM):
        assert get_opening(opening).state is OpeningState.OPEN
        tenant = Tenant.objects.get(slug=OLGA.slug)
        assert (tenant.name, tenant.plan.code, tenant.group.slug) == (
            OLGA.name,
            OLGA.plan,
            OLGA.slug,
        )
        assert Domain.objects.filter(tenant=tenant).count() == 1
        assert Group.objects.filter(slug=OLGA.slug).count() == 1
        told = [row.type for row in facts_about([f"opening:{opening}"])]
        scope = scope_of(tenant)
    assert told == ["opening.requested", "opening.confirmed", "opening.finished"]
    with enter(scope):
        assert [row.email for row in Invitation.objects.all()] == [OLGA.email]


@pytest.mark.parametrize(("point", "fate"), CRASHES)
def test_whatever_dies_somebody_else_finishes(
    point: str, fate: str, openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    opening = _confirmed(stamp)

    code = openings_command(tmp_path, "run", faulty=(point, fate), MAIL_URL=post.url)
    openings_command(tmp_path, "run", MAIL_URL=post.url)

    assert (code == -9) == (fate == "kill")
    _must_be_open_and_whole(opening)


def test_a_command_that_is_left_alone_opens_the_company_at_once(
    openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    opening = _confirmed(stamp)

    assert openings_command(tmp_path, "run", MAIL_URL=post.url) == 0

    _must_be_open_and_whole(opening)
    welcome = post.mails()
    assert [mail["Subject"] for mail in welcome] == [f"{OLGA.name} is open"]
    assert link_in(welcome[0]).startswith(f"http://{OLGA.slug}.localhost")
    assert welcome[0].get_body(("html",)) is not None


def test_a_mail_that_was_sent_is_not_sent_again(
    openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    _confirmed(stamp)

    for _ in range(3):
        openings_command(tmp_path, "run", MAIL_URL=post.url)

    assert len(post.mails()) == 1


def test_without_a_mail_server_the_company_opens_and_the_mail_is_still_owed(
    openings: object, stamp: Stamp, tmp_path: Path
) -> None:
    opening = _confirmed(stamp)

    openings_command(tmp_path, "run", MAIL_URL="smtp+plain://127.0.0.1:1")

    _must_be_open_and_whole(opening)
    with enter(PLATFORM):
        assert Opening.objects.get(id=opening).mails.get().sent_at is None


def test_mails_speak_the_reader_s_language(
    openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    with enter(PLATFORM):
        open_for(replace(OLGA, language="zh-hans", name="奥尔加"), stamp=stamp)

    openings_command(tmp_path, "run", MAIL_URL=post.url)

    html = post.mails()[0].get_body(("html",))
    assert html is not None
    assert '<html lang="zh-hans">' in html.get_content()


def test_an_operator_opens_a_company_in_a_group_by_the_same_path(
    openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    words = ("--name", "Delta", "--email", "dan@example.com", "--person", "Dan")
    opened = openings_command(
        tmp_path, "open", "delta-one", *words, "--group", "north", "--unit", "hq"
    )
    openings_command(tmp_path, "run", MAIL_URL=post.url)

    with enter(PLATFORM):
        tenant = Tenant.objects.get(slug="delta-one")
        assert (opened, tenant.group.slug, tenant.plan.code) == (0, "north", "standard")
        assert OpeningStep.objects.filter(done_at__isnull=False).count() == len(STEPS)


def test_two_who_run_one_opening_open_one_company(
    openings: object, stamp: Stamp, post: Post, tmp_path: Path
) -> None:
    opening = _confirmed(stamp)
    run_opening(opening, stamp=stamp)
    with enter(PLATFORM):  # as if the second had begun before the first noted what it did
        Opening.objects.filter(id=opening).update(state=OpeningState.OPENING)
        OpeningStep.objects.filter(opening=opening).update(done_at=None)

    run_opening(opening, stamp=stamp)

    with enter(PLATFORM):
        assert Tenant.objects.filter(slug=OLGA.slug).count() == 1


def test_a_name_that_was_given_away_meanwhile_fails_the_opening_until_a_retry(
    openings: object, stamp: Stamp
) -> None:
    opening = _confirmed(stamp)
    ask_owner(
        "INSERT INTO public.tenants_group (id, slug, name) VALUES (%s, %s, 'Thief') RETURNING id",
        opening,
        OLGA.slug,
    )

    run_opening(opening, stamp=stamp)

    with enter(PLATFORM):
        card = get_opening(opening)
        assert (card.state, card.steps[0].error) == (OpeningState.FAILED, "tenants.slug_taken")
        assert not Tenant.objects.filter(slug=OLGA.slug).exists()
    ask_owner("DELETE FROM public.tenants_group WHERE slug = %s RETURNING id", OLGA.slug)
    with enter(PLATFORM):
        retry_opening(opening, stamp=stamp)
    run_opening(opening, stamp=stamp)
    with enter(PLATFORM):
        assert get_opening(opening).state is OpeningState.OPEN


def test_what_nobody_was_told_of_is_found_by_the_sweep(openings: object, stamp: Stamp) -> None:
    opening = _confirmed(stamp)

    with enter(PLATFORM):
        assert list_due(at=stamp.at) == (opening,)
    run_opening(opening, stamp=stamp)
    with enter(PLATFORM):
        assert list_due(at=stamp.at) == (opening,)  # its mail is owed
        Opening.objects.get(id=opening).mails.update(sent_at=stamp.at)
        assert list_due(at=stamp.at) == ()
