"""Where files and mail go: Django's settings for them, each from a URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from guildhall.config.environment import EnvironmentInvalid

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def archive_storage(url: str, *, folder: Path) -> dict[str, Any]:
    """Return Django's settings for archives: a bucket by `s3://`, or files in a folder."""
    if url:
        options = _bucket("ARCHIVE_URL", url)
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    options = {
        "location": str(folder),
        "allow_overwrite": True,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


def file_storage(url: str) -> dict[str, Any]:
    """Return Django's settings for companies' files: a bucket by `s3://`, or the data folder.

    Each company's lie under a prefix of their own, whose names it alone can say.
    """
    if url:
        options = _bucket("FILES_URL", url)
        backend = "guildhall.kernel.object_storage.ScopedObjectStorage"
        return {"BACKEND": backend, "OPTIONS": options}
    options = {"allow_overwrite": True}
    return {"BACKEND": "guildhall.kernel.storage.ScopedFileStorage", "OPTIONS": options}


def _bucket(name: str, url: str) -> dict[str, Any]:
    """Return a storage's options from a URL.

    `s3://key:secret@bucket/prefix?endpoint=https://host:port&region=name`: what is left out
    comes from where AWS's own programs look.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise EnvironmentInvalid(f"{name} reads s3://key:secret@bucket/prefix?endpoint=…")
    asked = dict(parse_qsl(parts.query))
    given = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "endpoint_url": asked.get("endpoint"),
        "region_name": asked.get("region"),
        "location": unquote(parts.path.strip("/")),
    }
    return {
        "bucket_name": parts.hostname,
        "file_overwrite": True,
        "default_acl": None,
        # What is larger is spooled to disk on its way back: memory stays small.
        "max_memory_size": 8 << 20,
        **{key: value for key, value in given.items() if value},
    }


def mailer(url: str, *, folder: Path) -> dict[str, object]:
    """Return Django's settings for sending mail: by `smtp://` (STARTTLS) or `smtps://` (TLS).

    `smtp+plain://` neither encrypts nor signs in, and leads to this machine alone: the mail
    catcher. Without a URL each mail becomes a file in `folder`.
    """
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname:
        raise EnvironmentInvalid("MAIL_URL reads smtps://user:password@host:port")
    if parts.scheme == "smtp+plain" and parts.hostname not in LOOPBACK:
        raise EnvironmentInvalid("MAIL_URL: smtp+plain:// is for this machine: 127.0.0.1 or ::1")
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp",
        "timeout": 10,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
