"""Other people's libraries drawing the same regions.

    python -m benchmarks.peers METHOD FOLDER REGIONS SEED

Runs in an environment of its own (`requirements-peers.txt`), which the product never
sees. FOLDER holds units.csv and edges.csv; plan.csv is written into it.
"""
