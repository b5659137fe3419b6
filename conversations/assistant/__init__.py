"""The assistant: a LangGraph graph, its nodes and its engines; no Django and no sockets in here."""
