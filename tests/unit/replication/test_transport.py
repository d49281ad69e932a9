from __future__ import annotations

import asyncio
import contextlib
import datetime
import ssl
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from fakes import eventually, free_addresses
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.replication.frames import (
    MAX_FRAME_BYTES,
    MAX_HELLO_BYTES,
    AnyMessage,
    AppendEntries,
    Ask,
    BadFrame,
    FrameReader,
    Hello,
    Message,
    Proof,
    encode_frame,
)
from engine.replication.hello import Handshake, Identity, Refused
from engine.replication.transport import BACKLOG_BYTES, PeerTransport

PEERS = ("a", "b")


def identity(node: str, secret: bytes = b"secret", cluster: str = "c") -> Identity:
    return Identity(cluster, node, secret, ("append",))


def run_handshake(dialer: Handshake, acceptor: Handshake) -> list[Message]:
    """Everything the dialer said."""
    said: list[Message] = []
    to_acceptor = dialer.opening()
    while to_acceptor:
        said += to_acceptor
        back = [answer for message in to_acceptor for answer in acceptor.receive(message)]  # type: ignore[arg-type]
        to_acceptor = [answer for message in back for answer in dialer.receive(message)]  # type: ignore[arg-type]
    return said


def test_two_nodes_that_know_the_secret_admit_each_other() -> None:
    dialer, acceptor = Handshake(identity("b"), PEERS, "a"), Handshake(identity("a"), PEERS, None)
    run_handshake(dialer, acceptor)
    assert (dialer.peer, acceptor.peer) == ("a", "b")
    assert acceptor.kinds == ("append",)


def test_a_wrong_secret_is_refused_and_gets_no_proof() -> None:
    dialer = Handshake(identity("b", b"guess"), PEERS, "a")
    acceptor = Handshake(identity("a"), PEERS, None)
    with pytest.raises(Refused, match="does not know the secret"):
        run_handshake(dialer, acceptor)
    assert dialer.peer is None


def test_a_replayed_hello_is_refused_because_the_challenge_is_fresh() -> None:
    recorded = run_handshake(Handshake(identity("b"), PEERS, "a"), Handshake(identity("a"), PEERS, None))
    acceptor = Handshake(identity("a"), PEERS, None)
    hello, proof = recorded
    assert isinstance(hello, Hello)
    assert isinstance(proof, Proof)
    acceptor.receive(hello)
    with pytest.raises(Refused, match="does not know the secret"):
        acceptor.receive(proof)


def test_the_own_proof_cannot_be_reflected() -> None:
    dialer = Handshake(identity("b"), PEERS, "a")
    dialer.opening()
    (proof,) = dialer.receive(Hello("c", "a", 1, bytes(32), []))
    assert isinstance(proof, Proof)
    with pytest.raises(Refused):
        dialer.receive(proof)


@pytest.mark.parametrize(
    ("hello", "reason"),
    [
        (Hello("other", "b", 1, bytes(32), []), "belongs to cluster"),
        (Hello("c", "b", 2, bytes(32), []), "speaks protocol 2"),
        (Hello("c", "b", 1, bytes(8), []), "challenge has 8 bytes"),
        (Hello("c", "x", 1, bytes(32), []), "no other member"),
        (Hello("c", "a", 1, bytes(32), []), "no other member"),
        (Proof(bytes(32)), "out of place"),
        (Ask(1, b""), "out of place"),
    ],
)
def test_a_wrong_hello_is_refused_with_its_reason(hello: AnyMessage, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Handshake(identity("a"), PEERS, None).receive(hello)


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_garbage_is_a_bad_frame_or_waits_for_more_and_nothing_else(pieces: list[bytes]) -> None:
    reader = FrameReader()
    with contextlib.suppress(BadFrame):
        for piece in pieces:
            for _ in reader.feed(piece):
                pass


@given(st.binary(max_size=200))
def test_a_whole_frame_of_garbage_is_a_bad_frame(body: bytes) -> None:
    framed = len(body).to_bytes(4, "big") + body
    with contextlib.suppress(BadFrame):
        (message,) = FrameReader().feed(framed)
        assert isinstance(message, Message)


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4), st.integers(1, 50))
def test_frames_are_found_however_the_stream_is_cut(bodies: list[bytes], step: int) -> None:
    stream = b"".join(encode_frame(Ask(n, body)) for n, body in enumerate(bodies))
    reader = FrameReader()
    found = [m for at in range(0, len(stream), step) for m in reader.feed(stream[at : at + step])]
    assert found == [Ask(n, body) for n, body in enumerate(bodies)]
    assert reader.waiting_bytes == 0


@pytest.mark.parametrize("limit", [MAX_HELLO_BYTES, MAX_FRAME_BYTES])
def test_an_oversized_frame_is_refused_by_its_length_alone(limit: int) -> None:
    reader = FrameReader()
    reader.limit_bytes = limit
    with pytest.raises(BadFrame, match="at most"):
        list(reader.feed((limit + 1).to_bytes(4, "big")))


class Received:
    def __init__(self, transport: PeerTransport) -> None:
        self.messages: list[AnyMessage] = []
        transport.setOnMessageReceivedCallback(lambda node, message: self.messages.append(message))


