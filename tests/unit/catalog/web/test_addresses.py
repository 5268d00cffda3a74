"""Only addresses that the whole internet reaches are connected to."""

import socket
import threading
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.photo_names import PhotoError
from catalog.web.addresses import SystemResolver, is_public, resolve_public
from catalog.web.failures import PassingError

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2a00:1450::5efe:192.168.0.1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2a00:1450:4001::1%1",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_does_not_belong_to_the_whole_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "2a00:1450:4001:813::200e",
        "2606:4700::1111",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ],
)
def test_a_public_address_is_let_through(address: str) -> None:
    assert is_public(address)
    assert resolve_public(address, 443, _never) == (address,)


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
@example(IPv4Address("198.18.0.0"))
def test_nothing_is_let_through_that_python_knows_to_be_private(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        assert ip_address(str(address)).is_global
        assert not address.is_multicast


def test_every_edge_of_the_private_networks_is_where_python_has_it() -> None:
    edges = [0, 10 << 24, (100 << 24) + (64 << 16), 127 << 24, (169 << 24) + (254 << 16), (172 << 24) + (16 << 16)]
    for edge in edges:
        for address in map(IPv4Address, (edge, max(edge - 1, 0))):
            assert is_public(str(address)) == address.is_global, address


@pytest.mark.parametrize("bad", ["127.0.0.1", "fd00:ec2::254", "fe80::1%eth0"])
def test_one_private_address_among_public_ones_spoils_the_host(bad: str) -> None:
    for answers in ([bad], ["93.184.216.34", bad], [bad, "93.184.216.34"]):
        with pytest.raises(PhotoError, match="private network") as refused:
            resolve_public("shop.example", 443, lambda host, port, answers=answers: answers)
        assert bad not in str(refused.value)


def test_a_host_without_addresses_is_none() -> None:
    with pytest.raises(PhotoError, match=r"no host called shop\.example"):
        resolve_public("shop.example", 443, lambda host, port: [])


def test_the_system_is_asked_for_every_address() -> None:
    found = SystemResolver()("localhost", 80)
    assert "127.0.0.1" in found or "::1" in found


@pytest.mark.parametrize(
    ("error", "raised", "said"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), PhotoError, "no host called"),
        (UnicodeError("label too long"), PhotoError, "no host called"),
        (socket.gaierror(socket.EAI_AGAIN, "later"), PassingError, "cannot be looked up now"),
        (OSError("no files left"), PassingError, "cannot be looked up now"),
    ],
)
def test_a_failed_lookup_is_explained(error: Exception, raised: type[Exception], said: str) -> None:
    def fail(*asked: object, **more: object) -> Sequence[object]:
        raise error

    with pytest.raises(raised, match=said):
        SystemResolver(lookup=fail)("shop.example", 443)


def test_a_lookup_that_hangs_is_given_up() -> None:
    release = threading.Event()

    def hang(*asked: object, **more: object) -> Sequence[object]:
        release.wait(5)
        return []

    with pytest.raises(PassingError, match="in time"):
        SystemResolver(0.02, lookup=hang)("shop.example", 443)
    release.set()


def _never(host: str, port: int) -> Sequence[str]:
    raise AssertionError("an address needs no lookup")
