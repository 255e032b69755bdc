//! Paths through pools: how much of each source every taker gets. They are implied where the contents of a pool are exact,
//! and keep the relaxed program close to it (Tawarmalani and Sahinidis, 2002).

use std::collections::{BTreeMap, BTreeSet};

use super::Formulation;
use super::mixes::{Boxes, Found, MixKey, Origin};
use crate::id::{FacilityId, MaterialId};
use crate::optimise::program::{Col, Impact, Sense};

/// Most paths through one pool that are worth their rows.
const PATHS: usize = 400;
/// Most mixes that a path goes through before its pool.
const DEPTH: usize = 8;

type Mixes = BTreeMap<MixKey, Found>;

/// The share of a source in a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The pool's facility and material, and the name of the source's column.
    pub key: MixKey,
    /// Least share.
    pub low: f64,
    /// Greatest share.
    pub high: f64,
    /// Column of the tonnes of the source, and how many of each reach the pool.
    pub source: (Col, f64),
    /// What each arc that leaves the pool carries of it: columns of the arc and of the path.
    pub paths: Vec<(Col, Col)>,
}

/// Something of known content that arrives at a pool, perhaps through mixes that it leaves whole.
struct Source {
    col: Col,
    /// Tonnes that reach the pool for each.
    ratio: f64,
    /// Content, property by property.
    contents: Vec<f64>,
}

impl Formulation<'_> {
    /// Columns `part[n,i]`, the share of source i in pool n, and `path[i,a]`, the tonnes of it that arc a carries on:
    ///
    /// `part.sum[n]`: sum over i of part[n,i] = 1; `part.content[n,c]`: sum of content[i,c] part[n,i] = content[n,c];
    /// `path.in[n,i]`: sum over a of path[i,a] = what arrives of i; `path.out[a]`: sum over i of path[i,a] = a;
    /// `path.carried[a,c]`: sum of content[i,c] path[i,a] = carried[a,c]; and with l <= part <= u and a <= b the envelope of
    /// path = part a: `path.least[i,a]`: path >= l a; `path.most[i,a]`: path <= u a;
    /// `path.over[i,a]`: path >= b part + u a - u b; `path.under[i,a]`: path <= b part + l a - l b.
    pub(super) fn paths(
        &mut self,
        mixes: &Mixes,
        boxes: &Boxes,
        most: &BTreeMap<Col, f64>,
        content: &BTreeMap<MixKey, Col>,
    ) {
        let mut pools: BTreeMap<(&FacilityId, &MaterialId), Vec<&MixKey>> = BTreeMap::new();
        for key in content.keys() {
            pools.entry((&key.0, &key.1)).or_default().push(key);
        }
        for ((facility, material), keys) in pools {
            let properties: Vec<&str> = keys.iter().map(|key| key.2.as_str()).collect();
            let Some(sources) = sources(mixes, (facility, material), &properties, DEPTH) else { continue };
            let arcs = &mixes[keys[0]].outflows;
            if sources.len() < 2 || sources.len() * arcs.len() > PATHS {
                continue;
            }
            let pool = format!("{facility},{material}");
            let parts = self.parts(&pool, &sources, &keys, content);
            let share = |source: &Source| {
                let name = self.program.columns()[source.col.0].name.to_string();
                let key = (facility.clone(), material.clone(), name);
                let (low, high) = boxes.get(&key).copied().unwrap_or((0.0, 1.0));
                Share { key, low, high, source: (source.col, source.ratio), paths: Vec::new() }
            };
            let mut shares: Vec<Share> = sources.iter().map(share).collect();
            self.path_rows((&sources, &parts), &mut shares, arcs, most, &keys);
            for (share, part) in shares.iter().zip(parts) {
                let paths = share.paths.iter().map(|(_, path)| (*path, 1.0));
                let terms: Vec<_> = paths.chain([(share.source.0, -share.source.1)]).collect();
                let name = self.program.columns()[part.0].name.replacen("part", "", 1);
                self.program.row(&format!("path.in{name}"), terms, Sense::Eq, 0.0);
            }
            self.shares.push(shares);
        }
    }

    fn parts(&mut self, pool: &str, sources: &[Source], keys: &[&MixKey], content: &BTreeMap<MixKey, Col>) -> Vec<Col> {
        let mut parts = Vec::with_capacity(sources.len());
        for source in sources {
            let name = format!("part({pool},{})", self.program.columns()[source.col.0].name);
            parts.push(self.program.column(&name, 1.0, Impact::NONE));
        }
        let all = parts.iter().map(|&part| (part, 1.0));
        self.program.row(&format!("part.sum({pool})"), all, Sense::Eq, 1.0);
        for (index, key) in keys.iter().enumerate() {
            let shares = parts.iter().zip(sources).map(|(&part, source)| (part, source.contents[index]));
            let terms: Vec<_> = shares.chain([(content[*key], -1.0)]).collect();
            self.program.row(&format!("part.content({pool},{})", key.2), terms, Sense::Eq, 0.0);
        }
        parts
    }

    fn path_rows(
        &mut self,
        (sources, parts): (&[Source], &[Col]),
        shares: &mut [Share],
        arcs: &BTreeSet<Col>,
        most: &BTreeMap<Col, f64>,
        keys: &[&MixKey],
    ) {
        for &arc in arcs {
            let (arc_name, b) = (self.program.columns()[arc.0].name.clone(), most[&arc]);
            for (share, &part) in shares.iter_mut().zip(parts) {
                let (name, low, high) = (format!("{},{arc_name}", share.key.2), share.low, share.high);
                let path = self.program.column(&format!("path({name})"), b, Impact::NONE);
                self.program.row(&format!("path.least({name})"), [(path, 1.0), (arc, -low)], Sense::Ge, 0.0);
                self.program.row(&format!("path.most({name})"), [(path, 1.0), (arc, -high)], Sense::Le, 0.0);
                let over = [(path, 1.0), (part, -b), (arc, -high)];
                self.program.row(&format!("path.over({name})"), over, Sense::Ge, -high * b);
                let under = [(path, 1.0), (part, -b), (arc, -low)];
                self.program.row(&format!("path.under({name})"), under, Sense::Le, -low * b);
                share.paths.push((arc, path));
            }
            let here: Vec<Col> = shares.iter().filter_map(|share| share.paths.last()).map(|(_, path)| *path).collect();
            let terms: Vec<_> = here.iter().map(|&path| (path, 1.0)).chain([(arc, -1.0)]).collect();
            self.program.row(&format!("path.out({arc_name})"), terms, Sense::Eq, 0.0);
            for (index, key) in keys.iter().enumerate() {
                let carried = self.columns.carried[&(arc, key.2.clone())];
                let terms = here.iter().zip(sources).map(|(&path, source)| (path, source.contents[index]));
                let terms: Vec<_> = terms.chain([(carried, -1.0)]).collect();
                self.program.row(&format!("path.carried({arc_name},{})", key.2), terms, Sense::Eq, 0.0);
            }
        }
    }
}