@pytest.fixture
async def pair() -> AsyncIterator[tuple[PeerTransport, PeerTransport, str]]:
    at_a, at_b = free_addresses(2)
    addresses = {"a": at_a, "b": at_b}
    loop = asyncio.get_running_loop()
    a = PeerTransport(loop, identity("a"), {"b": addresses["b"]})
    b = PeerTransport(loop, identity("b"), {"a": addresses["a"]})
    await a.start(at_a)
    await b.start(at_b)
    yield a, b, at_a
    await b.stop()
    await a.stop()


Pair = tuple[PeerTransport, PeerTransport, str]


async def test_messages_arrive_in_order_in_both_directions(pair: Pair) -> None:
    a, b, _ = pair
    at_a, at_b = Received(a), Received(b)
    await eventually(lambda: a.is_connected("b") and b.is_connected("a"))
    big = AppendEntries(1, 2, 3, 4, [(bytes(3_000_000), 5, 6)])
    assert b.send(b.nodes["a"], big)
    assert b.send(b.nodes["a"], Ask(1, b"after"))
    assert a.send(a.nodes["b"], Ask(2, b"back"))
    await eventually(lambda: len(at_a.messages) == 2 and len(at_b.messages) == 1)
    assert at_a.messages == [big, Ask(1, b"after")]
    assert at_b.messages == [Ask(2, b"back")]


async def test_a_stranger_who_sends_garbage_is_closed_and_counted(pair: Pair) -> None:
    a, _, address = pair
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"\x00\x00\x00\x03abc")
    assert await read_to_end(reader) == b""
    await close(writer)
    assert a.refused["bad frame"] == 1


async def test_a_stranger_without_the_secret_reads_nothing_but_a_hello(pair: Pair) -> None:
    a, _, address = pair
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(encode_frame(Hello("c", "b", 1, bytes(32), [])))
    size = int.from_bytes(await reader.readexactly(4), "big")
    (answer,) = FrameReader().feed(size.to_bytes(4, "big") + await reader.readexactly(size))
    assert isinstance(answer, Hello)
    writer.write(encode_frame(Proof(bytes(32))))
    assert await read_to_end(reader) == b""
    await close(writer)
    assert a.refused["refused"] == 1


async def test_a_stranger_who_says_nothing_is_closed_after_three_seconds(pair: Pair) -> None:
    a, _, address = pair
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    async with asyncio.timeout(4):
        assert await read_to_end(reader) == b""
    await close(writer)
    assert a.refused["slow hello"] == 1


async def test_a_reader_that_has_stopped_makes_send_refuse_instead_of_growing(pair: Pair) -> None:
    a, b, _ = pair
    await eventually(lambda: a.is_connected("b") and b.is_connected("a"))
    b._links["a"]._socket.pause_reading()
    part = Ask(1, bytes(16 << 20))
    sent = 0
    while a.send(a.nodes["b"], part):
        sent += 1
        assert sent < 20, "the backlog has no limit"
    assert a.backlog(a.nodes["b"]) < BACKLOG_BYTES + (17 << 20)
    a._links["b"].abort()


async def test_silence_of_two_seconds_closes_a_connection(pair: Pair) -> None:
    a, b, _ = pair
    await eventually(lambda: a.is_connected("b") and b.is_connected("a"))

    def is_closed() -> bool:
        a.tend()
        return not a.is_connected("b")

    # Nobody tends b, so it says nothing; and it must not call again.
    for dialer in b._dialers:
        dialer.cancel()
    await eventually(is_closed, timeout=4)


def tls_contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Both sides prove themselves by one certificate, as a cluster's own would."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "cluster.pem"
    pem.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    contexts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for context in contexts:
        context.load_cert_chain(pem)
        context.load_verify_locations(pem)
        context.verify_mode = ssl.CERT_REQUIRED
        context.minimum_version = ssl.TLSVersion.TLSv1_3
    return contexts


async def test_messages_travel_over_mutual_tls_and_a_plain_caller_is_turned_away(tmp_path: Path) -> None:
    at_a, at_b = free_addresses(2)
    server, client = tls_contexts(tmp_path)
    loop = asyncio.get_running_loop()
    a = PeerTransport(loop, identity("a"), {"b": at_b}, ssl_server=server, ssl_client=client)
    b = PeerTransport(loop, identity("b"), {"a": at_a}, ssl_server=server, ssl_client=client)
    at_a_received = Received(a)
    await a.start(at_a)
    host, port = at_a.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(encode_frame(Hello("c", "b", 1, bytes(32), [])))
    assert b"hello" not in await read_to_end(reader)
    await close(writer)
    await b.start(at_b)
    await eventually(lambda: a.is_connected("b") and b.is_connected("a"))
    big = AppendEntries(1, 2, 3, 4, [(bytes(2_000_000), 5, 6)])
    b.send(b.nodes["a"], big)
    await eventually(lambda: at_a_received.messages == [big])
    await b.stop()
    await a.stop()


async def read_to_end(reader: asyncio.StreamReader) -> bytes:
    """What came until the connection ended, in whatever way it did."""
    data = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := await reader.read(65536):
            data += piece
    return data


async def close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionResetError):
        await writer.wait_closed()
