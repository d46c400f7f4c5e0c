"""Values of one person in rows that are kept for good: under a key of that person's own.

Each subject (`staff:<id>`) has one key, itself sealed by the vault. Destroying it makes
every value under it unreadable, while the rows, and the seals over them, stay as they are.
"""

from collections.abc import Iterable
from uuid import UUID

from cryptography.fernet import Fernet
from django.utils.crypto import salted_hmac

from guildhall.kernel.masks import mask_network
from guildhall.kernel.models import PersonalKey
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import require
from guildhall.kernel.vault import open_sealed, seal

PURPOSE = "personal-key"
MARK = "p1"


def conceal(text: str, *, subject: str) -> str:
    """Return `text` encrypted under the subject's key; the first value makes the key."""
    if not text:
        return ""
    key = _key_of(subject)
    token = Fernet(_opened(key)).encrypt(text.encode()).decode()
    return f"{MARK}.{key.id.hex}.{token}"


def reveal(stored: Iterable[str]) -> dict[str, str]:
    """Return what these stored values say; those whose key was destroyed are left out.

    What was never concealed says itself. One statement.
    """
    parted = {value: value.split(".", 2) for value in set(stored) if value}
    sealed = {value: parts for value, parts in parted.items() if _is_concealed(parts)}
    ids = {UUID(hex=parts[1]) for parts in sealed.values()}
    boxes = {key.id: Fernet(_opened(key)) for key in PersonalKey.objects.filter(id__in=ids)}
    found = {value: value for value in parted if value not in sealed}
    for value, (_, key, token) in sealed.items():
        box = boxes.get(UUID(hex=key))
        if box is not None:
            found[value] = box.decrypt(token.encode()).decode()
    return found


def hidden_subject(kind: str, told: str) -> str:
    """Return by what facts know somebody who has no id, only an address: `customer:4f1d…`.

    Nobody can compute it without our key, and in another company it is another one.
    """
    name = salted_hmac(f"guildhall.{kind}:{require().tenant_id}", told, algorithm="sha256")
    return f"{kind}:{name.hexdigest()[:24]}"


def destroy_keys(subjects: Iterable[str]) -> int:
    """Make all that was concealed for these subjects unreadable for good; return how many."""
    _, of = PersonalKey.objects.filter(subject__in=list(subjects)).delete()
    return of.get(PersonalKey._meta.label, 0)


def address_in_fact(stamp: Stamp) -> str:
    """Return a caller's network address as a fact keeps it.

    A person's is concealed under their key; of anybody else's only the network is kept.
    """
    address = stamp.origin.address
    if not address:
        return ""
    if stamp.by.kind == "staff":
        return conceal(address, subject=stamp.by.name)
    return mask_network(address)


def _is_concealed(parts: list[str]) -> bool:
    return len(parts) == 3 and parts[0] == MARK


def _key_of(subject: str) -> PersonalKey:
    found = PersonalKey.objects.filter(subject=subject).first()
    if found is None:
        sealed = seal(Fernet.generate_key().decode(), purpose=PURPOSE)
        found, _ = PersonalKey.objects.get_or_create(subject=subject, defaults={"sealed": sealed})
    return found


def _opened(key: PersonalKey) -> str:
    return open_sealed(key.sealed, purpose=PURPOSE)