/// What arrives at a mix, followed back through mixes that go on whole; none when some of it comes from another pool.
fn sources(
    mixes: &Mixes,
    (facility, material): (&FacilityId, &MaterialId),
    properties: &[&str],
    depth: usize,
) -> Option<Vec<Source>> {
    let key = |property: &str| (facility.clone(), material.clone(), property.to_owned());
    let of: Vec<&Found> = properties.iter().map(|property| mixes.get(&key(property))).collect::<Option<_>>()?;
    let mut found = Vec::new();
    for inflow in &of.first()?.inflows {
        let origins = of.iter().map(|mix| mix.inflows.iter().find(|it| it.col == inflow.col).map(|it| &it.origin));
        let origins: Vec<&Origin> = origins.collect::<Option<_>>()?;
        let fixed: Option<Vec<f64>> = origins
            .iter()
            .map(|origin| match origin {
                Origin::Fixed(content) => Some(*content),
                Origin::Mix(..) => None,
            })
            .collect();
        if let Some(contents) = fixed {
            found.push(Source { col: inflow.col, ratio: inflow.ratio, contents });
            continue;
        }
        let upstream: Vec<&MixKey> = origins.iter().filter_map(|origin| origin.mix().map(|(of, _)| of)).collect();
        let whole = upstream.iter().all(|of| mixes.get(*of).is_some_and(|mix| mix.outflows.len() == 1));
        let carried: Vec<&str> = upstream.iter().map(|of| of.2.as_str()).collect();
        let at = upstream.first().filter(|_| whole && depth > 0)?;
        for source in sources(mixes, (&at.0, &at.1), &carried, depth - 1)? {
            let mut inner = source.contents.into_iter();
            let contents = origins.iter().map(|origin| match origin {
                Origin::Fixed(content) => Some(*content),
                Origin::Mix(_, share) => inner.next().map(|content| share * content),
            });
            found.push(Source {
                col: source.col,
                ratio: source.ratio * inflow.ratio,
                contents: contents.collect::<Option<_>>()?,
            });
        }
    }
    Some(found)
}
