# Words of the reports in English. One line a message; the same messages as in fr.ftl.

# Presentation of the data
about-reconstruction = RECONSTRUCTED DATA, from published totals
about-illustrative = MADE-UP DATA, to show the program
about-source = Source: { $source }

# Proof
proof-optimal = Proven optimum
proof-within = Proposal within { $gap } of the optimum
proof-none = Proposal not proven optimal
proof-objective = objective { $value }, solver { $solver }
proof-objective-priced = objective { $value }, emissions and insertion priced in, solver { $solver }

# Headings
heading-indicators = What the proposal changes, per year
heading-links = Proposed reuse, per year
heading-rounds = Proposed rounds
heading-components = Costs and emissions by component, per year
heading-processes = What becomes of the material, per year
heading-companies = What each company gains, per year
heading-notes = To know
heading-rejected = Rejected
heading-factors = Factors used
heading-files = Files
heading-comparison = Comparison of { $count } results
heading-inputs = What changes in the inputs
heading-results = What changes in the results, per year
heading-proposals = What changes in the proposals
heading-candidates = Possible synergies

# Columns
column-indicator = indicator
column-today = today
column-proposed = proposed
column-difference = difference
column-component = component
column-eur-today = € today
column-eur-proposed = € proposed
column-co2e-today = kgCO2e today
column-co2e-proposed = kgCO2e proposed
column-process = process
column-tonnes-today = t today
column-tonnes-proposed = t proposed
column-units-today = pieces today
column-units-proposed = pieces proposed
column-company = company
column-served = served
column-gain = gain €
column-co2e-gain = gain kgCO2e
column-round = no.
column-path = path
column-times = times a year
column-load = t per tour
column-km = km
column-km-round = km per tour
column-from = from
column-to = to
column-what = material
column-tonnes = t
column-reason = reason

# Totals
total = Total
total-of = { $total }: { $component }
all-others = not borne by companies
more = and { $count } more in { $file }

# Components
kind-outlet = Outlets of today
kind-purchase = Purchase of materials
kind-haulage = Direct haulage
kind-link = Follow-up of reuse links
kind-collected = Collected
kind-round = Rounds
kind-drop-off = Own deliveries
kind-alone = Individual pickups
kind-trunk = Haulage from the hub
kind-treatment = Treatment
kind-sale = Sales
kind-disposal = Disposal of residues
kind-opening = Opening of facilities
component-transport = transport
component-avoided = production avoided
component-supply = supply
component-fixed = fixed costs

# Ways to be served
served-round = in a round
served-drop-off = delivers
served-alone = picked up alone
served-reuse = reused
served-today = unchanged

# Indicators
indicator-tonnes = Tonnes
indicator-tonnes-out = Outgoing tonnes
indicator-tonnes-collected = Tonnes collected
indicator-tonnes-reused = New material replaced
indicator-tonnes-diverted = Tonnes leaving today's outlet
indicator-tonnes-local = Tonnes treated in the territory
indicator-tonnes-treated = Tonnes treated
indicator-diversion-rate = Diversion rate
indicator-local-rate = Share treated in the territory
indicator-km = Kilometres driven
indicator-eur = Net cost
indicator-budget-eur = Net spending
indicator-co2e = Emissions
indicator-co2e-avoided = Emissions avoided
indicator-hours = Hours of insertion work
indicator-insertion-hours = Hours of insertion work
indicator-units = Pieces
indicator-rounds = Rounds
indicator-companies = Companies
indicator-companies-served = Companies served
indicator-objective = Objective
process-tonnes = { $process }: tonnes
process-units = { $process }: pieces
process-hours = { $process }: hours of insertion work

# Factors and rejections
quality-sourced = sourced
quality-secondary = quoted by others
quality-derived = computed
quality-assumption = ASSUMPTION
factors-whole = Whole figures and sources: factors.csv.
rejected-count = Possibilities rejected: { $count } ({ $reasons }).
rejected-where = What would have to change: rejected.csv.
reason-already-there = goes there today
reason-too-far = too far
reason-no-distance = distance not known
reason-below-lot = below the smallest lot
reason-no-taker = no taker
reason-too-many-steps = too many steps
reason-quality-limit = quality too low
reason-quality-unknown = quality to be analysed
reason-no-capacity = no capacity
reason-no-unit-weight = unit weight not known
reason-not-asked = not asked by the scenario
reason-visit-too-large = visit too large
reason-round-too-long = round too long

# Comparison
absent = absent
added = Added in { $name }
removed = Removed in { $name }
changed = Changed in { $name }
treated = Processed otherwise in { $name }
before = was
no-change-inputs = No input changes.
no-change-proposals = No proposal changes.
same-proposals = Same proposals; what differs is in the results above.
no-candidates = No possible synergy.
reference-result = reference
