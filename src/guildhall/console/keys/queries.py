"""Each page about API keys as one read model, in a constant number of statements."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from guildhall.console.people import told_by
from guildhall.console.shell.rights import Right, words_for
from guildhall.identity.queries import get_key_report, list_keys, names_of
from guildhall.identity.types import CapabilityLine, KeyReport, KeyRow
from guildhall.kernel.stamp import EVERYWHERE, Actor
from guildhall.organization.queries import list_channels, list_stores


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as a list shows it. `state` is a word of the shell's table."""

    row: KeyRow
    state: str


@dataclass(frozen=True, slots=True)
class KeyList:
    lines: tuple[KeyLine, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right of a key: what it means, and what is known of its use."""

    right: Right
    use: CapabilityLine


@dataclass(frozen=True, slots=True)
class KeyPage:
    """One key in full."""

    line: KeyLine
    report: KeyReport
    rights: tuple[RightLine, ...]
    by: str
    is_narrowing: bool
    can_edit: bool

    @property
    def can_be_narrowed(self) -> bool:
        staying = [line for line in self.rights if not line.use.is_leaving]
        return self.can_edit and 0 < len(self.line.row.unused) < len(staying)


def get_key_list(*, actor: Actor, at: datetime) -> KeyList:
    """Return every key that there is. Refuses with NotPermitted."""
    actor.must("keys:view")
    lines = tuple(KeyLine(row, _state(row, at)) for row in list_keys(at=at))
    return KeyList(lines, actor.may("keys:edit"))


def get_key_page(prefix: str, *, actor: Actor, at: datetime) -> KeyPage:
    """Return one key. Refuses with KeyNotFound or NotPermitted."""
    actor.must("keys:view")
    report = get_key_report(prefix, at=at)
    row = report.row
    words = words_for(use.capability for use in report.rights)
    return KeyPage(
        line=KeyLine(row, _state(row, at)),
        report=report,
        rights=tuple(RightLine(*pair) for pair in zip(words, report.rights, strict=True)),
        by=told_by(row.created_by, names_of([row.created_by])),
        is_narrowing=row.shadow_until is not None and row.shadow_until > at,
        can_edit=actor.may("keys:edit") and row.works(at),
    )


def scope_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return where a key can be made for: what whoever makes it reaches."""
    reach = actor.reach("keys:edit")
    channels = list_channels()
    brands = sorted({channel.brand for channel in channels})
    every = [
        (EVERYWHERE, gettext("The whole company")),
        *((f"brand:{code}", gettext("Brand {name}").format(name=code)) for code in brands),
        *((f"channel:{c.code}", gettext("Channel {name}").format(name=c.name)) for c in channels),
        *((f"store:{s.code}", gettext("Store {name}").format(name=s.name)) for s in list_stores()),
    ]
    return [each for each in every if not reach or each[0] in reach]


def _state(row: KeyRow, at: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "active" if row.works(at) else "expired"
