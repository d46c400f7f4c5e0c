"""A company's files: put back where they are missing, removed with the company."""

import hashlib
from collections.abc import Iterator
from typing import cast

from django.core.files.base import File
from django.core.files.storage import storages

from guildhall.kernel.tenancy import Scope, enter
from tenants.archives.errors import ArchiveDamaged
from tenants.archives.operations.exporting import company_files
from tenants.archives.operations.places import Flow, place, remove_folder, taken
from tenants.archives.rules.packing import unpack
from tenants.archives.types import FileLine, Manifest


def put_back_files(scope: Scope, manifest: Manifest, *, key: bytes) -> int:
    """Put back the files that are missing, and return how many there were.

    Files that came or changed since stay as they are: a file has one name for one content, and
    what nobody refers to any more does no harm. Refuses with ArchiveDamaged.
    """
    there = set(company_files(scope))
    missing = [line for line in manifest.files if line.name not in there]
    for line in missing:
        member = place(manifest.tenant_id, manifest.archive_id, line.member)
        with taken(member, key=key) as sealed, enter(scope):
            flow = Flow(_checked(unpack(sealed, name=line.name), line), line.name)
            storages["default"].save(line.name, cast("File[bytes]", flow))
    return len(missing)


def remove_files(scope: Scope) -> int:
    """Remove every file of a company; return how many there were."""
    with enter(scope):
        return remove_folder(storages["default"], "")


def _checked(blocks: Iterator[bytes], line: FileLine) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        yield block
    if digest.hexdigest() != line.sha256:
        raise ArchiveDamaged(what=line.name)
