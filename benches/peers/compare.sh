#!/usr/bin/env bash
# Boucle and a Python script on the same territories, as whole processes, in one run: seconds, memory, least cost.
#
#     benches/peers/compare.sh BOUCLE PYTHON FOLDER...
#
# BOUCLE is the program, PYTHON an interpreter with pandas and SciPy, each FOLDER what `cargo bench --bench draw` wrote.
# Each runs three times in turn; the least of the three is told, and so is the time of the script's solver alone, HiGHS, beside
# the whole of Boucle. Needs GNU time as /usr/bin/time.
set -euo pipefail
boucle=$1 python=$2
shift 2
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds, seconds of the processor and KiB of a command, the least of those noted so far
timed() {
    local note=$1
    shift
    /usr/bin/time --quiet -f '%e %U %S %M' -o "$work/once" "$@" >"$work/said" 2>"$work/errors" || { cat "$work/errors"; exit 1; }
    awk '{print $1, $2 + $3, $4}' "$work/once" >>"$work/$note"
}
least() { awk -v c="$2" 'NR == 1 || $c < m {m = $c} END {print m}' "$work/$1"; }

for folder in "$@"; do
    rm -f "$work/boucle" "$work/python" "$work/solver"
    for _ in 1 2 3; do
        timed boucle "$boucle" run "$folder/scenario.yaml" --results "$work/results"
        timed python "$python" "$here/reuse.py" "$folder" --out "$work/out"
        said=$(head -n 1 "$work/said")
        sed -n 's/.*solved \(.*\) s$/\1/p' "$work/said" >>"$work/solver"
    done
    manifest=$work/results/drawn/manifest.json
    objective=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["certificate"]["objective"])' "$manifest")
    echo "$folder: $((($(wc -l <"$folder/flows.csv") - 1))) flows"
    echo "  boucle: objective $objective EUR"
    echo "  python: $said"
    for column in "1 seconds" "2 processor-seconds" "3 KiB"; do
        read -r at what <<<"$column"
        awk -v a="$(least boucle "$at")" -v b="$(least python "$at")" -v what="$what" \
            'BEGIN {printf "  %-18s boucle %-9s python %-9s ratio %.1f\n", what, a, b, b / a}'
    done
    awk -v a="$(least boucle 1)" -v b="$(least solver 1)" \
        'BEGIN {printf "  %-18s boucle %-9s solver %-9s ratio %.1f\n", "seconds", a, b, b / a}'
done
