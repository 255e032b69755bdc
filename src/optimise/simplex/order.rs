//! Rows or columns by their number of entries: lists that let one go from any place.

const NONE: usize = usize::MAX;

/// Members in lists by count.
pub struct Order {
    head: Vec<usize>,
    next: Vec<usize>,
    previous: Vec<usize>,
    /// Count of each member; none of those taken out.
    count: Vec<usize>,
    longest: usize,
}

impl Order {
    /// Members by their counts, each at most `most`.
    pub fn new(counts: impl Iterator<Item = usize>, most: usize) -> Self {
        let counts: Vec<usize> = counts.collect();
        let none = vec![NONE; counts.len()];
        let mut order =
            Self { head: vec![NONE; most + 1], next: none.clone(), previous: none.clone(), count: none, longest: 0 };
        // the first of a list is the one with the least number
        for (member, count) in counts.into_iter().enumerate().rev() {
            order.place(member, count);
        }
        order
    }

    /// Puts a member into the list of a count.
    pub fn place(&mut self, member: usize, count: usize) {
        if self.count[member] == count {
            return;
        }
        self.take_out(member);
        let first = self.head[count];
        (self.next[member], self.previous[member], self.count[member]) = (first, NONE, count);
        if first != NONE {
            self.previous[first] = member;
        }
        self.head[count] = member;
        self.longest = self.longest.max(count);
    }

    /// Takes a member out of its list.
    pub fn take_out(&mut self, member: usize) {
        let count = std::mem::replace(&mut self.count[member], NONE);
        if count == NONE {
            return;
        }
        let (next, previous) = (self.next[member], self.previous[member]);
        if previous == NONE {
            self.head[count] = next;
        } else {
            self.next[previous] = next;
        }
        if next != NONE {
            self.previous[next] = previous;
        }
    }

    /// The first member with a count.
    pub fn first_of(&self, count: usize) -> Option<usize> {
        self.head.get(count).copied().filter(|&member| member != NONE)
    }

    /// The members with a count.
    pub fn of(&self, count: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.first_of(count), |&member| Some(self.next[member]).filter(|&next| next != NONE))
    }

    /// No member has a larger count.
    pub fn longest(&self) -> usize {
        self.longest
    }
}
