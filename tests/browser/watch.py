"""Looks over a page's shoulder: what its policy refused, what it complained about, and whom it asked."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

REPORT = """addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
  console.error(`refused: ${effectiveDirective} ${blockedURI} ${sourceFile}:${lineNumber}`))"""


class Watch:
    """What happened on the pages of a context: `complaints`, and the other `hosts` that were asked."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self._own = urlsplit(url).netloc
        context.add_init_script(REPORT)
        context.on("page", self._follow)
        context.on("request", lambda request: self._ask(request.url))

    def _follow(self, page: Page) -> None:
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: self._ask(socket.url))

    def _ask(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self._own:
            self.hosts.add(address.netloc)
