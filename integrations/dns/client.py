"""The domain name system, asked with dnspython."""

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer
from dns.resolver import Resolver as Asker

from tenants.errors import DnsUnavailable

# Of one try, and of all tries and servers together.
TRY_SECONDS = 2.0
ALL_SECONDS = 5.0


class DnsResolver:
    """Asks one name server (`address` or `address:port`), or the machine's own without one."""

    def __init__(self, server: str = "") -> None:
        self._asker = Asker(configure=not server)
        if server:
            address, _colon, port = server.partition(":")
            self._asker.nameservers = [address]
            self._asker.port = int(port or 53)
        self._asker.timeout = TRY_SECONDS
        self._asker.lifetime = ALL_SECONDS

    def txt(self, name: str) -> tuple[str, ...]:
        """Return the texts at a name, the strings of each joined; none where there are none.

        Refuses with DnsUnavailable when nobody gives an answer in time.
        """
        try:
            answer = self._asker.resolve(name, "TXT", search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except DNSException as error:
            raise DnsUnavailable(name=name) from error
        return tuple(b"".join(each.strings).decode("utf-8", "replace") for each in answer)
