"""Imported before the settings are: takes the relay's own login URLs, direct and never pooled.

The relay holds a connection for as long as it lives, which a pooler would not allow. Commands
go the same way: some read in one transaction what they write in another.
"""

import os

_shards = filter(None, os.environ.get("GUILDHALL_SHARDS", "").split(","))
for _suffix in ("", *(f"_{shard.upper()}" for shard in _shards)):
    for _kind in ("", "_FILE"):
        if _own := os.environ.get(f"DATABASE_RELAY_URL{_suffix}{_kind}"):
            os.environ.pop(f"DATABASE_URL{_suffix}_FILE", None)
            os.environ[f"DATABASE_URL{_suffix}{_kind}"] = _own
os.environ["GUILDHALL_POOL_SIZE"] = "0"
