"""People and keys of one schema: a tenant's staff, or in `public` the group's and operators'."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from guildhall.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    """A person who signs in here, by e-mail. The same person elsewhere is another row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]


class Role(models.Model):
    """A role that this company made, or what it changed about a built-in one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    capabilities = models.JSONField()
    needs_second_factor = models.BooleanField(db_default=False)
    version = models.PositiveIntegerField(db_default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())


class StaffRole(models.Model):
    """A role that a person holds in one scope: `all`, `store:S367`, in public `group:<id>`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=80, default="all")
    granted_by = models.CharField(max_length=80, db_default="")
    granted_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_role_once", fields=["user", "role", "scope"])
        ]


class ApiKey(models.Model):
    """A key of a storefront or a back-office program: prefix and hash, never the key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField()
    kind = models.CharField(max_length=16, db_default="secret")
    last_four = models.CharField(max_length=4, db_default="")
    name = models.CharField(max_length=80)
    capabilities = models.JSONField()
    scope = models.CharField(max_length=80, default="all")
    addresses = models.JSONField(db_default=[])
    # Calls a minute, where it is to have fewer than the plan allows.
    rate = models.PositiveIntegerField(null=True)
    # What is let pass for a week and would be refused after it (the shadow of a narrowing).
    shadow_capabilities = models.JSONField(null=True)
    shadow_until = models.DateTimeField(null=True)
    replaces = models.UUIDField(null=True)
    created_by = models.CharField(max_length=80, db_default="")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class Invitation(models.Model):
    """A link that lets one person in, once: its hash, never the link."""

    id = models.UUIDField(primary_key=True, default=new_id)
    digest = models.BinaryField(unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=80, default="all")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="identity_invited_once",
                fields=["email"],
                condition=models.Q(accepted_at__isnull=True),
            )
        ]


class Dismissal(models.Model):
    """A notice of the console that a person does not want to see again."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    notice = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_dismissed_once", fields=["user", "notice"])
        ]


class CapabilityUse(models.Model):
    """When a key, an app or a box last used a right, and how often: for who holds too many."""

    id = models.UUIDField(primary_key=True, default=new_id)
    holder = models.CharField(max_length=80)
    capability = models.CharField(max_length=40)
    uses = models.BigIntegerField(db_default=0)
    shadow_refusals = models.BigIntegerField(db_default=0)
    last_used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_use_once", fields=["holder", "capability"])
        ]


class KeyNetwork(models.Model):
    """A network that a key was used from: that a new one appears may mean that it has leaked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+", db_index=False)
    network = models.CharField(max_length=43)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_network_once", fields=["key", "network"])
        ]


class KnownDevice(models.Model):
    """A browser that a person has signed in from: the hash of its cookie, never the cookie."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    digest = models.BinaryField()
    name = models.CharField(max_length=120)
    first_seen_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_device_once", fields=["user", "digest"])
        ]
