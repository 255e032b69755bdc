"""Minimum-cost flows by OR-Tools on networks in the DIMACS format (`.min`).

    python3 benches/peers/network.py network.min [...]

Needs `ortools` and `numpy`. Prints the least cost and the seconds that reading and solving took, of each file.
"""

import sys
import time

import numpy as np
from ortools.graph.python import min_cost_flow


def read(path):
    """Supplies of nodes and the arcs: tail, head, least, most, cost. Nodes count from 1."""
    nodes, supplies, arcs = 0, {}, []
    with open(path, encoding="ascii") as file:
        for line in file:
            if line.startswith("p"):
                nodes = int(line.split()[2])
            elif line.startswith("n"):
                _, node, supply = line.split()
                supplies[int(node)] = int(supply)
            elif line.startswith("a"):
                arcs.append(line[2:])
    return nodes, supplies, np.loadtxt(arcs, dtype=np.int64, ndmin=2)


def least(path):
    begun = time.perf_counter()
    nodes, supplies, arcs = read(path)
    supply = np.zeros(nodes + 1, dtype=np.int64)
    supply[list(supplies)] = list(supplies.values())
    tail, head, low, high, cost = arcs.T
    # what an arc carries at least is sent before
    np.subtract.at(supply, tail, low)
    np.add.at(supply, head, low)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, high - low, cost)
    solver.set_nodes_supplies(np.arange(nodes + 1), supply)
    read_s = time.perf_counter() - begun
    begun, cpu = time.perf_counter(), time.process_time()
    status = solver.solve()
    solve_s, cpu_s = time.perf_counter() - begun, time.process_time() - cpu
    if status != solver.OPTIMAL:
        raise SystemExit(f"{path}: status {status}")
    return nodes, len(arcs), solver.optimal_cost() + int(low @ cost), read_s, solve_s, cpu_s


for file in sys.argv[1:]:
    nodes, arcs, value, read_s, solve_s, cpu_s = least(file)
    print(f"{file}: {nodes} nodes, {arcs} arcs, least cost {value}, read {read_s:.3f} s, solved {solve_s:.3f} s, {cpu_s:.2f} CPU s")
