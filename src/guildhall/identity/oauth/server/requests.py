"""A Django request as Authlib reads it."""

from typing import Any

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload, OAuth2Request
from django.http import HttpRequest, QueryDict

from guildhall.kernel import clock
from guildhall.kernel.callers import origin_of
from guildhall.kernel.http import request_id_of
from guildhall.kernel.stamp import Actor, Stamp

VISIBLE = range(0x20, 0x7F)
DEFAULT_PORTS = {"http": "80", "https": "443"}


def issuer_of(request: HttpRequest) -> str:
    """Return the name of this issuer: the company's primary host, however it was called.

    Each public host is an issuer of its own. However a host is spelled, its name is one.
    """
    primary: str = getattr(getattr(request, "tenant", None), "primary", "") or ""
    host, _, port = request.get_host().lower().partition(":")
    named = primary or host.removesuffix(".")
    if port in {"", DEFAULT_PORTS.get(str(request.scheme))}:
        return f"{request.scheme}://{named}"
    return f"{request.scheme}://{named}:{port}"


class Payload(BasicOAuth2Payload):  # type: ignore[misc] # Authlib has no types here
    """Parameters of one source: the form of a POST, the query of a GET, never both."""

    def __init__(self, parameters: QueryDict) -> None:
        super().__init__(parameters.dict())
        self._datalist = {name: parameters.getlist(name) for name in parameters}


class OAuthRequest(OAuth2Request):  # type: ignore[misc] # Authlib has no types here
    """What Authlib asks of a request, and what our grants need beside it."""

    refusals = OAuth2Error

    def __init__(self, request: HttpRequest, parameters: QueryDict | None = None) -> None:
        # Whether to serve without TLS is the settings' decision, for every page alike. Authlib
        # would make up its own mind here.
        uri = request.build_absolute_uri().replace("http://", "https://", 1)
        super().__init__(str(request.method), uri, headers=request.headers)
        self.django = request
        self.payload = Payload(request.POST if parameters is None else parameters)
        self._reads_query = parameters is not None
        self.issuer = issuer_of(request)
        self.jkt = ""

    @property
    def args(self) -> QueryDict:
        return self.django.GET

    @property
    def form(self) -> QueryDict:
        return self.django.POST

    def must_be_plain(self) -> None:
        """Refuse parameters in the query of a POST, given twice, or in strange characters."""
        if self.django.GET and not self._reads_query:
            raise InvalidRequestError("Parameters belong into the body, not into the address.")
        for name, values in self.payload.datalist.items():
            if len(values) > 1:
                raise InvalidRequestError("A parameter is given more than once.")
            if not all(ord(char) in VISIBLE for char in f"{name}{values[0]}"):
                raise InvalidRequestError("A parameter holds characters that none may hold.")

    def stamp(self, actor: Actor | None = None) -> Stamp:
        """Return by whom this is asked: the app itself, unless a person is named."""
        by = actor or Actor("app", f"app:{self.client.app.client_id}", (), self.client.app.id)
        request_id = request_id_of(self.django)
        return Stamp(by, clock.now(), request_id, origin_of(self.django))

    def value(self, name: str) -> str:
        found: Any = self.payload.data.get(name)
        return found or ""
