"""The bare things the server is compared with, each in its own process: `python -m benchmarks.floors graph 8200`.

`graph` runs four LangGraph nodes a message and keeps nothing; `echo` is a Channels consumer that sends back what it hears.
"""

import asyncio
import json
import re
import signal
import sys
from typing import Annotated, Any, TypedDict

TIMESTAMP = "2026-01-01T00:00:00.000Z"
WITH = re.compile(r"\bwith (\w+)")


def answer(client_id: str, content: str) -> str:
    return json.dumps({"content": content, "timestamp": TIMESTAMP, "session_id": client_id})


def notice(content: str) -> str:
    return json.dumps({"type": "system", "content": content, "timestamp": TIMESTAMP})


def four_nodes() -> Any:
    """Return the compiled graph: classify, collect, decide, respond over one list of messages, without a saver."""
    from langchain_core.messages import AIMessage, AnyMessage
    from langgraph.graph import END, START, StateGraph
    from langgraph.graph.message import add_messages

    class State(TypedDict, total=False):
        messages: Annotated[list[AnyMessage], add_messages]
        intent: str
        details: dict[str, str]
        next: str

    async def classify(state: State) -> State:
        return {"intent": "schedule" if "meeting" in str(state["messages"][-1].content) else "general"}

    async def collect(state: State) -> State:
        found = WITH.search(str(state["messages"][-1].content))
        return {"details": {**state.get("details", {}), **({"participant": found[1]} if found else {})}}

    async def decide(state: State) -> State:
        return {"next": "respond"}

    async def respond(state: State) -> State:
        return {"messages": [AIMessage("Noted. What else should I know about the meeting?")]}

    graph = StateGraph(State)
    for node in (classify, collect, decide, respond):
        graph.add_node(node)
    graph.add_edge(START, "classify")
    graph.add_edge("classify", "collect")
    graph.add_conditional_edges("collect", lambda state: "decide", {"decide": "decide"})
    graph.add_edge("decide", "respond")
    graph.add_edge("respond", END)
    return graph.compile()


async def serve_graph(port: int) -> None:
    """Answer every message by one run of the graph, on the bare WebSocket server of the `websockets` library."""
    from websockets.asyncio.server import ServerConnection, serve
    from websockets.exceptions import ConnectionClosed

    graph = four_nodes()

    async def converse(socket: ServerConnection) -> None:
        assert socket.request is not None
        client_id = socket.request.path.rsplit("/", 1)[-1]
        try:
            await socket.send(notice("connection_established"))
            async for text in socket:
                message = json.loads(text)
                await socket.send(notice("processing"))
                result = await graph.ainvoke({"messages": [("user", message["content"])]})
                await socket.send(answer(client_id, result["messages"][-1].content))
        except ConnectionClosed:
            pass

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serve(converse, "127.0.0.1", port, compression=None, ping_interval=None, close_timeout=1):
        await stop.wait()


def serve_echo(port: int) -> None:
    """Serve a bare Channels consumer on Daphne, with Daphne's defaults but for the many who may wait to be let in, as ours."""
    # daphne brings the asyncio reactor, so it is first
    from daphne.server import Server  # isort: skip
    import django
    from channels.generic.websocket import AsyncWebsocketConsumer
    from channels.routing import ProtocolTypeRouter, URLRouter
    from daphne.endpoints import build_endpoint_description_strings
    from django.conf import settings
    from django.urls import path

    settings.configure(
        SECRET_KEY="floor",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=["channels"],
        CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
    )
    django.setup()

    class Echo(AsyncWebsocketConsumer):  # type: ignore[misc]
        async def connect(self) -> None:
            await self.accept()
            await self.send(notice("connection_established"))

        async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
            await self.send(notice("processing"))
            client_id = self.scope["url_route"]["kwargs"]["client_id"]
            await self.send(answer(client_id, json.loads(text_data or "{}")["content"]))

    application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/<str:client_id>", Echo.as_asgi())])})
    [endpoint] = build_endpoint_description_strings(host="127.0.0.1", port=port)
    Server(application, endpoints=[f"{endpoint}:backlog=1024"]).run()


if __name__ == "__main__":
    kind, chosen_port = sys.argv[1], int(sys.argv[2])
    if kind == "graph":
        asyncio.run(serve_graph(chosen_port))
    else:
        serve_echo(chosen_port)
