"""Boucle beside PyVRP on the same capacitated vehicle routing instances, in one run.

    pip install 'pyvrp>=0.14'    # nothing here installs it
    cargo build --release
    python3 benches/peers/rounds.py --stops 15 25 50 100 200 --seconds 60

Instances are drawn as Uchoa et al. 2017 (European Journal of Operational Research 257, 845-858) draw theirs: integer
points on a 1000 x 1000 grid, clustered or not, a depot at random, demands of 1 to 100 t, distances rounded to the nearest
kilometre. They are stated to Boucle as docs/benchmarks.md says. Lengths in km, times in seconds of the whole process.
"""

import argparse
import csv
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def draw(stops: int, per_round: float, seed: int):
    """Points (depot first), demands and capacity: half the stops clustered around a few seeds, half anywhere."""
    rng = random.Random(seed)
    point = lambda: (rng.randint(0, 1000), rng.randint(0, 1000))
    points = [point()]
    seeds = [point() for _ in range(max(2, stops // 15))]
    points += seeds[: stops // 2]
    while len(points) <= stops // 2:
        candidate = point()
        nearness = sum(math.exp(-math.dist(candidate, s) / 40) for s in seeds)
        if rng.random() < nearness:
            points.append(candidate)
    while len(points) <= stops:
        points.append(point())
    demands = [rng.randint(1, 100) for _ in range(stops)]
    capacity = max(max(demands), math.ceil(per_round * sum(demands) / stops))
    return points, demands, capacity


def write_table(folder: Path, name: str, header: str, rows):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def state(folder: Path, points, demands, capacity, limit: float) -> Path:
    """The tables of docs/benchmarks.md, and the scenario."""
    ids = ["depot"] + [f"c{i}" for i in range(1, len(points))]
    write_table(folder, "companies", "company,name", [(i, i) for i in ids[1:]])
    write_table(
        folder,
        "flows",
        "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence",
        [(f"f-{i}", i, "out", "goods", q, "t", 0, "measured") for i, q in zip(ids[1:], demands)],
    )
    write_table(folder, "materials", "material", [("goods",)])
    write_table(folder, "processes", "process,input,operation_code,co2e_kg_per_t", [("take", "goods", "R3", 0)])
    write_table(folder, "facilities", "facility,name,local", [("depot", "depot", "yes")])
    write_table(folder, "operations", "facility,process,cost_eur_per_t", [("depot", "take", 0)])
    write_table(
        folder,
        "vehicles",
        "vehicle,payload_t,eur_per_km,eur_per_hour,co2e_kg_per_km,speed_kmh,depot",
        [("truck", capacity, 1, 0, 0, 1_000_000_000, "depot")],
    )
    pairs = [(a, b) for a in range(len(points)) for b in range(a + 1, len(points))]
    write_table(folder, "distances", "from,to,km", [(ids[a], ids[b], km(points[a], points[b])) for a, b in pairs])
    scenario = folder / "scenario.yaml"
    scenario.write_text(
        "boucle: 1\nname: cvrp\ndataset: .\nsynergies:\n  collection:\n"
        "    - {stream: goods, materials: [goods], modes: [round], vehicles: [truck], frequency: [1], compulsory: true}\n"
        f"assume: {{service_min: 0, unload_min: 0}}\nsolver: {{time_limit_s: {limit}}}\n"
    )
    return scenario


def km(a, b) -> int:
    return int(math.dist(a, b) + 0.5)


def boucle(binary: str, points, demands, capacity, limit: float):
    with tempfile.TemporaryDirectory() as folder:
        scenario = state(Path(folder), points, demands, capacity, limit)
        started = time.perf_counter()
        command = [binary, "run", str(scenario), "--results", f"{folder}/results"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        manifest = json.loads((Path(folder) / "results/cvrp/manifest.json").read_text())
    certificate = manifest["certificate"]
    return certificate["objective"], certificate["bound"], seconds


def pyvrp(points, demands, capacity, limit: float):
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    started = time.perf_counter()
    model = Model()
    places = [model.add_location(*point) for point in points]
    model.add_depot(places[0])
    for place, demand in zip(places[1:], demands):
        model.add_client(place, delivery=[demand])
    model.add_vehicle_type(num_available=len(demands), capacity=[capacity])
    for a, p in zip(places, points):
        for b, q in zip(places, points):
            model.add_edge(a, b, distance=km(p, q))
    result = model.solve(stop=MaxRuntime(limit), display=False)
    return result.cost(), time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--boucle", default="target/release/boucle")
    parser.add_argument("--stops", type=int, nargs="+", default=[15, 25, 50, 100])
    parser.add_argument("--per-round", type=float, default=6.0, help="mean stops of a round")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit of each, and all of PyVRP's time")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{'stops':>6} {'boucle km':>10} {'bound':>10} {'gap':>7} {'s':>7} {'PyVRP km':>10} {'s':>7} {'above':>8}")
    for stops in asked.stops:
        instance = draw(stops, asked.per_round, asked.seed)
        ours, bound, seconds = boucle(asked.boucle, *instance, asked.seconds)
        theirs, their_seconds = pyvrp(*instance, asked.seconds)
        gap = f"{(ours - bound) / ours:.2%}" if bound is not None else "-"
        shown = f"{bound:.1f}" if bound is not None else "-"
        print(
            f"{stops:>6} {ours:>10.1f} {shown:>10} {gap:>7} {seconds:>7.1f} {theirs:>10.1f} {their_seconds:>7.1f} "
            f"{ours / theirs - 1:>8.2%}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
