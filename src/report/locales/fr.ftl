# Mots des rapports en français. Une ligne par message ; les mêmes messages que dans en.ftl.

# Présentation des données
about-reconstruction = DONNÉES RECONSTITUÉES à partir de totaux publiés
about-illustrative = DONNÉES FICTIVES, pour montrer le programme
about-source = Source : { $source }

# Preuve
proof-optimal = Optimum prouvé
proof-within = Proposition à au plus { $gap } de l'optimum
proof-none = Proposition dont l'optimalité n'est pas prouvée
proof-objective = objectif { $value }, solveur { $solver }
proof-objective-priced = objectif { $value }, émissions et insertion comprises, solveur { $solver }

# Titres
heading-indicators = Ce que la proposition change, par an
heading-links = Réemplois proposés, par an
heading-rounds = Tournées proposées
heading-collections = Ce que la mise en commun apporte, par an
heading-pooled = Ce que la collecte coûte à chaque entreprise, seule et en commun, par an
heading-components = Coûts et émissions par poste, par an
heading-processes = Ce que devient la matière, par an
heading-companies = Ce que chaque entreprise gagne, par an
heading-prices = Ce que coûtent les limites
heading-notes = À savoir
heading-rejected = Écarté
heading-factors = Facteurs employés
heading-files = Fichiers
heading-comparison = Comparaison de { $count } résultats
heading-inputs = Ce qui change dans les données
heading-results = Ce qui change dans les résultats, par an
heading-proposals = Ce qui change dans les propositions
heading-candidates = Collectes possibles

# Colonnes
column-indicator = indicateur
column-today = aujourd'hui
column-proposed = proposé
column-difference = écart
column-component = poste
column-eur-today = € aujourd'hui
column-eur-proposed = € proposé
column-co2e-today = kgCO2e aujourd'hui
column-co2e-proposed = kgCO2e proposé
column-process = opération
column-tonnes-today = t aujourd'hui
column-tonnes-proposed = t proposé
column-units-today = pièces aujourd'hui
column-units-proposed = pièces proposé
column-company = entreprise
column-companies = entreprises
column-stream = filière
column-served = desserte
column-gain = gain €
column-co2e-gain = gain kgCO2e
column-round = n°
column-path = trajet
column-times = fois par an
column-load = t par tour
column-km = km
column-km-round = km par tour
column-load-factor = taux de charge
column-km-tonne = km par t
column-beside = face à
column-km-saved = km évités
column-eur-saved = € évités
column-co2e-saved = kgCO2e évités
column-eur-alone = € seule
column-eur-pooled = € en commun
column-from = de
column-to = vers
column-what = matière
column-tonnes = t
column-reason = motif

# Totaux
total = Total
total-of = { $total } : { $component }
all-others = hors entreprises
more = et { $count } de plus dans { $file }

# Collecte mutualisée
collection-alone = chacune seule
collection-today = aujourd'hui
collection-note = Émissions du transport seul. Seule : un transporteur pour chaque entreprise, au tarif du scénario. Face à aujourd'hui, les euros comptent aussi le traitement. Tout : collections.csv.

# Postes
kind-outlet = Exutoires d'aujourd'hui
kind-purchase = Achats de matière
kind-haulage = Transport direct
kind-link = Suivi des réemplois
kind-collected = Collecte
kind-round = Tournées
kind-drop-off = Apports volontaires
kind-alone = Enlèvements individuels
kind-trunk = Transport depuis le regroupement
kind-treatment = Traitement
kind-sale = Ventes
kind-disposal = Élimination des refus
kind-opening = Ouverture d'installations
kind-storage = Stockage
kind-size = Tailles d'installations
kind-missing = Manque aux contrats
component-transport = transport
component-avoided = production évitée
component-supply = approvisionnement
component-fixed = coûts fixes

# Dessertes
served-round = tournée
served-drop-off = apport
served-alone = individuel
served-reuse = réemploi
served-today = inchangé

# Indicateurs
indicator-tonnes = Tonnes
indicator-tonnes-out = Tonnes sortantes
indicator-tonnes-collected = Tonnes collectées
indicator-tonnes-reused = Matière neuve remplacée
indicator-tonnes-diverted = Tonnes détournées de l'exutoire actuel
indicator-tonnes-local = Tonnes traitées sur le territoire
indicator-tonnes-treated = Tonnes traitées
indicator-diversion-rate = Taux de valorisation
indicator-local-rate = Part traitée sur le territoire
indicator-km = Kilomètres parcourus
indicator-eur = Coût net
indicator-budget-eur = Dépense nette
indicator-co2e = Émissions
indicator-co2e-avoided = Émissions évitées
indicator-hours = Heures d'insertion
indicator-insertion-hours = Heures d'insertion
indicator-units = Pièces
indicator-rounds = Tournées
indicator-companies = Entreprises
indicator-companies-served = Entreprises desservies
indicator-objective = Objectif
process-tonnes = { $process } : tonnes
process-units = { $process } : pièces
process-hours = { $process } : heures d'insertion

