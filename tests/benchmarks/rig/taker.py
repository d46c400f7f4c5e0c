"""One of several processes that take from one bucket as fast as they can. Run as a program."""

import argparse
import json
import sys
import time

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.kernel.rates import Bucket, take
from guildhall.kernel.redis import redis
from guildhall.kernel.tenancy import enter
from tenants.directory import TenantDirectory


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    asked = parser.parse_args()
    resolved = TenantDirectory().by_host(asked.host)
    assert resolved is not None
    with enter(resolved.scope):
        bucket = Bucket("plan", asked.name, asked.rate, window=1)
        redis().ping()
        print("ready", flush=True)
        begin = float(sys.stdin.readline())
        while time.time() < begin:
            pass
        asks = passes = 0
        while time.time() < begin + asked.seconds:
            asks += 1
            passes += take(bucket).passes
    print(json.dumps({"asks": asks, "passes": passes, "ended": time.time()}))


if __name__ == "__main__":
    main()
