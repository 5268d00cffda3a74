"""Which addresses of the internet may be connected to: those that lead to the whole world, and no other."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Protocol

from catalog.photo_names import PhotoError
from catalog.web.failures import PassingError

LOOKUP_SECONDS = 5.0
MAX_LOOKUPS = 16  # at once; one that the system never answers keeps its thread

_Address = IPv4Address | IPv6Address

_NOT_PUBLIC_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this host
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # behind a carrier's translation; Alibaba's metadata
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's own services, from inside its machines
            "169.254.0.0/16",  # link-local; metadata of most clouds
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
_PUBLIC_V6 = IPv6Network("2000::/3")  # all that has been given out; what lies outside is local, multicast or reserved
_NOT_PUBLIC_V6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments, among them Teredo, which wraps an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which wraps an IPv4 address
            "3ffe::/16",  # returned test network
            "3fff::/20",  # documentation
        ),
    )
)
_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: how networks without IPv4 reach it
_ISATAP = (0x00005EFE, 0x02005EFE)  # middle of an interface's number that wraps an IPv4 address


class Resolver(Protocol):
    """Looks up the addresses of a host."""

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Every address of the host, the best one first.

        Raises:
            PhotoError: There is no such host.
            PassingError: The question could not be answered, or not in time.
        """
        ...


class SystemResolver:
    """Asks the operating system, for a limited time.

    Args:
        seconds: How long to wait for an answer.
        lookup: Works as `socket.getaddrinfo`.
    """

    def __init__(
        self, seconds: float = LOOKUP_SECONDS, lookup: Callable[..., Sequence[Any]] = socket.getaddrinfo
    ) -> None:
        self._seconds = seconds
        self._lookup = lookup
        self._free = threading.BoundedSemaphore(MAX_LOOKUPS)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        """Look up a host as `Resolver` describes."""
        slow = PassingError(f"The name {host} could not be looked up in time; import again later.")
        if not self._free.acquire(timeout=self._seconds):
            raise slow
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._ask, args=(host, port, answer), name="name-lookup", daemon=True).start()
        try:
            found = answer.get(timeout=self._seconds)
        except queue.Empty:
            raise slow from None
        if isinstance(found, UnicodeError) or (isinstance(found, socket.gaierror) and found.errno == socket.EAI_NONAME):
            raise PhotoError(f"There is no host called {host}; correct the address.")
        if isinstance(found, Exception):
            raise PassingError(f"The name {host} cannot be looked up now; import again later.")
        return found

    def _ask(self, host: str, port: int, answer: "queue.SimpleQueue[Sequence[str] | Exception]") -> None:
        try:
            answer.put([str(entry[4][0]) for entry in self._lookup(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as error:
            answer.put(error)
        finally:
            self._free.release()


def resolve_public(host: str, port: int, resolver: Resolver) -> tuple[str, ...]:
    """Look up a host, once, and let its addresses through only if every one of them is public.

    Whoever connects must connect to one of these very addresses: asking for the name again may give others.

    Args:
        host: A name, or an address without brackets.
        port: Where it will be connected to.
        resolver: Asked unless `host` is an address.

    Raises:
        PhotoError: There is no such host, or any of its addresses leads into a private network.
        PassingError: The resolver could not answer.
    """
    found = (host,) if _literal(host) else tuple(dict.fromkeys(resolver(host, port)))
    if not found:
        raise PhotoError(f"There is no host called {host}; correct the address.")
    if not all(map(is_public, found)):
        raise PhotoError("The address leads into a private network, from which nothing is fetched; use a public one.")
    return found


def is_public(address: str) -> bool:
    """Whether an address, written as an address, is one that the whole internet reaches."""
    parsed = _literal(address)
    if isinstance(parsed, IPv6Address):
        return _is_public_v6(parsed)
    return parsed is not None and not any(parsed in network for network in _NOT_PUBLIC_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    wrapped = address.ipv4_mapped
    if wrapped is None and address in _TRANSLATED:
        wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
    if wrapped is not None:
        return is_public(str(wrapped))
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return False
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def _literal(host: str) -> _Address | None:
    if "%" in host:  # a zone: only link-local addresses have one
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None
