"""What the authorization server of one schema keeps: apps, consents, codes, tokens, keys.

No secret is kept in clear: of what has 256 bits of entropy the SHA-256, of a private key what
the vault made of it.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id


class App(models.Model):
    """An OAuth client: somebody's program, which asks for rights in this schema."""

    id = models.UUIDField(primary_key=True, default=new_id)
    client_id = models.CharField(max_length=48, unique=True)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=300, db_default="")
    homepage = models.URLField(db_default="")
    # public | confidential | device
    kind = models.CharField(max_length=16)
    # none | client_secret_basic | client_secret_post | private_key_jwt
    auth_method = models.CharField(max_length=24)
    secret_digest = models.BinaryField(null=True)
    secret_last_four = models.CharField(max_length=4, db_default="")
    jwks = models.JSONField(null=True)
    grant_types = models.JSONField()
    redirect_uris = models.JSONField(db_default=[])
    post_logout_redirect_uris = models.JSONField(db_default=[])
    # The capabilities that it may ask for; a consent gives some of them.
    capabilities = models.JSONField()
    is_dpop_bound = models.BooleanField(db_default=False)
    # jwt | opaque: an opaque one is looked up with each call and dies at once
    token_format = models.CharField(max_length=8, db_default="jwt")
    created_by = models.CharField(max_length=80, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(db_default=1)
    disabled_at = models.DateTimeField(null=True)


class Installation(models.Model):
    """That a person, or the company (no person), lets an app in, with these capabilities."""

    id = models.UUIDField(primary_key=True, default=new_id)
    app = models.ForeignKey(App, models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    capabilities = models.JSONField()
    scope = models.CharField(max_length=80, default="all")
    installed_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="oauth_installed_once",
                fields=["app", "user"],
                condition=models.Q(removed_at__isnull=True),
                nulls_distinct=False,
            )
        ]


class TokenFamily(models.Model):
    """One sign-in of one app: all its tokens descend from one consent and die together.

    Its id is the `sid` of its access tokens.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    app = models.ForeignKey(App, models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    capabilities = models.JSONField()
    # also openid, profile, email, offline_access
    claims = models.JSONField(db_default=[])
    nonce = models.CharField(max_length=255, db_default="")
    # the thumbprint of the key that its tokens are bound to
    jkt = models.CharField(max_length=64, db_default="")
    signed_in_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # replayed | revoked | logout | uninstalled …
    end_reason = models.CharField(max_length=20, db_default="")

    class Meta:
        indexes: ClassVar = [models.Index(name="oauth_family_user", fields=["user"])]


class AuthorizationCode(models.Model):
    """A code on its way from the browser to the app; used once, within a minute."""

    digest = models.BinaryField(primary_key=True)
    app = models.ForeignKey(App, models.CASCADE, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    redirect_uri = models.TextField()
    # was it in the request, so that it must be in the exchange
    names_redirect_uri = models.BooleanField()
    scope = models.TextField()
    nonce = models.CharField(max_length=255, db_default="")
    code_challenge = models.CharField(max_length=128)
    jkt = models.CharField(max_length=64, db_default="")
    signed_in_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    family = models.ForeignKey(
        TokenFamily, models.CASCADE, null=True, related_name="+", db_index=False
    )


class Token(models.Model):
    """A refresh token, or an opaque access token: a hash, its family, its end."""

    digest = models.BinaryField(primary_key=True)
    # refresh | access
    kind = models.CharField(max_length=8)
    family = models.ForeignKey(TokenFamily, models.CASCADE, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    rotated_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class DeviceCode(models.Model):
    """A device that waits until a person types its code (RFC 8628)."""

    digest = models.BinaryField(primary_key=True)
    user_code = models.CharField(max_length=16, unique=True)
    app = models.ForeignKey(App, models.CASCADE, related_name="+", db_index=False)
    scope = models.TextField()
    jkt = models.CharField(max_length=64, db_default="")
    # waiting | approved | denied | used
    state = models.CharField(max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", db_index=False
    )
    signed_in_at = models.DateTimeField(null=True)
    interval = models.PositiveSmallIntegerField()
    polled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)


class UsedAssertion(models.Model):
    """The `jti` of a client assertion (RFC 7523): the same one opens nothing twice."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)


class SigningKey(models.Model):
    """A key pair of this issuer. Published before it signs, kept after it has stopped."""

    kid = models.CharField(max_length=48, primary_key=True)
    public_jwk = models.JSONField()
    # what the vault made of the private key
    sealed_key = models.TextField()
    created_at = models.DateTimeField()
    signs_from = models.DateTimeField()
    signs_until = models.DateTimeField(null=True)
    published_until = models.DateTimeField(null=True)