# Facteurs et rejets
quality-sourced = sourcé
quality-secondary = cité par un tiers
quality-derived = calculé
quality-assumption = HYPOTHÈSE
factors-whole = Valeurs et sources entières : factors.csv.
rejected-count = Possibilités écartées : { $count } ({ $reasons }).
rejected-where = Ce qu'il faudrait changer : rejected.csv.
reason-already-there = y va déjà aujourd'hui
reason-too-far = trop loin
reason-no-distance = distance inconnue
reason-below-lot = sous le lot minimal
reason-no-taker = aucun preneur
reason-too-many-steps = trop d'étapes
reason-quality-limit = qualité insuffisante
reason-quality-unknown = qualité à analyser
reason-no-capacity = capacité nulle
reason-no-unit-weight = poids unitaire inconnu
reason-not-asked = non demandé par le scénario
reason-visit-too-large = passage trop chargé
reason-round-too-long = tournée trop longue
reason-closed = fermé les jours de tournée
reason-closed-when-reached = fermé aux heures de passage
reason-not-together = marchandises à ne pas charger ensemble
reason-forbidden = exclu par un contrat
reason-exclusive = partenaire lié à un autre par contrat
reason-below-contract = sous le tonnage du contrat

# Comparaison
absent = absent
added = Ajouté dans { $name }
removed = Retiré dans { $name }
changed = Modifié dans { $name }
treated = Traité autrement dans { $name }
before = avant
no-change-inputs = Aucune donnée ne change.
no-change-proposals = Aucune proposition ne change.
same-proposals = Mêmes propositions ; les écarts sont dans les résultats ci-dessus.
no-candidates = Aucune synergie possible.
reference-result = référence

# Leads
heading-leads = Les { $shown } meilleures pistes sur { $count }
heading-typical-leads = D’après ce qui est typique des secteurs, mesuré nulle part : { $shown } pistes sur { $count }
no-leads = Aucune piste.
leads-left = Évaluées et écartées, car d’autres pistes du même flux sortant sont meilleures : { $count }.
lead-direct = utilisé tel quel
lead-cascade = sert ensuite à un usage moins exigeant
lead-process = transformé par l’un des deux
lead-facility = par une installation
lead-needs-facility = demande une installation
lead-pooled-output = donnent la même chose : une seule collecte
lead-pooled-input = achètent la même chose : un seul achat
host-donor = { $process } par l’entreprise qui donne, { $place }
host-receiver = { $process } par l’entreprise qui reçoit, { $place }
host-facility = { $process } à { $place }
host-nobody = { $process }, que personne ne propose ici
lead-unknown = inconnu
lead-quantity = { $figure } par an ({ $part })
lead-distance = { $figure } ({ $part })
lead-eur = gain { $figure } ({ $part })
lead-co2e = évite { $figure } ({ $part })
lead-certainty = certitude { $part }
lead-check = À vérifier : { $checks }.
lead-precedent = Publié : { $precedent }
check-typical = si l’entreprise a bien ce flux, typique de son secteur
check-quantity-given = la quantité donnée, estimée
check-quantity-taken = la quantité reçue, estimée
check-quality = { $subject } du flux sortant, à mesurer
check-same-family = si cette matière de la même famille convient
check-rung = si la qualité suffit pour cet usage
check-facility = qui pourrait exploiter { $subject }
check-donor-runs = si l’entreprise qui donne peut exploiter { $subject }
check-receiver-runs = si l’entreprise qui reçoit peut exploiter { $subject }
check-readiness = procédé encore au niveau de maturité { $subject } sur 9
check-legal = réglementation : { $subject }
check-prices = ce que les deux paient aujourd’hui
check-pipe = par où passerait une conduite
check-pool = qualités, dates et prix de chacun

# Prix : ce que coûtent les limites, et ce qui manque aux liaisons
price-store = Une tonne de place de plus pour stocker { $place } à la fin de la période { $about } vaut { $price } par an
price-capacity = Une tonne de capacité de plus à { $place } vaut { $price } par an
price-capacity-of = Une tonne de plus de { $about } à { $place } vaut { $price } par an
price-capacity-period = Une tonne de capacité de plus à { $place } en période { $about } vaut { $price } par an
price-capacity-units = Une pièce de plus de { $about } à { $place } vaut { $price } par an
price-quality = La limite de { $about } à { $place } ({ $at }) : desserrée de 1 %, elle ferait économiser { $price } par an
price-target-least = L'objectif { $place } ({ $at }) : chaque { $unit } demandé de moins économise { $price } par an
price-target-most = L'objectif { $place } ({ $at }) : chaque { $unit } permis de plus économise { $price } par an
price-link-lot = Le lot minimal de { $place } → { $about } ({ $at }) : chaque tonne de moins économise { $price } par an
price-output-dearer = Une tonne de plus à { $place } coûte { $price }
price-output-cheaper = Une tonne de plus à { $place } fait gagner { $price }
price-input-dearer = Une tonne de plus demandée par { $place } coûte { $price }
price-input-cheaper = Une tonne de plus demandée par { $place } fait gagner { $price }
price-inlet = La limite de { $about } à { $place } ({ $at }) : desserrée de 1 %, elle ferait économiser { $price } par an
price-contract-most = Le contrat { $place } → { $about } ({ $at } au plus) : chaque tonne permise de plus vaut { $price } par an
price-contract-least = Le contrat { $place } → { $about } ({ $at } au moins) : chaque tonne demandée de moins économise { $price } par an
price-link = { $place } → { $about } serait retenue si son transport coûtait { $price } de moins par tonne
price-link-tie = { $place } → { $about } reviendrait au même prix par tonne que ce qui est proposé
price-link-kept-out = { $place } → { $about } ferait gagner { $price } par tonne, n'étaient son coût annuel, son lot minimal, son contrat ou le nombre de partenaires
price-other = Ligne { $row } : une unité de latitude vaut { $price } par an
price-whole = {" "}; la limite entière coûte { $price }
price-from-to = {" "}; valable de { $from } à { $to }
price-from = {" "}; valable à partir de { $from }
price-to = {" "}; valable jusqu'à { $to }
price-point = {" "}; l'étendue où ce prix vaut n'a pas été cherchée
price-held = Prix à choix entiers (ouvertures, tournées, contrats) tenus tels que proposés ; `boucle explain` résout à nouveau.
price-partial = Des parties du programme sont trop grandes pour avoir un prix.

