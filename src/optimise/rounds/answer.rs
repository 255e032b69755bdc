//! What a search is asked, and what it answers.

use super::master::Work;
use super::model::Tour;

/// Limits of the search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effort {
    /// Relative gap at which the search may stop.
    pub gap: f64,
    /// Most nodes of the tree.
    pub nodes: usize,
    /// Most programs solved.
    pub programs: usize,
    /// Most paths in one careful search.
    pub labels: usize,
    /// How long good rounds are sought before anything is proven; 1 is the usual.
    pub iterations: f64,
}

/// Why a search stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The bound reached the objective at the root.
    Relaxed,
    /// Every round that could improve the answer was listed.
    Listed,
    /// The tree is empty.
    Tree,
    /// Nodes or programs ran out.
    Work,
    /// Time ran out.
    Time,
    /// A search for rounds was too large.
    Labels,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its weight.
    pub objective: f64,
    /// Rounds that are run.
    pub tours: Vec<Tour>,
    /// Columns of the base.
    pub base: Vec<f64>,
}

/// What a search found.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The best answer, if any.
    pub answer: Option<Answer>,
    /// A bound on every answer; infinite when there is none.
    pub bound: f64,
    /// Why it stopped.
    pub stop: Stop,
    /// Nodes solved.
    pub nodes: usize,
    /// Rounds that another answer as good may run.
    pub ties: Vec<Tour>,
    /// What it took.
    pub work: Work,
}

impl Outcome {
    /// How many times the relative gap asked it leaves open, when that is more than once though nothing was given up.
    #[must_use]
    pub fn excess(&self, gap: f64) -> Option<f64> {
        let answer = self.answer.as_ref().filter(|_| matches!(self.stop, Stop::Relaxed | Stop::Listed | Stop::Tree))?;
        let asked = gap * answer.objective.abs().max(1.0);
        let open = answer.objective - self.bound;
        (asked > 0.0 && open > asked && open.is_finite()).then(|| open / asked)
    }
}

/// Turns rounds into a whole answer that uses some of them, and says what no answer with them is below.
pub type Complete<'c> = dyn FnMut(&[Tour], Option<&Answer>) -> Option<(Answer, f64)> + 'c;
