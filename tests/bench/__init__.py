"""The bench: `make bench SIZE=S,M,L`. Not a test: it measures the real server on a great deal of data.

Machines are noisy, so every figure that is judged is a ratio to the floor: a bare Flask page that renders 25 rows
of one query on the same database, under the same server, measured in turn with the page.
"""
