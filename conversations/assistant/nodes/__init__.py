"""The nodes of the graph, one a file: each turns State into State and speaks by emitting acts."""
