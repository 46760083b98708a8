"""The addresses of this machine on the networks around it: what a phone of the hall may type."""

import fcntl
import socket
import struct
from ipaddress import ip_address

ADDRESS_OF_INTERFACE = 0x8915  # SIOCGIFADDR, on Linux


def addresses_here() -> tuple[str, ...]:
    """The IPv4 addresses of this machine but its own loop, even where no road leads outside."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        found = [_address_of(asker, name) for _, name in socket.if_nameindex()]
    return tuple(sorted({address for address in found if address and not is_loopback(address)}))


def _address_of(asker: socket.socket, interface: str) -> str:
    """The address of one interface; nothing where it has none, or where the system tells it not."""
    asked = struct.pack("256s", interface.encode()[:15])
    try:
        told = fcntl.ioctl(asker.fileno(), ADDRESS_OF_INTERFACE, asked)
    except OSError:
        return ""
    return socket.inet_ntoa(told[20:24])


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches itself under this name."""
    return host == "localhost" or _is(host, "is_loopback")


def is_everywhere(host: str) -> bool:
    """Whether a server so started listens on every network; no phone can type such an address."""
    return _is(host, "is_unspecified")


def _is(host: str, quality: str) -> bool:
    try:
        return bool(getattr(ip_address(host), quality))
    except ValueError:
        return False
