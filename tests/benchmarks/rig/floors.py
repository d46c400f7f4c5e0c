"""The least that a server could do: nothing at all, and an order without a house around it."""

import json

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from guildhall.console.shell.doors import page
from guildhall.kernel import clock
from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import problem, request_id_of
from guildhall.kernel.refusals import Refusal
from guildhall.organization.queries import get_site
from tests.benchmarks.rig.raw_order import write_order

NEEDS = Needs("catalog:view")
NOTHING = b'{"ok":true}'


def noop(request: HttpRequest) -> HttpResponse:
    """Parse the body, if there is one, and answer a constant."""
    if request.body:
        json.loads(request.body)
    return HttpResponse(NOTHING, content_type="application/json")


def gated(request: HttpRequest) -> HttpResponse:
    """Answer the same constant to whoever holds a right, and count the call."""
    try:
        NEEDS(request)
    except Refusal as refusal:
        return problem(request, refusal)
    return HttpResponse(NOTHING, content_type="application/json")


@page("catalog:view")
def door(request: HttpRequest) -> HttpResponse:
    """Answer it to people who have signed in."""
    return HttpResponse(NOTHING, content_type="application/json")


def raw_order(request: HttpRequest) -> HttpResponse:
    """Write the rows of an order with psycopg alone. The tenant is pinned as for any request."""
    body = json.loads(request.body)
    site = get_site(body["site"])
    with transaction.atomic(), connection.cursor() as cursor:
        answer = write_order(
            cursor.cursor,
            body,
            site=site,
            key=request.headers["Idempotency-Key"],
            digest=request.body,
            at=clock.now(),
            request_id=request_id_of(request),
        )
    return HttpResponse(answer, status=201, content_type="application/json")
