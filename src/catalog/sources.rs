//! What the keys of sources stand for.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

const SOURCES: &str = include_str!("../../rules/catalog/sources.yaml");

/// A source of `rules/catalog/sources.yaml`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Source {
    #[serde(skip_serializing)]
    key: String,
    pub(crate) title: String,
    pub(crate) url: String,
    pub(crate) date: String,
}

/// The source of a key.
pub(crate) fn source(key: &str) -> Option<&'static Source> {
    static SOURCES_BY_KEY: OnceLock<HashMap<String, Source>> = OnceLock::new();
    let sources = SOURCES_BY_KEY.get_or_init(|| {
        let sources: Vec<Source> = serde_yaml::from_str(SOURCES).unwrap_or_default();
        sources.into_iter().map(|source| (source.key.clone(), source)).collect()
    });
    sources.get(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    #[test]
    fn every_source_of_a_type_is_known() {
        let catalog = Catalog::built_in();
        let mut keys: Vec<&str> = vec![crate::catalog::hot_plug_list().source];
        for name in catalog.names() {
            for column in ["vcpu", "eni_quantity", "listing_status", "secondary_eni_queue_number"] {
                keys.extend(catalog.cell(name, column).map(|(_, provenance)| provenance.source));
            }
        }
        for key in keys.into_iter().flat_map(|keys| keys.split(';')) {
            assert!(source(key).is_some_and(|source| !source.title.is_empty()), "{key}");
        }
    }
}
