//! Numbers under texts. Nothing is asked for more often than what belongs to an ID.

use crate::inventory::TextId;
use hashbrown::HashMap;

/// For some texts a number each.
#[derive(Debug)]
pub(super) enum Index {
    /// By the place of each text among all, [`NONE`] where there is no number.
    Dense(Vec<u32>),
    Sparse(HashMap<TextId, u32>),
}

const NONE: u32 = u32::MAX;

/// A table of all texts may be this many times as long as there are numbers in it.
const SPARSEST: usize = 8;

impl Default for Index {
    fn default() -> Self {
        Self::Sparse(HashMap::new())
    }
}

impl Index {
    /// For about as many numbers, under some of all texts.
    pub(super) fn new(numbers: usize, texts: usize) -> Self {
        if numbers.saturating_mul(SPARSEST) >= texts {
            Self::Dense(vec![NONE; texts])
        } else {
            Self::default()
        }
    }

    pub(super) fn get(&self, id: TextId) -> Option<u32> {
        match self {
            Self::Dense(all) => all.get(id.place()).copied().filter(|number| *number != NONE),
            Self::Sparse(some) => some.get(&id).copied(),
        }
    }

    /// The number of a text; from now on a new one, if there was none.
    pub(super) fn get_or_insert(&mut self, id: TextId, new: u32) -> u32 {
        match self {
            Self::Dense(all) => {
                let Some(number) = all.get_mut(id.place()) else { return new };
                if *number == NONE {
                    *number = new;
                }
                *number
            }
            Self::Sparse(some) => *some.entry(id).or_insert(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::Texts;

    #[test]
    fn few_numbers_and_many_are_found_alike() {
        let mut texts = Texts::default();
        let ids: Vec<TextId> = (0..100).map(|n| texts.intern(&format!("t{n}"))).collect();
        for count in [1, 100] {
            let mut index = Index::new(count, texts.len());
            assert_eq!(matches!(index, Index::Dense(_)), count == 100);
            for (number, id) in (0..).zip(&ids).take(count) {
                assert_eq!(index.get(*id), None);
                assert_eq!(index.get_or_insert(*id, number), number);
                assert_eq!(index.get_or_insert(*id, 77_777), number);
                assert_eq!(index.get(*id), Some(number));
            }
        }
    }
}
