"""From the link in the mail to the door of the new company."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guildhall.kernel import clock
from public_site.landing.doors import stamp_of_visitor, strangers
from public_site.landing.words import ERROR_WORDS, OTHER_ERROR, STEP_WORDS
from tenants.openings import operations, queries
from tenants.openings.errors import LinkInvalid, LinkUsed
from tenants.openings.states import OpeningState
from tenants.openings.types import Knock, OpeningCard

OPENING = "opening"
ASKED = "asked_to_confirm"
# Seconds between two looks: soon at first, ever later after that.
WAITS = (1, 1, 1, 2, 3, 5, 8, 10)


@require_http_methods(["GET", "HEAD", "POST"])
@strangers(Knock.CONFIRM)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more before anything happens: programs that read mail follow links, too."""
    try:
        if request.method == "POST":
            opening = operations.confirm_opening(token, stamp=stamp_of_visitor(request))
            request.session[OPENING] = str(opening)
            return redirect("landing:progress")
        found = queries.find_by_link(token, at=clock.now())
    except LinkUsed:
        if not _came_before(request, str(queries.id_of_link(token))):
            raise
        return redirect("landing:progress")
    request.session[ASKED] = str(found.id)
    context = {"title": _("Confirm your address"), "opening": found, "token": token}
    return render(request, "landing/confirm.html", context)


def _came_before(request: HttpRequest, opening: str) -> bool:
    """Return whether this browser has confirmed, or clicks twice on a question it was asked."""
    if request.method == "POST" and request.session.get(ASKED) == opening:
        request.session[OPENING] = opening
    return request.session.get(OPENING) == opening


@require_safe
@strangers()
def progress(request: HttpRequest) -> HttpResponse:
    card = _proven(request)
    context = {"title": card.name, **_shown(request, card, turn=0)}
    return render(request, "landing/progress.html", context)


@require_safe
@strangers()
def steps(request: HttpRequest) -> HttpResponse:
    """Send the steps as they are now, and when to ask again."""
    turn = request.GET.get("turn", "")
    number = min(int(turn), len(WAITS)) if turn.isascii() and turn.isdigit() else 0
    return render(request, "landing/steps.html", _shown(request, _proven(request), turn=number))


@require_POST
@strangers(Knock.RETRY)
def retry(request: HttpRequest) -> HttpResponse:
    card = _proven(request)
    operations.retry_opening(card.id, stamp=stamp_of_visitor(request, opening=card.id))
    return redirect("landing:progress")


def _proven(request: HttpRequest) -> OpeningCard:
    """Return the opening whose address this visitor has proven.

    Refuses with LinkInvalid. To have seen the question of the link is not enough.
    """
    kept = request.session.get(OPENING)
    card = queries.get_opening(UUID(kept)) if kept else None
    if card is None or card.state in {OpeningState.REQUESTED, OpeningState.EXPIRED}:
        raise LinkInvalid
    return card


def _shown(request: HttpRequest, card: OpeningCard, *, turn: int) -> dict[str, object]:
    _host, colon, port = request.get_host().partition(":")
    door = ""
    if card.state is OpeningState.OPEN:
        secret = queries.get_invitation_secret(card.id)
        door = f"{request.scheme}://{card.host}{colon}{port}/accounts/invitation/{secret}"
    return {
        "opening": card,
        "lines": [
            (each, STEP_WORDS[each.step], ERROR_WORDS.get(each.error, OTHER_ERROR))
            for each in card.steps
        ],
        "door": door,
        "failed": card.state is OpeningState.FAILED,
        "turn": turn + 1,
        "wait": WAITS[min(turn, len(WAITS) - 1)],
    }
