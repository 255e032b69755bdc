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
heading-collections = What pooling brings, per year
heading-pooled = What collecting costs each company alone, and pooled, per year
heading-components = Costs and emissions by component, per year
heading-processes = What becomes of the material, per year
heading-companies = What each company gains, per year
heading-prices = What limits cost
heading-notes = To know
heading-rejected = Rejected
heading-factors = Factors used
heading-files = Files
heading-comparison = Comparison of { $count } results
heading-inputs = What changes in the inputs
heading-results = What changes in the results, per year
heading-proposals = What changes in the proposals
heading-candidates = Possible collections

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
column-companies = companies
column-stream = stream
column-served = served
column-gain = gain €
column-co2e-gain = gain kgCO2e
column-round = no.
column-path = path
column-times = times a year
column-load = t per tour
column-km = km
column-km-round = km per tour
column-load-factor = load factor
column-km-tonne = km per t
column-beside = beside
column-km-saved = km saved
column-eur-saved = € saved
column-co2e-saved = kgCO2e saved
column-eur-alone = € alone
column-eur-pooled = € pooled
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

# Pooled collection
collection-alone = each alone
collection-today = today
collection-note = Emissions of transport only. Alone: a haulier for each company, at the tariff of the scenario. Beside today, euros count the treatment too. Whole: collections.csv.

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
kind-storage = Storage
kind-size = Sizes of facilities
kind-missing = Missing to contracts
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
reason-closed = closed on the days of the rounds
reason-closed-when-reached = closed when a round can come
reason-not-together = goods not to be loaded together
reason-forbidden = ruled out by a contract
reason-exclusive = partner bound to another by contract
reason-below-contract = under the tonnage of the contract

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

# Leads
heading-leads = The { $shown } best of { $count } leads
heading-typical-leads = From what is typical of sectors, measured nowhere: { $shown } of { $count } leads
no-leads = No lead.
leads-left = Scored and left out, as other leads of the same output are better: { $count }.
lead-direct = used as it is
lead-cascade = goes on to a lower use
lead-process = processed by one of them
lead-facility = through a facility
lead-needs-facility = needs a facility
lead-pooled-output = give the same: one collection
lead-pooled-input = buy the same: one purchase
host-donor = { $process } by the giver, { $place }
host-receiver = { $process } by the taker, { $place }
host-facility = { $process } at { $place }
host-nobody = { $process }, which nobody offers here
lead-unknown = not known
lead-quantity = { $figure } a year ({ $part })
lead-distance = { $figure } ({ $part })
lead-eur = gain { $figure } ({ $part })
lead-co2e = avoids { $figure } ({ $part })
lead-certainty = certainty { $part }
lead-check = To check: { $checks }.
lead-precedent = Published: { $precedent }
check-typical = whether the company has it at all: it is typical of its sector
check-quantity-given = quantity given, estimated
check-quantity-taken = quantity taken, estimated
check-quality = { $subject } of the output, to be measured
check-same-family = whether this material of the same family does
check-rung = whether it is good enough for this use
check-facility = who could run { $subject }
check-donor-runs = whether the giver can run { $subject }
check-receiver-runs = whether the taker can run { $subject }
check-readiness = process still at readiness level { $subject } of 9
check-legal = legal: { $subject }
check-prices = what both pay today
check-pipe = where a pipe could run
check-pool = qualities, dates and prices of each

