//! Objects of a plan to entries of the inventory.

use super::graph::Graph;
use crate::inventory::Inventory;

/// Files every object of a plan.
pub(super) fn map(_graph: &Graph<'_>, _inventory: &mut Inventory) {}
