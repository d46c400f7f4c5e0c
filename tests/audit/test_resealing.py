"""Keys of the vault can be exchanged: what the old one sealed, the new one opens afterwards."""

import os
import subprocess
import sys
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.apps import apps
from django.db import transaction

from guildhall.audit.operations import seal_days, seal_trail
from guildhall.audit.queries import verify_chain
from guildhall.config.resealing import AT_ONCE, SEALED, keys_left, reseal_all
from guildhall.identity.models import User
from guildhall.identity.oauth.models import SigningKey
from guildhall.identity.oauth.operations import rotate_signing_keys
from guildhall.identity.oauth.queries.keys import PURPOSE as SIGNING
from guildhall.identity.operations import issue_api_key
from guildhall.kernel import vault
from guildhall.kernel.models import PersonalKey
from guildhall.kernel.personal import PURPOSE, conceal, reveal
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import PLATFORM, Scope, enter
from tests.harness.processes import ROOT
from tests.harness.sizes import size_of
from tests.kernel.facts_lab import note

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
SECRET = "JBSWY3DPEHPK3PXP"


def _open_everything(kept: str) -> None:
    """Read each kind of secret as its room does. Raises SealBroken."""
    assert reveal([kept]) == {kept: "198.51.100.7"}
    assert verify_chain().finding is None
    assert vault.open_sealed(SigningKey.objects.get().sealed_key, purpose=SIGNING)
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert decrypt(totp.data["secret"]) == SECRET
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert len(RecoveryCodes(codes).generate_codes()) == 10


def _keep_everything(stamp: Stamp) -> str:
    with transaction.atomic():
        note("a", "text")
    user = User.objects.create(email="ann@example.com", name="Ann")
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    rotate_signing_keys(stamp=stamp)
    seal_trail(stamp=stamp)
    seal_days(stamp=Stamp(stamp.by, stamp.at.replace(year=stamp.at.year + 1)))
    return conceal("198.51.100.7", subject=f"staff:{user.pk}")


def test_after_resealing_the_new_key_alone_opens_everything(
    committed: dict[str, Scope], stamp: Stamp, settings: Any
) -> None:
    with enter(committed["alpha"]):
        settings.VAULT_KEYS = (OLD,)
        kept = _keep_everything(stamp)
        settings.VAULT_KEYS = (NEW,)
        with pytest.raises(vault.SealBroken):
            _open_everything(kept)

        settings.VAULT_KEYS = (NEW, OLD)
        _open_everything(kept)
        first, second = reseal_all(), reseal_all()

        settings.VAULT_KEYS = (NEW,)
        _open_everything(kept)
        assert (first.anew, second.anew) == (5, 0)
        settings.VAULT_KEYS = (OLD,)
        with pytest.raises(vault.SealBroken):
            _open_everything(kept)


def test_the_platforms_own_secrets_are_resealed_too(
    committed: dict[str, Scope], stamp: Stamp, settings: Any
) -> None:
    with enter(PLATFORM):
        settings.VAULT_KEYS = (OLD,)
        kept = _keep_everything(stamp)

        settings.VAULT_KEYS = (NEW, OLD)
        reseal_all()

        settings.VAULT_KEYS = (NEW,)
        _open_everything(kept)


def test_every_column_that_sounds_sealed_is_resealed() -> None:
    sounding = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if "sealed" in field.name and field.get_internal_type() == "TextField"
    }

    assert sounding - {(sealed.model, sealed.column) for sealed in SEALED} == set()
    assert len(sounding) >= 3


def test_a_resealing_that_is_killed_is_begun_again_and_done_once(
    committed: dict[str, Scope], settings: Any
) -> None:
    rows = AT_ONCE + size_of("resealing", small=30, soak=20_000)
    settings.VAULT_KEYS = (OLD,)
    with enter(committed["alpha"]):
        kept = [conceal(f"{each}", subject=f"staff:{each}") for each in range(rows)]

    killed = _reseal(sys.executable, "-m", "tests.harness.faulty", "vault.run_resealed", "kill")
    settings.VAULT_KEYS = (NEW, OLD)
    with enter(committed["alpha"]):
        current = _current()
        assert len(reveal(kept)) == rows
    again = _reseal(sys.executable, "manage.py")

    assert (killed.returncode, current) == (-9, AT_ONCE)
    assert f"alpha: {rows - AT_ONCE} of {rows} sealed anew" in again.stdout
    settings.VAULT_KEYS = (NEW,)
    with enter(committed["alpha"]):
        assert _current() == rows
        assert len(reveal(kept)) == rows


def test_api_keys_that_were_not_used_since_are_told(
    committed: dict[str, Scope], stamp: Stamp, settings: Any
) -> None:
    settings.VAULT_KEYS = (OLD,)
    with enter(committed["alpha"]):
        issue_api_key("shop", capabilities=("catalog:view",), stamp=stamp)
        assert keys_left(at=stamp.at) == 0

    told = _reseal(sys.executable, "manage.py")

    assert told.returncode != 0
    assert "1 API keys wait for their next use" in told.stdout


def test_what_no_key_opens_is_told_and_keeps_the_old_key(
    committed: dict[str, Scope], settings: Any
) -> None:
    settings.VAULT_KEYS = (Fernet.generate_key().decode(),)
    with enter(committed["alpha"]):
        conceal("text", subject="staff:1")

    told = _reseal(sys.executable, "manage.py")

    assert told.returncode != 0
    assert "alpha: BROKEN, no key that is set opens a personal-key" in told.stdout
    assert "1 are left: keep the old key" in told.stderr


def _current() -> int:
    sealed = PersonalKey.objects.values_list("sealed", flat=True)
    return sum(vault.is_current(each, purpose=PURPOSE) for each in sealed)


def _reseal(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*words, "reseal_vault", "--tenant", "alpha"],
        env={**os.environ, "GUILDHALL_VAULT_KEYS": f"{NEW},{OLD}"},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
