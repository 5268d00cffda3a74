r"""Web addresses as merchants write them, made into ones that can be asked for.

What is forgiven: spaces and letters that should have been escaped, line breaks, `&amp;`, backslashes, `//host/…` and
`www.host/…` without a scheme (taken as https). What is not: other schemes, passwords, ports other than those on which
shops answer, and hosts written as numbers in any other way than `93.184.216.34`.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, urljoin

import idna

from catalog.photo_names import PhotoError

PORTS = {"http": 80, "https": 443}
ALLOWED_PORTS = frozenset({80, 443, 8080, 8443})  # others belong to databases, mail and the like
MAX_CHARACTERS = 8000

_ADDRESS = re.compile(r"(?:(https?):)?//([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_BARE_PERCENT = re.compile(r"%(?![0-9a-f]{2})", re.IGNORECASE)
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_AROUND = " \t\r\n\v\f\u00a0\u200b\ufeff"


class WebAddress(NamedTuple):
    """An address that can be asked for.

    Attributes:
        scheme: "http" or "https".
        host: Lower case, ASCII; an IPv6 address without brackets.
        port: One of `ALLOWED_PORTS`.
        target: Path and query, escaped.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port, as the header `Host` wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address; the same for all the ways to write it."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def joined(self, location: str) -> "WebAddress":
        """Where a redirect from here leads.

        Raises:
            PhotoError: Nowhere that may be asked for.
        """
        try:
            return parse_web_address(urljoin(self.url, location.strip(_AROUND)))
        except PhotoError as error:
            raise PhotoError(f"The address leads on to another one. {error}") from None
        except ValueError:
            raise PhotoError("The address leads on to one that cannot be read; correct it.") from None


def parse_web_address(reference: str) -> WebAddress:
    """Read a web address.

    Raises:
        PhotoError: It is none, or not one that may be asked for.
    """
    text = _cleaned(reference)
    if len(text) > MAX_CHARACTERS:
        raise PhotoError(f"The address is longer than {MAX_CHARACTERS} characters; shorten it.")
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise PhotoError("This is not a web address that can be fetched; it should begin with https://.")
    scheme = (match[1] or "https").lower()
    host, port = _host_and_port(match[2], PORTS[scheme])
    query = "" if match[4] is None else "?" + _escaped(match[4], "!$&'()*+,;=:@/?-._~%[]{}|^")
    return WebAddress(scheme, host, port, (_escaped(match[3], "!$&'()*+,;=:@/-._~%") or "/") + query)


def _cleaned(reference: str) -> str:
    text = re.sub(r"[\t\r\n]", "", reference.strip(_AROUND))
    while _AMPERSAND.search(text):
        text = _AMPERSAND.sub("&", text)
    before, mark, query = text.partition("?")
    before = before.replace("\\", "/")
    if before[:4].lower() == "www.":
        before = "//" + before
    return before + mark + query


def _escaped(text: str, safe: str) -> str:
    return quote(_BARE_PERCENT.sub("%25", text), safe=safe, errors="replace")


def _host_and_port(authority: str, usual: int) -> tuple[str, int]:
    if "@" in authority:
        raise PhotoError("The address contains a user name or password; use one that needs none.")
    if authority.startswith("["):
        host, bracket, rest = authority[1:].partition("]")
        return _ipv6(host if bracket else authority), _port(rest, usual)
    host, colon, port = authority.partition(":")
    return _host(host), _port(colon + port, usual)


def _port(text: str, usual: int) -> int:
    if text in ("", ":"):
        return usual
    if re.fullmatch(r":[0-9]{1,5}", text) and int(text[1:]) in ALLOWED_PORTS:
        return int(text[1:])
    allowed = ", ".join(map(str, sorted(ALLOWED_PORTS)))
    raise PhotoError(f"Photos are fetched from the ports {allowed} only; use an address without a port.")


def _host(text: str) -> str:
    """A name in the form in which it is looked up: lower case, ASCII, without the dot at its end.

    Anything that a lenient parser could take for a number is refused unless it is plainly four of them: "0177.0.0.1",
    "127.1" and "2130706433" are all ways to write the loopback address.
    """
    try:
        name = idna.encode(text.removesuffix("."), uts46=True).decode() if not text.isascii() else text.lower()
    except (idna.IDNAError, UnicodeError):
        raise PhotoError("The name of the host is not a possible one; correct the address.") from None
    labels = name.removesuffix(".").split(".")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(IPv4Address(".".join(labels)))
        except AddressValueError:
            raise PhotoError("The host is an oddly written number; use its name.") from None
    if not all(re.fullmatch(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", label) for label in labels) or len(name) > 253:
        raise PhotoError("The name of the host is not a possible one; correct the address.")
    if len(labels) == 1:
        raise PhotoError("The host has no full name, such as www.shop.com; names of a local network are not asked.")
    return ".".join(labels)


def _ipv6(text: str) -> str:
    if "%" in text:
        raise PhotoError("The address names a connection of this machine; use the name of a public host.")
    try:
        return str(IPv6Address(text))
    except AddressValueError:
        raise PhotoError("The host is an oddly written number; use its name.") from None
