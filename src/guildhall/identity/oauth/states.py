"""How long everything lasts that the authorization server hands out, and what kinds there are."""

from datetime import timedelta
from enum import StrEnum

from guildhall.identity.states import KEY_CAPABILITIES
from guildhall.kernel.states import Machine

CODE_LASTS = timedelta(seconds=60)
ACCESS_LASTS = timedelta(minutes=5)
ID_TOKEN_LASTS = timedelta(minutes=5)
# From its last use, and from the consent that it descends from.
REFRESH_LASTS = timedelta(days=30)
FAMILY_LASTS = timedelta(days=90)
# A client that asks twice at once is clumsy; one that asks again later is two.
REPLAY_GRACE = timedelta(seconds=10)

# A key is published for a day before it signs, since a JWKS may be cached for an hour, and for
# a day after it has stopped, which is longer than anything that it signed lasts.
KEY_SIGNS = timedelta(days=90)
KEY_WAITS = timedelta(days=1)
KEY_STAYS = timedelta(days=1)
JWKS_CACHED = timedelta(hours=1)

# What an app may ask to know of a person, beside the capabilities that it may ask for.
CLAIMS = ("openid", "profile", "email", "offline_access")

CODE_PREFIX = "ghc_"
ACCESS_PREFIX = "gho_"
REFRESH_PREFIX = "ghr_"
APP_PREFIX = "ghs_"
DEVICE_PREFIX = "ghd_"

# What an app may be registered for.
APP_CAPABILITIES = KEY_CAPABILITIES


class AppKind(StrEnum):
    PUBLIC = "public"
    CONFIDENTIAL = "confidential"
    DEVICE = "device"


class AuthMethod(StrEnum):
    NONE = "none"
    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    KEY = "private_key_jwt"


class GrantType(StrEnum):
    CODE = "authorization_code"
    REFRESH = "refresh_token"
    CLIENT = "client_credentials"
    DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class TokenFormat(StrEnum):
    JWT = "jwt"
    # looked up with each call
    OPAQUE = "opaque"


class TokenKind(StrEnum):
    ACCESS = "access"
    REFRESH = "refresh"


class FamilyEnd(StrEnum):
    REPLAYED = "replayed"
    REVOKED = "revoked"
    LOGOUT = "logout"
    UNINSTALLED = "uninstalled"
    # An archive of yesterday took the place of what was here.
    RESTORED = "restored"


class DeviceState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    USED = "used"


class DeviceMove(StrEnum):
    APPROVE = "approve"
    DENY = "deny"
    REDEEM = "redeem"


DEVICE = Machine(
    start=DeviceState.WAITING,
    moves={
        (DeviceState.WAITING, DeviceMove.APPROVE): DeviceState.APPROVED,
        (DeviceState.WAITING, DeviceMove.DENY): DeviceState.DENIED,
        (DeviceState.APPROVED, DeviceMove.REDEEM): DeviceState.USED,
    },
)


class DevicePoll(StrEnum):
    """What a device hears that gets no tokens."""

    WAITING = "waiting"
    SLOW_DOWN = "slow_down"
    EXPIRED = "expired"
    DENIED = "denied"
    UNKNOWN = "unknown"
