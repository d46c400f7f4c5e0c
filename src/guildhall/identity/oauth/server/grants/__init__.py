"""One file per grant."""

from guildhall.identity.oauth.server.methods import METHODS

# Every grant takes every method: an app has exactly one, and its registration says which.
EVERY_METHOD = (*METHODS,)
