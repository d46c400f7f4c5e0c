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


class StaffRole(models.Model):
    """A role that a person holds in one scope: `all`, `store:S367`, in public `group:<id>`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=80, default="all")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_role_once", fields=["user", "role", "scope"])
        ]


class ApiKey(models.Model):
    """A key of a storefront or a back-office program: prefix and hash, never the key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField()
    name = models.CharField(max_length=80)
    capabilities = models.JSONField()
    scope = models.CharField(max_length=80, default="all")
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
