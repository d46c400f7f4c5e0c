"""The house's WSGI application, whose answers to POST wait for as long as a file exists.

A test kills the server in that moment: what was done is committed, and nobody was told.
"""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from guildhall.config.wsgi import application as house

GATE = Path(os.environ["GUILDHALL_TEST_GATE"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    answer: Iterable[bytes] = house(environ, start_response)
    while environ["REQUEST_METHOD"] == "POST" and GATE.exists():
        time.sleep(0.02)
    return answer
