"""Boucle beside HiGHS on the published instances of tests/orlib, in one run.

    pip install highspy    # nothing here installs it
    cargo build --release
    python3 benches/peers/location.py --instances cap41 cap74 cap131 cap134 --seconds 60

Each instance is stated to Boucle as docs/benchmarks.md says, and to HiGHS as the textbook writes it: what a customer has
from all sites is its demand, what a site gives is at most its capacity where it is open. Seconds are of the whole process
for Boucle, from tables to files, and of the solver alone for HiGHS, on one thread.
"""

import argparse
import csv
import json
import subprocess
import tempfile
import time
from pathlib import Path

import highspy

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests/orlib"
MADE_AT = 23


def rows(name):
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(name):
    """Sites, capacity, opening costs, demands, the cost of a tonne from each site to each customer, published optimum."""
    stated = next(row for row in rows("instances.csv") if row["instance"] == name)
    towns = rows("sites.csv")
    between = [[int(cell) for cell in line.split(",")] for line in (DATA / "between.csv").read_text().splitlines()]
    few = stated["sites"] != str(len(towns))
    sites = [town for town, row in enumerate(towns) if row["few"] == "yes" or not few]

    def rate(site, customer):
        low, high = sorted((site, customer))
        way = 0 if low == high else between[low][high - low - 1]
        return (int(towns[site]["supply"]) + 2 * way) / 80

    opening = [0.0 if site + 1 == MADE_AT else float(stated["opening"]) for site in sites]
    demand = [int(row["demand"]) for row in towns]
    rates = [[rate(site, customer) for customer in range(len(towns))] for site in sites]
    return sites, float(stated["capacity"]), opening, demand, rates, float(stated["optimum"])


def write_table(folder, name, header, lines):
    with open(folder / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(lines)


def state(folder, sites, capacity, opening, demand, rates, seconds):
    """The tables of docs/benchmarks.md, and the scenario."""
    customers = range(len(demand))
    write_table(folder, "companies", "company,name", [("source", "source"), *((f"d{i}", f"d{i}") for i in customers)])
    header = "flow,company,direction,material,quantity,unit,cost_eur_per_t,evidence"
    supply = ("supply", "source", "out", "raw", sum(demand), "t", 0, "measured")
    needs = [(f"n{i}", f"d{i}", "in", "good", demand[i], "t", 1000000, "measured") for i in customers]
    write_table(folder, "flows", header, [supply, *needs])
    write_table(folder, "materials", "material", [("raw",), ("good",)])
    write_table(folder, "processes", "process,input,operation_code,co2e_kg_per_t", [("serve", "raw", "R3", 0)])
    write_table(folder, "yields", "process,output,yield", [("serve", "good", 1)])
    header = "facility,name,local,status,opening_eur_per_year,capacity_t"
    places = [(f"s{s}", f"s{s}", "yes", "candidate", cost, capacity) for s, cost in zip(sites, opening)]
    write_table(folder, "facilities", header, places)
    write_table(folder, "operations", "facility,process,cost_eur_per_t", [(f"s{s}", "serve", 0) for s in sites])
    ways = [("source", f"s{s}", 0) for s in sites] + [("source", f"d{i}", 1000000) for i in customers]
    ways += [(f"s{s}", f"d{i}", rates[at][i]) for at, s in enumerate(sites) for i in customers]
    write_table(folder, "distances", "from,to,km", ways)
    scenario = folder / "scenario.yaml"
    scenario.write_text(
        "boucle: 1\nname: cflp\ndataset: .\nsynergies: {reuse: {max_km: 100000, max_steps: 1}}\n"
        "objective: {minimise: net_cost}\n"
        "assume: {haulage: {eur_per_t_km: 1, eur_per_t: 0, co2e_kg_per_t_km: 0}}\n"
        f"solver: {{time_limit_s: {seconds}}}\n"
    )
    return scenario


def boucle(binary, scenario, folder):
    started = time.monotonic()
    command = [binary, "run", scenario, "--results", folder / "results"]
    subprocess.run(command, check=True, capture_output=True)
    took = time.monotonic() - started
    manifest = json.loads((folder / "results/cflp/manifest.json").read_text())
    return manifest["certificate"], took


def highs(sites, capacity, opening, demand, rates, seconds):
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 1e-6}.items():
        solver.setOptionValue(option, value)
    here, there = range(len(sites)), range(len(demand))
    for cost in opening:
        solver.addVar(0, 1)
        column = solver.getNumCol() - 1
        solver.changeColCost(column, cost)
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    column = lambda j, i: len(sites) + j * len(demand) + i
    for j in here:
        for i in there:
            solver.addVar(0, float(demand[i]))
            solver.changeColCost(column(j, i), rates[j][i])
    for i in there:
        solver.addRow(demand[i], demand[i], len(sites), [column(j, i) for j in here], [1.0] * len(sites))
    for j in here:
        solver.addRow(-highspy.kHighsInf, 0, len(demand) + 1, [column(j, i) for i in there] + [j],
                      [1.0] * len(demand) + [-capacity])
    started = time.monotonic()
    solver.run()
    return solver.getInfo().objective_function_value, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", nargs="+", default=[row["instance"] for row in rows("instances.csv")])
    parser.add_argument("--boucle", default=ROOT / "target/release/boucle")
    parser.add_argument("--seconds", type=float, default=60)
    asked = parser.parse_args()
    print("| instance | published | Boucle | bound | s | HiGHS | s |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name in asked.instances:
        *instance, optimum = read(name)
        with tempfile.TemporaryDirectory() as folder:
            certificate, took = boucle(asked.boucle, state(Path(folder), *instance, asked.seconds), Path(folder))
        value, alone = highs(*instance, asked.seconds)
        figures = f"{optimum:,.2f} | {certificate['objective']:,.2f} | {certificate['bound']:,.2f} | {took:.1f}"
        print(f"| {name} | {figures} | {value:,.2f} | {alone:.1f} |", flush=True)


if __name__ == "__main__":
    main()
