//! Finding the amount among the tokens of a label.

use std::ops::Range;

use super::super::lexicon;
use super::super::words::Token;
use super::containers::{self, Container};
use super::{Amount, Measure};

/// An amount, and the tokens that state it.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Found {
    pub amount: Amount,
    /// Places of the tokens that say nothing else.
    pub used: Vec<usize>,
}

const PER: &[&str] = &["/", "par", "per", "a", "an", "chaque", "each", "every", "p"];
const EVERY: &[&str] = &["tous", "toutes", "every", "ts"];
const TIMES: &[&str] = &["fois", "times", "x"];
/// Words between a container and what it holds, or before what is packed.
const LINKS: &[&str] =
    &["de", "d", "'", "of", "a", "(", ",", "-", "environ", "env", "approx", "about", "~", ".", "pleines", "full"];
/// How far after a bare number its period may stand.
const REACH: usize = 5;

/// The first amount of a label, and what states it.
pub(in super::super) fn find(tokens: &[Token]) -> Option<Found> {
    let reader = Reader { tokens };
    let period = reader.period();
    let stated = (0..tokens.len()).find_map(|at| reader.measure(at)).or_else(|| reader.bare(period.as_ref()?))?;
    let mut used: Vec<usize> = stated.places.clone().collect();
    used.extend(stated.size.iter().flat_map(|(places, ..)| places.clone()));
    used.extend(period.iter().flat_map(|(places, _)| places.clone()));
    let times = reader.visits(&mut used) * period.as_ref().map_or(1.0, |(_, times)| *times);
    let rest_means = |used: &[usize]| {
        let rest = tokens.iter().enumerate().filter(|(at, token)| !used.contains(at) && token.is_word());
        rest.filter(|(_, token)| lexicon::means(&token.text)).count() > 0
    };
    let mut amount = Amount {
        count: stated.count,
        size: 1.0,
        unit: Measure::Piece,
        container: None,
        size_assumed: false,
        times,
        period_assumed: period.is_none(),
    };
    match (stated.unit, stated.container) {
        (Some((size, unit)), container) => (amount.size, amount.unit, amount.container) = (size, unit, container),
        (None, Some(container)) => {
            if let Some((_, size, unit)) = stated.size {
                (amount.size, amount.unit, amount.container) = (size, unit, Some(container));
            } else if rest_means(&used) && reader.packs(&stated, container) {
                (amount.size, amount.unit) = (container.volume_m3, Measure::CubicMetre);
                (amount.container, amount.size_assumed) = (Some(container), true);
            } else {
                // The containers are themselves what is given: their name stays.
                used.retain(|at| !stated.named.contains(at));
            }
        }
        (None, None) => {}
    }
    used.sort_unstable();
    used.dedup();
    Some(Found { amount, used })
}

/// A count, a unit, a container, as far as they are stated.
struct Stated {
    places: Range<usize>,
    count: f64,
    /// What one holds, or the amount itself.
    unit: Option<(f64, Measure)>,
    container: Option<&'static Container>,
    /// Where the container is named.
    named: Range<usize>,
    /// What the container holds, stated further on.
    size: Option<(Range<usize>, f64, Measure)>,
}

fn stated(
    places: Range<usize>,
    count: f64,
    unit: Option<(f64, Measure)>,
    container: Option<&'static Container>,
) -> Stated {
    Stated { named: places.end..places.end, places, count, unit, container, size: None }
}

struct Reader<'a> {
    tokens: &'a [Token],
}

