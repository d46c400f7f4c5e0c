"""Authlib's server, told where our apps lie and how we speak HTTP."""

import json
from collections.abc import Sequence
from typing import Any

from authlib.oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.errors import InvalidScopeError
from django.http import HttpRequest, HttpResponse

from guildhall.identity.oauth.queries import find_app
from guildhall.identity.oauth.server.clients import AppClient
from guildhall.identity.oauth.server.possession import NONCE_HEADER, nonce_now
from guildhall.identity.oauth.server.proofs import must_be_bound, proof_of
from guildhall.identity.oauth.server.requests import OAuthRequest


class Server(AuthorizationServer):  # type: ignore[misc] # Authlib has no types here
    """No state of its own beyond which grants and methods there are."""

    def query_client(self, client_id: str) -> AppClient | None:
        app = find_app(client_id)
        return AppClient(app) if app else None

    def validate_requested_scope(self, scope: str | None) -> None:
        if scope is not None and len(scope) > 1_000:
            raise InvalidScopeError

    def create_oauth2_request(self, request: HttpRequest | OAuthRequest) -> OAuthRequest:
        if isinstance(request, OAuthRequest):
            return request
        return OAuthRequest(request)

    def create_token_response(self, request: HttpRequest) -> HttpResponse:
        asked = OAuthRequest(request)
        try:
            asked.must_be_plain()
            asked.jkt = proof_of(asked)
        except asked.refusals as error:
            refused: HttpResponse = self.handle_error_response(asked, error)
            return refused
        answer: HttpResponse = super().create_token_response(asked)
        if asked.jkt:
            answer[NONCE_HEADER] = nonce_now()
        return answer

    def authenticate_client(
        self, request: OAuthRequest, methods: Sequence[str], endpoint: str = "token"
    ) -> AppClient:
        client: AppClient = super().authenticate_client(request, methods, endpoint)
        if endpoint == "token":
            must_be_bound(client.app, request)
        return client

    def _answered(self, status: int, body: Any, headers: Any) -> HttpResponse:
        text = json.dumps(body) if isinstance(body, dict) else body
        response = HttpResponse(text, status=status)
        for name, value in headers:
            response[name] = value
        return response

    # Authlib's name for it.
    handle_response = _answered

    def send_signal(self, name: str, *_: Any, **__: Any) -> None:
        """Nobody listens: what happens is told by facts."""
