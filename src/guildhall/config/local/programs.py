"""Which programs make up Guildhall, and the environment that they run in."""

import os
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from guildhall.config.local.credentials import credentials
from guildhall.config.local.ports import LOOPBACK
from guildhall.config.local.supervisor import Program

MANAGE = Path(__file__).resolve().parents[4] / "manage.py"


def program_environment(servers: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """Return our own environment with the servers in it, and defaults for what is not set."""
    defaults = {
        "GUILDHALL_SECRET_KEY": credentials(data_dir).secret_key,
        "GUILDHALL_ARCHIVE_KEY": _key_for("archives", data_dir),
        "GUILDHALL_VAULT_KEYS": _key_for("vault", data_dir),
        # The demo is the real thing without TLS, so not in debug mode.
        "GUILDHALL_DEBUG": "0",
        "GUILDHALL_HTTPS": "0",
        "GUILDHALL_WARM_SCHEMAS": "2",
        # Nobody pays for the demo, and it stays open all the same.
        "GUILDHALL_PATIENCE_DAYS": "0",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, "GUILDHALL_DATA_DIR": str(data_dir), **servers}


def _key_for(purpose: str, data_dir: Path) -> str:
    """Return a key of 32 bytes that stays the same for as long as the folder does."""
    text = f"{purpose} {credentials(data_dir).secret_key}"
    return urlsafe_b64encode(sha256(text.encode()).digest()).decode()


def command(env: Mapping[str, str], *words: str, on_terminal: bool = True) -> Program:
    """Return a management command as a program that runs once."""
    return Program(
        name=words[0],
        argv=(sys.executable, str(MANAGE), *words),
        env=env,
        lasting=False,
        on_terminal=on_terminal,
    )


def lasting_programs(env: Mapping[str, str], *, web_port: int) -> tuple[Program, ...]:
    web = (
        *("-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(web_port)),
        *("--workers", "2", "--blocking-threads", "4"),  # docs/decisions/0007
        *("--no-ws", "guildhall.config.wsgi:application"),
    )
    modules = {"web": web} | {
        name: ("-m", f"guildhall.config.{name}") for name in ("relay", "worker", "scheduler")
    }
    return tuple(
        Program(name=name, argv=(sys.executable, *words), env=env)
        for name, words in modules.items()
    )


def mail_catcher(env: Mapping[str, str], *, smtp_port: int, page_port: int) -> Program:
    """Return the program that takes every mail, keeps it as a file and shows it on a page."""
    ports = ("--smtp", str(smtp_port), "--page", str(page_port))
    folder = str(Path(env["GUILDHALL_DATA_DIR"]) / "mail")
    module = "guildhall.config.local.mail_catcher"
    return Program(
        name="mail", argv=(sys.executable, "-m", module, *ports, "--folder", folder), env=env
    )
