//! Numbers under places: of texts among all texts, of instances among all instances. Nothing is asked for
//! more often than what belongs to an ID or a thing.

use hashbrown::HashMap;

/// For some places a number each.
#[derive(Debug)]
pub(super) enum Index {
    /// By the place, [`NONE`] where there is no number.
    Dense(Vec<u32>),
    Sparse(HashMap<usize, u32>),
}

const NONE: u32 = u32::MAX;

/// A table of all places may be this many times as long as there are numbers in it.
const SPARSEST: usize = 8;

impl Default for Index {
    fn default() -> Self {
        Self::Sparse(HashMap::new())
    }
}

impl Index {
    /// For about as many numbers, under some of all places.
    pub(super) fn new(numbers: usize, places: usize) -> Self {
        if numbers.saturating_mul(SPARSEST) >= places {
            Self::Dense(vec![NONE; places])
        } else {
            Self::default()
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<u32> {
        match self {
            Self::Dense(all) => all.get(place).copied().filter(|number| *number != NONE),
            Self::Sparse(some) => some.get(&place).copied(),
        }
    }

    /// The number of a place; from now on a new one, if there was none.
    pub(super) fn get_or_insert(&mut self, place: usize, new: u32) -> u32 {
        match self {
            Self::Dense(all) => {
                let Some(number) = all.get_mut(place) else { return new };
                if *number == NONE {
                    *number = new;
                }
                *number
            }
            Self::Sparse(some) => *some.entry(place).or_insert(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_numbers_and_many_are_found_alike() {
        for count in [1, 100] {
            let mut index = Index::new(count, 100);
            assert_eq!(matches!(index, Index::Dense(_)), count == 100);
            for (number, place) in (7..).zip(0..count) {
                assert_eq!(index.get(place), None);
                assert_eq!(index.get_or_insert(place, number), number);
                assert_eq!(index.get_or_insert(place, 77_777), number);
                assert_eq!(index.get(place), Some(number));
            }
        }
    }
}
