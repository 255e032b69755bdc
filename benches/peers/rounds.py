"""PyVRP on the capacitated vehicle routing problems that `benches/rounds.rs` draws, beside what Boucle makes of them.

    pip install 'pyvrp>=0.14'    # nothing here installs it
    cargo bench --bench rounds -- 15 25 50 100 200 --keep drawn
    python3 benches/peers/rounds.py drawn --seconds 60

Reads the tables of each folder in `drawn`: demands from flows.csv, the payload from vehicles.csv, lengths from
distances.csv. Lengths in km, times in seconds of processor, so that what else the machine does takes nothing away.
"""

import argparse
import csv
import sys
import time
from pathlib import Path

from pyvrp import Model


class Processor:
    """Stops after seconds of processor time."""

    def __init__(self, seconds: float):
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: float) -> bool:
        return time.process_time() >= self.until


def read(folder: Path, table: str):
    with open(folder / f"{table}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def solve(folder: Path, seconds: float):
    started = time.process_time()
    demands = {row["company"]: int(row["quantity"]) for row in read(folder, "flows")}
    truck = read(folder, "vehicles")[0]
    model = Model()
    # locations only have names here: all lengths are in the table
    places = {place: model.add_location(0, 0) for place in [truck["depot"], *demands]}
    model.add_depot(places[truck["depot"]])
    for company, demand in demands.items():
        model.add_client(places[company], delivery=[demand])
    model.add_vehicle_type(num_available=len(demands), capacity=[int(truck["payload_t"])])
    for row in read(folder, "distances"):
        a, b = places[row["from"]], places[row["to"]]
        model.add_edge(a, b, distance=int(row["km"]))
        model.add_edge(b, a, distance=int(row["km"]))
    result = model.solve(stop=Processor(seconds), display=False)
    return len(demands), result.cost(), time.process_time() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("drawn", type=Path, help="the folder that `--keep` names")
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    print(f"{'stops':>6} {'PyVRP km':>10} {'s':>7}")
    for folder in sorted((path for path in asked.drawn.iterdir() if path.is_dir()), key=lambda path: int(path.name)):
        stops, km, seconds = solve(folder, asked.seconds)
        print(f"{stops:>6} {km:>10.0f} {seconds:>7.1f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
