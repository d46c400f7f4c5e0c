"""Random passwords of the embedded servers, made once, in a file that only its owner reads."""

import hashlib
import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True, repr=False)
class Credentials:
    superuser: str
    owner: str
    app: str
    valkey: str
    secret_key: str

    @property
    def mover(self) -> str:
        """The mover's password, made of the owner's: folders of older releases know no other."""
        return hashlib.sha256(f"mover:{self.owner}".encode()).hexdigest()


def credentials(data_dir: Path) -> Credentials:
    """Return the passwords kept under `data_dir`, and make them first where there are none."""
    path = data_dir / "credentials.json"
    if not path.exists():
        _make(path)
    return Credentials(**json.loads(path.read_text()))


def _make(path: Path) -> None:
    made = Credentials(**{field.name: secrets.token_urlsafe(24) for field in fields(Credentials)})
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix="credentials-")  # mode 0600
    with os.fdopen(descriptor, "w") as sink:
        json.dump(asdict(made), sink)
    # A link refuses to overwrite: of two that start at once, both read the first one's file.
    with suppress(FileExistsError):
        os.link(fresh, path)
    Path(fresh).unlink()