# Prices: what limits cost, and what links lack
price-store = One more tonne of room to store { $place } at the end of { $about } is worth { $price } a year
price-capacity = One more tonne of capacity at { $place } is worth { $price } a year
price-capacity-of = One more tonne of { $about } at { $place } is worth { $price } a year
price-capacity-period = One more tonne of capacity at { $place } in { $about } is worth { $price } a year
price-capacity-units = One more piece of { $about } at { $place } is worth { $price } a year
price-quality = The limit on { $about } at { $place } ({ $at }): loosened by 1%, it would save { $price } a year
price-target-least = The target { $place } ({ $at }): each { $unit } less asked saves { $price } a year
price-target-most = The target { $place } ({ $at }): each { $unit } more allowed saves { $price } a year
price-link-lot = The smallest lot of { $place } → { $about } ({ $at }): each tonne less saves { $price } a year
price-output-dearer = One more tonne out of { $place } costs { $price }
price-output-cheaper = One more tonne out of { $place } saves { $price }
price-input-dearer = One more tonne needed by { $place } costs { $price }
price-input-cheaper = One more tonne needed by { $place } saves { $price }
price-inlet = The limit on { $about } at { $place } ({ $at }): loosened by 1%, it would save { $price } a year
price-contract-most = The contract { $place } → { $about } ({ $at } at most): each tonne more allowed is worth { $price } a year
price-contract-least = The contract { $place } → { $about } ({ $at } at least): each tonne less asked saves { $price } a year
price-link = { $place } → { $about } would be taken if its transport cost { $price } less a tonne
price-link-tie = { $place } → { $about } would cost the same a tonne as what is proposed
price-link-kept-out = { $place } → { $about } would save { $price } a tonne, but for its yearly cost, its smallest lot, its contract or the number of partners
price-other = Row { $row }: one unit of looseness is worth { $price } a year
price-whole = ; the whole limit costs { $price }
price-from-to = ; this holds from { $from } to { $to }
price-from = ; this holds from { $from } on
price-to = ; this holds up to { $to }
price-point = ; how far this holds was not worked out
price-held = Prices with the whole choices (openings, rounds, contracts) held as proposed; `boucle explain` solves again.
price-partial = Parts of the program are too large to be priced.

# Cards of the catalogue
catalogue-materials = Materials
catalogue-processes = Processes
catalogue-factors = Factors
catalogue-families = Families of materials
catalogue-overview = { $materials } materials with { $names } other names, { $processes } processes, the typical inputs and outputs of { $sectors } sectors, { $precedents } published exchanges, { $factors } factors. `boucle catalogue soda` shows the card of a material, `boucle catalogue --factors` every factor.
catalogue-none = nothing in the catalogue matches `{ $text }`
catalogue-others = Also: { $list }
catalogue-more = and { $count } more
card-other-language = in French: { $value }
card-names = other names: { $value }
card-family = family: { $value }
card-codes = waste codes: { $value }
card-cpa = product class (CPA 2.1): { $value }
card-density = density, as stored: { $value }
card-piece = one piece: { $value }
card-market = sold for: { $value }
card-new = new production: { $value }
card-source = source: { $value }
card-given-by = given by, typically: { $value }
card-used-by = used by, typically: { $value }
card-taken = what becomes of it:
card-made = what it is made from:
card-precedents = published exchanges:
card-process = { $process } ({ $id }): { $text }
card-made-from = { $process }, { $share } of { $input }
card-input = takes: { $value }
card-input-family = any material of family `{ $family }`
card-yields = gives: { $value }
card-runner = run by: { $value }
card-operation = operation: { $value }
card-readiness = readiness: { $value } of 9
card-legal = legal steps: { $value }
card-cost = cost: { $value }
card-co2e = emissions: { $value }
card-precedent = { $material } → { $product }, NAF { $donor } → { $receiver }, { $place }: { $reference } ({ $quality })
runner-donor = the company that gives
runner-receiver = the company that takes
runner-facility = a specialised facility
legal-hazardous-consent = consent to treat hazardous waste
legal-end-of-waste = end-of-waste status
legal-animal-by-product = approval for animal by-products, Regulation (EC) 1069/2009
legal-spreading-plan = spreading plan
legal-feed = feed law
legal-classified = classified installation, heading { $heading }

# Why something is rejected, and what would have to change
detail-too-far = { $km } km apart, { $max } allowed
detail-no-distance = distance not known: coordinates or a row of distances.csv are missing
detail-below-lot = at most { $available } t a year, the smallest lot is { $least }
detail-no-taker = nobody takes it
detail-too-many-steps = needs { $steps } processes, { $max } allowed
detail-quality-limit = { $property } { $content }, limit { $limit }
detail-quality-unknown = { $property } is limited there: have it analysed
detail-no-capacity = the operation has no capacity
detail-no-unit-weight = unit weight of the material not known
detail-already-there = goes there today
detail-forbidden = ruled out by a contract
detail-exclusive = { $bound } is bound to { $partner } alone
detail-below-contract = at most { $available } t a year, the contract asks for { $least }
detail-not-asked = it has takers, but the scenario asks for nothing of it
detail-visit-too-large = the lightest visit carries { $load } t, { $limit } fit
detail-round-too-long = the shortest round takes { $hours } h, { $limit } allowed
detail-closed = open on { $open } days of rounds, { $needed } needed
detail-closed-when-reached = open from { $opens } to { $closes } h, when no vehicle can come
detail-not-together = its materials may not be loaded together (ADR)
