"""Direct reuse on a folder of tables, as a consultant would script it: pandas, a k-d tree, a sparse linear program.

    python3 benches/peers/reuse.py DATASET [--max-km 60] [--out FOLDER]

Reads `companies.csv` and `flows.csv` as `docs/dataset.md` has them, for data that state what this script knows of: tonnes,
one cost a tonne, coordinates, no qualities, contracts, facilities or collections. Every output may go to every input of
the same material at another company within `--max-km` by road, as far as both have tonnes; what does not go stays with its outlet, what is
not received is bought. Needs `pandas` and `scipy`, whose HiGHS solves the program. Writes the links that carry something
and prints the least cost, which is the objective of `boucle run` on the same data.
"""

import argparse
import pathlib
import time

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.spatial import cKDTree

EARTH_KM = 6371.0088


def on_sphere(lat, lon):
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def great_circle(a, b):
    lat_a, lon_a, lat_b, lon_b = map(np.radians, (a[:, 0], a[:, 1], b[:, 0], b[:, 1]))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1)))


def pairs(outputs, inputs, max_km, detour):
    """Row numbers of outputs and inputs of one material that are near enough, with the km between them."""
    chord = 2 * np.sin(max_km / detour / EARTH_KM / 2) * (1 + 1e-9)
    found = []
    takers = dict(list(inputs.groupby("material")))
    for material, givers in outputs.groupby("material"):
        near = takers.get(material)
        if near is None:
            continue
        tree = cKDTree(on_sphere(near["lat"], near["lon"]))
        lists = tree.query_ball_point(on_sphere(givers["lat"], givers["lon"]), chord)
        lengths = np.fromiter(map(len, lists), dtype=int, count=len(lists))
        if lengths.sum() == 0:
            continue
        out = np.repeat(givers.index.to_numpy(), lengths)
        into = near.index.to_numpy()[np.concatenate([np.asarray(l, dtype=int) for l in lists])]
        found.append((out, into))
    out, into = (np.concatenate(side) for side in zip(*found))
    places = ["lat", "lon"]
    km = great_circle(outputs.loc[out, places].to_numpy(), inputs.loc[into, places].to_numpy()) * detour
    own = outputs.loc[out, "company"].to_numpy() == inputs.loc[into, "company"].to_numpy()
    kept = (km <= max_km) & ~own
    return out[kept], into[kept], km[kept]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=pathlib.Path)
    parser.add_argument("--max-km", type=float, default=60)
    parser.add_argument("--detour", type=float, default=1.3)
    parser.add_argument("--eur-per-t", type=float, default=4)
    parser.add_argument("--eur-per-t-km", type=float, default=0.15)
    parser.add_argument("--out", type=pathlib.Path)
    asked = parser.parse_args()

    started = time.perf_counter()
    companies = pd.read_csv(asked.dataset / "companies.csv", usecols=["company", "lat", "lon"])
    flows = pd.read_csv(asked.dataset / "flows.csv").merge(companies, on="company", validate="many_to_one")
    outputs = flows[flows["direction"] == "out"].reset_index(drop=True)
    inputs = flows[flows["direction"] == "in"].reset_index(drop=True)
    out, into, km = pairs(outputs, inputs, asked.max_km, asked.detour)

    links, keep, buy = len(out), len(outputs), len(inputs)
    cost = np.concatenate(
        [
            asked.eur_per_t + asked.eur_per_t_km * km,
            outputs["cost_eur_per_t"].fillna(0),
            inputs["cost_eur_per_t"].fillna(0),
        ]
    )
    columns = np.arange(links + keep + buy)
    rows = np.concatenate([out, np.arange(keep), keep + into, keep + np.arange(buy)])
    columns = np.concatenate([columns[:links], columns[links : links + keep], columns[:links], columns[links + keep :]])
    balance = coo_array((np.ones(len(rows)), (rows, columns)), shape=(keep + buy, links + keep + buy)).tocsc()
    quantities = np.concatenate([outputs["quantity"], inputs["quantity"]])
    built = time.perf_counter()
    answer = linprog(cost, A_eq=balance, b_eq=quantities, method="highs")
    solved = time.perf_counter()
    if answer.status != 0:
        raise SystemExit(answer.message)

    carried = answer.x[:links]
    used = carried > 1e-6
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        table = pd.DataFrame(
            {
                "from": outputs.loc[out[used], "flow"].to_numpy(),
                "to": inputs.loc[into[used], "flow"].to_numpy(),
                "material": outputs.loc[out[used], "material"].to_numpy(),
                "tonnes": carried[used],
                "km": km[used],
                "eur": (carried * cost[:links])[used],
            }
        )
        table.to_csv(asked.out / "synergies.csv", index=False)
        flows_left = np.concatenate([outputs["flow"], inputs["flow"]])
        pd.DataFrame({"flow": flows_left, "tonnes": answer.x[links:]}).to_csv(asked.out / "flows.csv", index=False)
    print(f"objective {answer.fun:.4f} EUR, {len(flows)} flows, {links} candidate links, {used.sum()} used")
    print(f"read and built {built - started:.2f} s, solved {solved - built:.2f} s")


main()
