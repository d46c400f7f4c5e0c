"""Who is asked by TLS must be who they say: by name, although an address is connected to."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pytest_django import Settings

from guildhall.kernel import clock
from integrations.hub.client import Call, HubClient, Unheard
from tests.twins.wire import Asked, Server, Told

DAY = timedelta(days=1)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Return a file with a key and a certificate for `localhost`, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now().astimezone(UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(_naive(now - DAY))
        .not_valid_after(_naive(now + DAY))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "localhost.pem"
    file.write_bytes(written + cert.public_bytes(Encoding.PEM))
    return file


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


@pytest.fixture
def server(paper: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper)
    found = Server(0, _answer)
    found.socket = context.wrap_socket(found.socket, server_side=True)
    thread = threading.Thread(target=found.serve_forever, args=(0.02,))
    thread.start()
    yield found
    found.shutdown()
    found.server_close()
    thread.join()


def _answer(asked: Asked) -> Told:
    return Told(200, asked.headers["host"].encode())


def test_a_name_that_is_proven_is_asked(server: Server, paper: Path, settings: Settings) -> None:
    settings.PROVIDER_URLS = {"x": f"https://localhost:{server.port}"}
    hub = HubClient(trusting=ssl.create_default_context(cafile=str(paper)))

    heard = hub.ask(Call("GET", f"https://localhost:{server.port}/", seconds=5))

    hub.close()
    assert heard.body == f"localhost:{server.port}".encode()


def test_another_name_or_a_stranger_is_not_asked(
    server: Server, paper: Path, settings: Settings
) -> None:
    settings.PROVIDER_URLS = {
        "x": f"https://localhost:{server.port}",
        "y": f"https://127.0.0.1:{server.port}",
    }
    knows = HubClient(trusting=ssl.create_default_context(cafile=str(paper)))
    strange = HubClient()

    for hub, host in ((knows, "127.0.0.1"), (strange, "localhost")):
        with pytest.raises(Unheard) as unheard:
            hub.ask(Call("POST", f"https://{host}:{server.port}/", seconds=5))
        assert unheard.value.sent is False
