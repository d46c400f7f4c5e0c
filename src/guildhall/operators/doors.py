"""The door of operators' pages: a right held everywhere, not in some group."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from guildhall.console.shell.doors import actor_of, page

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def operators_page[**P](permission: str, *, fresh: bool = False) -> Callable[[View[P]], View[P]]:
    """Open a view to whoever holds `permission` over the whole platform; others are told no.

    A group's own people may hold much in their group and still see nothing here.
    """

    def decorate(view: View[P]) -> View[P]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @page(fresh=fresh)
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor_of(request).must(permission)
            return view(request, *args, **kwargs)

        return opened

    return decorate
