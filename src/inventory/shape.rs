use super::{Field, Fields};
use hashbrown::HashMap;

/// The fields that entries give. Most entries of a kind give the same ones, so that each set of them is
/// kept once, with where each field stands among the facts of an entry.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    all: Vec<Shape>,
    numbers: HashMap<Fields, u32>,
    /// That of the entry before.
    last: u32,
}

#[derive(Debug)]
struct Shape {
    given: Fields,
    places: [u8; Field::COUNT],
}

const NOWHERE: u8 = u8::MAX;
const _: () = assert!(Field::COUNT < NOWHERE as usize);

impl Shapes {
    /// The number of the shape that has these fields.
    #[inline]
    pub(super) fn number(&mut self, given: Fields) -> u32 {
        if self.all.get(self.last as usize).is_some_and(|shape| shape.given == given) {
            return self.last;
        }
        let Self { all, numbers, last } = self;
        *last = *numbers.entry(given).or_insert_with(|| {
            let mut places = [NOWHERE; Field::COUNT];
            for (place, field) in (0..).zip(given.iter()) {
                places[field as usize] = place;
            }
            all.push(Shape { given, places });
            u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
        });
        *last
    }

    /// Which of the facts of an entry of a shape is that of a field.
    #[inline(always)]
    pub(super) fn place(&self, number: u32, field: Field) -> Option<usize> {
        let place = self.all.get(number as usize)?.places[field as usize];
        (place != NOWHERE).then_some(place as usize)
    }

    /// The fields of a shape, in the order of their facts.
    pub(super) fn fields(&self, number: u32) -> impl Iterator<Item = Field> + use<> {
        self.all.get(number as usize).map(|shape| shape.given).unwrap_or_default().iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_stand_in_the_order_of_fields() {
        let mut shapes = Shapes::default();
        let sets: [&[Field]; 4] = [
            &[Field::Permission, Field::VpcId],
            &[],
            &[Field::VpcId],
            &[Field::Mode, Field::Status, Field::VpcId, Field::MemorySize],
        ];
        for fields in sets.iter().chain(&sets) {
            let mut given = Fields::default();
            fields.iter().for_each(|field| given.add(*field));
            let number = shapes.number(given);
            assert_eq!(shapes.number(given), number);
            let mut sorted = fields.to_vec();
            sorted.sort();
            assert_eq!(shapes.fields(number).collect::<Vec<_>>(), sorted);
            for (place, field) in sorted.iter().enumerate() {
                assert_eq!(shapes.place(number, *field), Some(place));
            }
            assert_eq!(shapes.place(number, Field::ZoneId), None);
        }
        assert_eq!(shapes.all.len(), sets.len());
    }
}
