"""Reads programs that `boucle run --dump-program FILE` writes, and solves each by HiGHS.

    python3 benches/peers/program.py program.lp [...]

Needs `highspy`. Prints the optimum of each file; `boucle run` and its manifest state the one that it should be.
"""

import sys

import highspy


def optimum(path):
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 1e-9)
    if solver.readModel(path) != highspy.HighsStatus.kOk:
        raise SystemExit(f"{path}: HiGHS cannot read it")
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus())
    lp = solver.getLp()
    return lp.num_row_, lp.num_col_, status, solver.getInfo().objective_function_value


for file in sys.argv[1:]:
    rows, columns, status, value = optimum(file)
    print(f"{file}: {rows} rows, {columns} columns, {status}, {value:.6f}")
