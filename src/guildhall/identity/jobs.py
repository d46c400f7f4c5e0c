"""Mails about accounts, sent by a worker: how soon a page answers tells nobody who exists."""

from uuid import UUID

from guildhall.identity import operations
from guildhall.identity.ports import Reader
from guildhall.kernel.jobs import job


@job(max_retries=8)
def mail_password_link(*, email: str, root: str, language: str) -> None:
    operations.send_password_link(email, reader=Reader(root, language))


@job(max_retries=8)
def mail_device_notice(*, device: str, address: str, root: str, language: str) -> None:
    reader = Reader(root, language)
    operations.send_device_notice(UUID(device), address=address, reader=reader)


class PostByJobs:
    """Hands each mail to a worker."""

    def password_link(self, email: str, *, reader: Reader) -> None:
        mail_password_link.send(email=email, root=reader.root, language=reader.language)

    def device_notice(self, device: UUID, *, address: str, reader: Reader) -> None:
        mail_device_notice.send(
            device=str(device), address=address, root=reader.root, language=reader.language
        )
