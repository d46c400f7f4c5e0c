"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from guildhall.console.home.queries import get_work_queue
from guildhall.console.shell.doors import actor_of, page
from guildhall.kernel import clock


@require_safe
@page()
def show_home(request: HttpRequest) -> HttpResponse:
    queue = get_work_queue(actor=actor_of(request), at=clock.now())
    return render(request, "console/home.html", {"title": gettext("Work queue"), "queue": queue})
