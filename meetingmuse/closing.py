"""Lets Daphne close sockets with the codes of RFC 6455 that servers may use; changes nothing else about it.

Autobahn's sendClose accepts only 1000 and 3000-4999 from an application and raises for 1001, 1009 and 1013.
"""

from daphne.ws_protocol import WebSocketProtocol

NORMAL = 1000
FIRST_OF_APPLICATIONS = 3000


class ClosingProtocol(WebSocketProtocol):  # type: ignore[misc]
    """Daphne's protocol whose server may also go away (1001), refuse a size (1009) or ask to try later (1013)."""

    failByDrop = False  # a frame too big is answered with close 1009, not by cutting the connection

    def serverClose(self, code: int | None = None) -> None:
        if code is None or code == NORMAL or code >= FIRST_OF_APPLICATIONS:
            super().serverClose(code)
        elif self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=code)
