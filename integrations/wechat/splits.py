"""Shares of a charge (分账), for merchants who are asked for directly."""

from guildhall.payments.states import Outcome
from guildhall.payments.types import (
    Account,
    Answer,
    Receiver,
    SplitAnswer,
    SplitOrder,
    SplitReturn,
)
from integrations.wechat.client import Line, Said
from integrations.wechat.rules import answers, shares, signing


class Splits:
    """The port `Splitter`."""

    _line: Line

    def add_receiver(self, account: Account, receiver: Receiver) -> Answer:
        """Make a receiver known. Their name travels for WeChat's eyes alone."""
        keys = signing.platform_keys(account.settings.get("platform_keys", ""))
        serial = signing.newest_serial(keys)
        name = signing.concealed(receiver.name, key=keys[serial]) if receiver.name else ""
        ask = shares.add_receiver(receiver, appid=account.settings["appid"], name=name)
        said = self._line.ask(account, ask)
        return Answer(Outcome.DONE) if said.well else _no(said)

    def split(self, account: Account, order: SplitOrder) -> SplitAnswer:
        """Share. It is taken on now and done later: ask how it stands."""
        said = self._line.ask(account, shares.split(order, appid=account.settings["appid"]))
        return _told(said, order)

    def look_split(self, account: Account, order: SplitOrder) -> SplitAnswer:
        return _told(self._line.ask(account, shares.look_split(order)), order)

    def unfreeze(self, account: Account, order: SplitOrder) -> SplitAnswer:
        """Give what was not shared to the merchant, for good."""
        return _told(self._line.ask(account, shares.unfreeze(order)), order)

    def return_leg(self, account: Account, back: SplitReturn) -> Answer:
        """Ask a share back from a merchant who agreed to that; persons cannot be asked."""
        said = self._line.ask(account, shares.return_leg(back))
        return shares.return_answer(said.found) if said.well else _no(said)

    def look_return(self, account: Account, back: SplitReturn) -> Answer:
        said = self._line.ask(account, shares.look_return(back))
        return shares.return_answer(said.found) if said.well else _no(said)


def _no(said: Said) -> Answer:
    return answers.refused(said.status, said.found)


def _told(said: Said, order: SplitOrder) -> SplitAnswer:
    if said.well:
        return shares.split_answer(said.found, order)
    no = _no(said)
    return SplitAnswer(no.outcome, reason=no.reason, vendor_code=no.vendor_code)
