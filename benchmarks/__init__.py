"""Speed and memory of the server against bare floors, in one run on one machine: `python -m benchmarks`.

Measures and reports; never imports the server's code into the process that drives it, except the time grammar.
"""
