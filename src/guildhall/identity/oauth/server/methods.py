"""How an app may show that it is one. Its registration says which: exactly one."""

from guildhall.identity.oauth.server.assertions import by_assertion
from guildhall.identity.oauth.server.clients import Authenticate, by_basic, by_name, by_post

METHODS: dict[str, Authenticate] = {
    "client_secret_basic": by_basic,
    "client_secret_post": by_post,
    "private_key_jwt": by_assertion,
    "none": by_name,
}
