"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.home.queries import get_work_queue
from guildhall.console.setup.queries import get_checklist
from guildhall.console.setup.words import shown
from guildhall.console.shell.doors import actor_of, page
from guildhall.kernel import clock


@require_safe
@page()
def show_home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    checklist = get_checklist(actor=actor)
    context = {
        "title": gettext("Work queue"),
        "queue": get_work_queue(actor=actor, at=clock.now()),
        "checklist": checklist,
        "tasks": shown(checklist) if checklist else (),
    }
    return render(request, "console/home.html", context)
