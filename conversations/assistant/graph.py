"""The conversation as a graph: read it and see the diagram. Knows nodes and edges, never what they say.

Edges out of a node are the destinations its return type names.
"""

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from conversations.assistant.context import Context
from conversations.assistant.nodes.availability import availability
from conversations.assistant.nodes.book import book
from conversations.assistant.nodes.cancel import cancel
from conversations.assistant.nodes.chat import chat
from conversations.assistant.nodes.drop import drop
from conversations.assistant.nodes.find import find
from conversations.assistant.nodes.forget import forget
from conversations.assistant.nodes.list import list_meetings
from conversations.assistant.nodes.locate import locate
from conversations.assistant.nodes.move import move
from conversations.assistant.nodes.offer import offer
from conversations.assistant.nodes.prefer import prefer
from conversations.assistant.nodes.recall import recall
from conversations.assistant.nodes.remind import remind
from conversations.assistant.nodes.understand import understand
from conversations.assistant.nodes.undo import undo
from conversations.assistant.state import State

Graph = CompiledStateGraph[State, Context, State, State]


def compile_graph(checkpointer: BaseCheckpointSaver[str] | None = None) -> Graph:
    """Return the runnable graph; with a checkpointer it remembers threads and can pause at a question."""
    graph = StateGraph(State, context_schema=Context)
    # asks what is open and pauses; reads the message, updates the draft, decides what comes next
    graph.add_node("understand", understand)
    graph.add_node("locate", locate)  # finds the booked meeting that is meant
    graph.add_node("offer", offer)  # looks at the calendar: free, or taken with alternatives
    graph.add_node("find", find)  # looks for times that suit everybody, and offers them
    graph.add_node("book", book)  # writes a meeting, once
    graph.add_node("move", move)  # writes what a booked meeting has become
    graph.add_node("cancel", cancel)  # cancels a booked meeting
    graph.add_node("remind", remind)  # stores a reminder, once
    graph.add_node("recall", recall)  # finds the stored reminder that is meant
    graph.add_node("forget", forget)  # removes reminders
    graph.add_node("undo", undo)  # takes back what was written last
    graph.add_node("prefer", prefer)  # stores what its owner says of their calendar
    graph.add_node("drop", drop)  # drops the task at hand
    graph.add_node("list", list_meetings)  # answers what is on the calendar
    graph.add_node("availability", availability)  # answers whether the user is free
    graph.add_node("chat", chat)  # answers what is not about a meeting
    graph.add_edge(START, "understand")
    return graph.compile(checkpointer=checkpointer)
