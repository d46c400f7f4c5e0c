"""`make clean`: remove the demo's data, here and where PostgreSQL had to keep it for `nobody`."""

import os
import sys
from pathlib import Path

from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.servers import erase

if __name__ == "__main__":
    try:
        erase(Path(os.environ.get("GUILDHALL_DATA_DIR", ".guildhall")))
    except LocalServerFailed as refusal:
        sys.exit(str(refusal))