impl Reader<'_> {
    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text.as_str())
    }

    /// A number at a place, in digits or letters, and the place after it; the mean of a range.
    fn number(&self, at: usize) -> Option<(f64, usize)> {
        let token = self.tokens.get(at)?;
        let Some(first) = token.number else {
            let article = ["a", "une"].contains(&token.text.as_str()) && lexicon::round(self.text(at + 1)).is_some();
            let at = at + usize::from(article);
            if let Some(value) = lexicon::round(self.text(at)) {
                return Some((value, at + 1 + usize::from(["de", "d", "of"].contains(&self.text(at + 1)))));
            }
            return Some((lexicon::number(self.text(at))?, at + 1));
        };
        let between = ["a", "-", "to", "et"].contains(&self.text(at + 1));
        match self.tokens.get(at + 2).and_then(|token| token.number) {
            Some(second) if between && second > first => Some((f64::midpoint(first, second), at + 3)),
            _ => Some((first, at + 1)),
        }
    }

    /// A unit at a place: what it is, its factor, the place after it.
    fn unit(&self, at: usize) -> Option<(Measure, f64, usize)> {
        if self.text(at) == "m" && ["cube", "cubes"].contains(&self.text(at + 1)) {
            return Some((Measure::CubicMetre, 1.0, at + 2));
        }
        let cubic = ["metre", "metres"].contains(&self.text(at)) && ["cube", "cubes"].contains(&self.text(at + 1));
        if cubic || (self.text(at) == "cubic" && self.text(at + 1).starts_with("met")) {
            return Some((Measure::CubicMetre, 1.0, at + 2));
        }
        let (factor, unit) = lexicon::unit(self.text(at))?;
        Some((unit, factor, at + 1))
    }

    fn container(&self, at: usize) -> Option<(&'static Container, usize)> {
        let (container, length) = containers::at(self.tokens.get(at..)?)?;
        Some((container, at + length))
    }

    /// A number with a unit or a container, from a place on.
    fn measure(&self, at: usize) -> Option<Stated> {
        let Some((count, mut after)) = self.number(at) else { return self.unnumbered(at) };
        if self.period().is_none() && self.tells_a_size(at) {
            return None;
        }
        let written_out = self.tokens[at].number.is_none();
        let by = ["x", "*", "×"].contains(&self.text(after)) && !written_out;
        if by || (written_out && self.tokens.get(after).is_some_and(|token| token.number.is_some())) {
            let (size, next) = self.number(after + usize::from(by))?;
            let (unit, factor, end) = self.unit(next)?;
            let (container, end) = self.packed(end);
            return Some(stated(at..end, count, Some((size * factor, unit)), container));
        }
        if ["gros", "grosses", "grands", "grandes", "petits", "petites", "full", "large", "small"]
            .contains(&self.text(after))
        {
            after += 1;
        }
        if let Some((unit, factor, end)) = self.unit(after) {
            let (container, end) = self.packed(end);
            let (times, end) = self.repeated(end);
            return Some(stated(at..end, times, Some((count * factor, unit)), container));
        }
        let (container, end) = self.container(after)?;
        let mut stated = stated(at..end, count, None, Some(container));
        stated.named = after..end;
        stated.size = self.size(end);
        Some(stated)
    }

    /// A container without number before it, whose size or period shows that it tells an amount: one of it.
    fn unnumbered(&self, at: usize) -> Option<Stated> {
        let (container, end) = self.container(at)?;
        let size = self.size(end).filter(|(places, ..)| places.start <= end + 2);
        let rhythm = self.period_at(end).is_some();
        if !rhythm && (size.is_none() || self.period().is_none()) {
            return None;
        }
        let mut stated = stated(at..end, 1.0, None, Some(container));
        stated.named = at..end;
        stated.size = size;
        Some(stated)
    }

    /// Whether what stands here is how much a container before it holds, and no amount: `bidons de 20 L`.
    fn tells_a_size(&self, at: usize) -> bool {
        (0..at).any(|from| {
            let held = self.container(from).and_then(|(_, end)| self.size(end));
            held.is_some_and(|(places, ..)| places.start == at)
        })
    }

    /// The container after an amount: `200 L fûts`, `1000 l en GRV`.
    fn packed(&self, at: usize) -> (Option<&'static Container>, usize) {
        let from = if ["en", "in"].contains(&self.text(at)) { at + 1 } else { at };
        self.container(from).map_or((None, at), |(container, end)| (Some(container), end))
    }

    /// `x 3` after a container.
    fn repeated(&self, at: usize) -> (f64, usize) {
        let count = if ["x", "*", "×"].contains(&self.text(at)) { self.number(at + 1) } else { None };
        count.map_or((1.0, at), |(count, end)| (count, end))
    }

    /// What a container holds, stated after it: `de 15 m3`, or further on where nothing else counts.
    fn size(&self, from: usize) -> Option<(Range<usize>, f64, Measure)> {
        for at in from..self.tokens.len() {
            if self.period_at(at).is_some() && !LINKS.contains(&self.text(at)) {
                return None;
            }
            if self.tokens[at].number.is_none() {
                continue;
            }
            let (size, next) = self.number(at)?;
            let (unit, factor, end) = self.unit(next)?;
            let linked = (from..at).all(|place| LINKS.contains(&self.text(place)));
            let volume = matches!(unit, Measure::CubicMetre | Measure::Litre);
            return (unit != Measure::Piece && (linked || volume)).then_some((at..end, size * factor, unit));
        }
        None
    }

    /// A number alone, its period close behind it: pieces.
    fn bare(&self, period: &(Range<usize>, f64)) -> Option<Stated> {
        let from = period.0.start.saturating_sub(REACH);
        let counts = |at: &usize| self.tokens[*at].number.is_some() || lexicon::round(self.text(*at)).is_some();
        let at = (from..period.0.start).rev().find(counts)?;
        if ["%", "°", "/", "bar", "mm", "cm", "c"].contains(&self.text(at + 1)) && at + 1 < period.0.start {
            return None;
        }
        let from = if at >= 2 && ["-", "a"].contains(&self.text(at - 1)) && self.tokens[at - 2].number.is_some() {
            at - 2
        } else {
            at
        };
        let (count, end) = self.number(from)?;
        Some(stated(from..end, count, None, None))
    }

    /// Whether a container holds something rather than being what is given: pallets do where something is said to be on
    /// them, or was named before.
    fn packs(&self, stated: &Stated, container: &Container) -> bool {
        let holds = ["de", "d", "of"].contains(&self.text(stated.named.end));
        let before =
            self.tokens[..stated.places.start].iter().any(|token| token.is_word() && lexicon::means(&token.text));
        container.id != "pallet" || holds || before
    }

    /// The first period of the label.
    fn period(&self) -> Option<(Range<usize>, f64)> {
        (0..self.tokens.len()).find_map(|at| self.period_at(at))
    }

    /// A period at a place: `par mois`, `/an`, `tous les 15 jours`, `mensuel`, `tpa`.
    fn period_at(&self, at: usize) -> Option<(Range<usize>, f64)> {
        let text = self.text(at);
        if let Some(times) = lexicon::rhythm(text) {
            return Some((at..at + 1, times));
        }
        if EVERY.contains(&text) {
            let next = if self.text(at + 1) == "les" { at + 2 } else { at + 1 };
            if let Some((number, after)) = self.number(next)
                && let Some(times) = lexicon::period(self.text(after))
            {
                // Every fifteen days is every other week.
                let fortnight = times > 300.0 && (14.0..=15.0).contains(&number);
                return Some((at..after + 1, if fortnight { 26.0 } else { times / number }));
            }
            if let Some(times) = lexicon::period(self.text(next)) {
                return Some((at..next + 1, times));
            }
        }
        if !PER.contains(&text) {
            return None;
        }
        let next = if self.text(at + 1) == "." { at + 2 } else { at + 1 };
        let times = lexicon::period(self.text(next))?;
        Some((at..next + 1, times))
    }

    /// `2 fois` before the period: how many times in it.
    fn visits(&self, used: &mut Vec<usize>) -> f64 {
        for at in 0..self.tokens.len() {
            let once = match self.text(at) {
                "once" => Some((1.0, at + 1)),
                "twice" => Some((2.0, at + 1)),
                _ => self
                    .number(at)
                    .filter(|(_, after)| TIMES[..2].contains(&self.text(*after)))
                    .map(|(n, after)| (n, after + 1)),
            };
            if let Some((number, end)) = once.filter(|_| !used.contains(&at)) {
                used.extend(at..end);
                return number;
            }
        }
        1.0
    }
}
