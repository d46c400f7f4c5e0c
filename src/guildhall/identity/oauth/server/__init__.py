"""The authorization server of the schema in force, as Authlib runs it.

One object for all schemas: whatever it reads or writes lies in the schema that the request has
entered. `requests` translates Django's requests, `clients` authenticates apps, `grants` has one
file per grant, `tokens` makes the answer, `proofs` says which key a caller proved to hold.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from guildhall.identity.oauth.server.endpoints import Introspection, Revocation
from guildhall.identity.oauth.server.grants.authorization_code import CodeGrant, S256Required
from guildhall.identity.oauth.server.grants.client_credentials import CompanyGrant
from guildhall.identity.oauth.server.grants.device_code import DeviceAuthorization, DeviceGrant
from guildhall.identity.oauth.server.grants.refresh_token import RefreshGrant
from guildhall.identity.oauth.server.methods import METHODS
from guildhall.identity.oauth.server.server import Server

SERVER = Server()
for _name, _method in METHODS.items():
    SERVER.register_client_auth_method(_name, _method)
SERVER.register_grant(CodeGrant, [S256Required()])
SERVER.register_grant(RefreshGrant)
SERVER.register_grant(CompanyGrant)
SERVER.register_grant(DeviceGrant)
SERVER.register_endpoint(Introspection)
SERVER.register_endpoint(Revocation)
SERVER.register_endpoint(DeviceAuthorization)


@transaction.atomic
def answer_token_request(request: HttpRequest) -> HttpResponse:
    """Answer a request for tokens.

    Authlib makes an answer of its errors, so that what an error changed (a family that ended
    because its token came back) is committed with it.
    """
    return SERVER.create_token_response(request)


@transaction.atomic
def answer_endpoint(name: str, request: HttpRequest) -> HttpResponse:
    """Answer a request for introspection or revocation."""
    answer: HttpResponse = SERVER.create_endpoint_response(name, request)
    return answer