# Fiches du catalogue
catalogue-materials = Matières
catalogue-processes = Procédés
catalogue-factors = Facteurs
catalogue-families = Familles de matières
catalogue-overview = { $materials } matières et { $names } autres noms, { $processes } procédés, les entrées et sorties typiques de { $sectors } secteurs, { $precedents } échanges publiés, { $factors } facteurs. `boucle catalogue soude` montre la fiche d’une matière, `boucle catalogue --factors` tous les facteurs.
catalogue-none = rien dans le catalogue ne correspond à « { $text } »
catalogue-others = Voir aussi : { $list }
catalogue-more = et { $count } de plus
card-other-language = en anglais : { $value }
card-names = autres noms : { $value }
card-family = famille : { $value }
card-codes = codes déchets : { $value }
card-cpa = classe de produits (CPA 2.1) : { $value }
card-density = masse volumique, telle que stockée : { $value }
card-piece = une pièce : { $value }
card-market = prix de vente : { $value }
card-new = production neuve : { $value }
card-source = source : { $value }
card-given-by = produit typiquement par : { $value }
card-used-by = utilisé typiquement par : { $value }
card-taken = ce qu’on en fait :
card-made = de quoi on le fait :
card-precedents = échanges publiés :
card-process = { $process } ({ $id }) : { $text }
card-made-from = { $process }, { $share } de l’entrée : { $input }
card-input = prend : { $value }
card-input-family = toute matière de la famille « { $family } »
card-yields = donne : { $value }
card-runner = exploité par : { $value }
card-operation = opération : { $value }
card-readiness = maturité : { $value } sur 9
card-legal = réglementation : { $value }
card-cost = coût : { $value }
card-co2e = émissions : { $value }
card-precedent = { $material } → { $product }, NAF { $donor } → { $receiver }, { $place } : { $reference } ({ $quality })
runner-donor = l’entreprise qui donne
runner-receiver = l’entreprise qui reçoit
runner-facility = une installation spécialisée
legal-hazardous-consent = autorisation pour déchets dangereux
legal-end-of-waste = sortie du statut de déchet
legal-animal-by-product = agrément sous-produits animaux, règlement (CE) 1069/2009
legal-spreading-plan = plan d’épandage
legal-feed = réglementation de l’alimentation animale
legal-classified = installation classée, rubrique { $heading }

# Pourquoi une piste est écartée, et ce qui devrait changer
detail-too-far = { $km } km, pour { $max } admis
detail-no-distance = distance inconnue : il manque des coordonnées ou une ligne de distances.csv
detail-below-lot = au plus { $available } t par an, le plus petit lot est de { $least }
detail-no-taker = personne n’en prend
detail-too-many-steps = { $steps } procédés nécessaires, { $max } admis
detail-quality-limit = { $property } { $content }, limite { $limit }
detail-quality-unknown = { $property } y est limité : à faire analyser
detail-no-capacity = l’opération n’a aucune capacité
detail-no-unit-weight = masse unitaire de la matière inconnue
detail-already-there = y va déjà aujourd’hui
detail-forbidden = exclu par un contrat
detail-exclusive = { $bound } est lié à { $partner } seul
detail-below-contract = au plus { $available } t par an, le contrat en demande { $least }
detail-not-asked = des preneurs existent, mais le scénario ne demande rien pour cette matière
detail-visit-too-large = la plus petite visite emporte { $load } t, { $limit } tiennent
detail-round-too-long = la plus courte tournée dure { $hours } h, { $limit } admises
detail-closed = ouvert { $open } jours de tournée, { $needed } nécessaires
detail-closed-when-reached = ouvert de { $opens } à { $closes } h, quand aucun véhicule ne peut venir
detail-not-together = ses matières ne peuvent pas être chargées ensemble (ADR)
