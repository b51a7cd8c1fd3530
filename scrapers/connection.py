"""Connections that refuse private addresses and end when their time is up."""

import ipaddress
import socket
from collections.abc import Callable
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.response import HTTPResponse
from urllib3.util.connection import create_connection


class PrivateAddress(Exception):  # noqa: N818 - the address is what is wrong
    """A host name leads into a private, loopback or otherwise non-public network."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet, also when wrapped in an IPv6 one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or _nat64(ip)
        if wrapped:
            return is_public(str(wrapped))
    return ip.is_global and not ip.is_multicast


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address inside the well-known NAT64 prefix (RFC 6052)."""
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


class UnknownHost(NameResolutionError):  # noqa: N818 - the name is what is wrong
    """The name service says for sure that there is no such host; others fail for now."""


_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


class Countdown:
    """Calls `cut` when `seconds` have passed, so that no trickle of bytes outlasts it."""

    def __init__(self, seconds: float, cut: Callable[[], object]) -> None:
        self.over = False
        self._cut = cut
        self._timer = Timer(max(seconds, 0), self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        self.over = True
        try:
            self._cut()
        except (OSError, ValueError, RuntimeError):  # the connection has just ended by itself
            return

    def __enter__(self) -> "Countdown":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()


class GuardedAdapter(HTTPAdapter):
    """A transport that checks each address it connects to, and never retries by itself.

    The check is made on the very addresses that are connected to, so a name cannot resolve to a
    public address for the check and to a private one for the connection. `answer_seconds` is the
    most that status line and headers may take altogether.
    """

    def __init__(self, *, allow_private: bool, answer_seconds: float) -> None:
        self._schemes = _pools(allow_private, answer_seconds)
        super().__init__(max_retries=0)

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Make the pools of connections; called by the base class."""
        self.poolmanager = PoolManager(
            num_pools=connections, maxsize=maxsize, block=block, **pool_kwargs
        )
        self.poolmanager.pool_classes_by_scheme = self._schemes


def _pools(allow_private: bool, answer_seconds: float) -> dict[str, type[HTTPConnectionPool]]:
    class Guarded(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self, allow_private)

        def getresponse(self) -> HTTPResponse:  # type: ignore[override]
            def cut() -> None:
                if self.sock:
                    self.sock.shutdown(socket.SHUT_RDWR)

            with Countdown(answer_seconds, cut) as countdown:
                try:
                    response = super().getresponse()
                except Exception:
                    if countdown.over:
                        raise TimeoutError from None
                    raise
            if countdown.over:  # what was cut off can look like an answer
                response.close()
                raise TimeoutError
            return response

    class GuardedTls(Guarded, HTTPSConnection):
        pass

    class Plain(HTTPConnectionPool):
        ConnectionCls = Guarded

    class Tls(HTTPSConnectionPool):
        ConnectionCls = GuardedTls

    return {"http": Plain, "https": Tls}


def _connect(connection: HTTPConnection, allow_private: bool) -> socket.socket:
    """Resolve the host once, check every address, and connect to the first that answers."""
    host, port = connection.host.strip("[]"), connection.port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        unknown = isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_NAME
        kind = UnknownHost if unknown else NameResolutionError
        raise kind(host, connection, socket.gaierror(str(error))) from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not allow_private and (private := [a for a in addresses if not is_public(a)]):
        raise PrivateAddress(host if host == private[0] else f"{host} is {private[0]}")
    last: OSError | None = None
    for address in addresses:
        try:
            return create_connection(
                (address, port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as error:
            last = error
    if isinstance(last, TimeoutError):
        raise ConnectTimeoutError(connection, "no answer in time") from last
    raise NewConnectionError(connection, f"{last or 'no address'}") from last
