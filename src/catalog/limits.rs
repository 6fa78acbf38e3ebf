//! Numbers of `rules/catalog/limits.yaml`, and the dates of sources.

use crate::inventory::{Known, Origin, Provenance};
use hashbrown::HashMap;
use serde::Deserialize;
use std::sync::OnceLock;

const LIMITS: &str = include_str!("../../rules/catalog/limits.yaml");
const SOURCES: &str = include_str!("../../rules/catalog/sources.yaml");

/// A number with its source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) value: i64,
    pub(crate) provenance: Provenance,
}

#[derive(Deserialize)]
struct LimitRow {
    name: String,
    value: LimitValue,
    sources: Vec<String>,
    date: String,
}

/// Blocks and times are text; rules that need them parse them where they use them.
#[derive(Deserialize)]
#[serde(untagged)]
enum LimitValue {
    Number(i64),
    Text(String),
}

#[derive(Deserialize)]
struct SourceRow {
    key: String,
    date: String,
}

/// Defines [`Number`]: variant and name in the table.
macro_rules! numbers {
    ($($variant:ident $name:literal;)*) => {
        /// The numbers that rules compare with; what each means is in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Number { $($variant,)* }

        impl Number {
            fn name(self) -> &'static str {
                match self { $(Number::$variant => $name,)* }
            }

            const ALL: &[Number] = &[$(Number::$variant,)*];
        }
    };
}

numbers! {
    SecurityGroupsPerEni "security_groups_per_eni";
    SecurityGroupsPerEniOlder "security_groups_per_eni_older";
    BasicSecurityGroupPrivateIps "basic_security_group_private_ips";
    AdvancedSecurityGroupEnis "advanced_security_group_enis";
    SecurityGroupRulesPerEni "security_group_rules_per_eni";
    CapacityWarningPercent "capacity_warning_percent";
    EniQueueNumberMin "eni_queue_number_min";
    EniQueueNumberMax "eni_queue_number_max";
    QueueSizeMin "queue_size_min";
    QueueSizeMax "queue_size_max";
    AvailableEniSecondaryIps "available_eni_secondary_ips";
    AvailableEniIpsConsole "available_eni_ips_console";
    AvailableEniIpv6Addresses "available_eni_ipv6_addresses";
    Ipv4PrefixLength "ipv4_prefix_length";
    Ipv6PrefixLength "ipv6_prefix_length";
    VswitchMaskMin "vswitch_mask_min";
    VswitchMaskMax "vswitch_mask_max";
    VswitchReservedIpv4First "vswitch_reserved_ipv4_first";
    VswitchReservedIpv4Last "vswitch_reserved_ipv4_last";
    VswitchReservedIpv6First "vswitch_reserved_ipv6_first";
    VswitchReservedIpv6Last "vswitch_reserved_ipv6_last";
    IdLengthMax "id_length_max";
    IdSuffixLength "id_suffix_length";
    VpcIdSuffixLength "vpc_id_suffix_length";
    PrimaryNetworkCardIndex "primary_network_card_index";
}

/// A number of the table with its source.
pub(crate) fn limit(number: Number) -> Limit {
    static LIMITS: OnceLock<Vec<Limit>> = OnceLock::new();
    let all = LIMITS.get_or_init(|| Number::ALL.iter().copied().map(look_up).collect());
    all.get(number as usize).copied().unwrap_or_else(|| look_up(number))
}

fn look_up(number: Number) -> Limit {
    let row = rows().get(number.name());
    let value = match row.map(|row| &row.value) {
        Some(LimitValue::Number(n)) => *n,
        // A test rules this out; a limit that is never reached is the harmless answer.
        Some(LimitValue::Text(_)) | None => i64::MAX,
    };
    let source = row.and_then(|row| row.sources.first()).map_or("limits.yaml", String::as_str);
    let date = row.map_or("undated", |row| row.date.as_str());
    Limit { value, provenance: Provenance { source, date } }
}

impl Limit {
    /// As a value that findings can name the source of.
    pub(crate) fn known(self) -> Known<i64> {
        Known { value: self.value, origin: Origin::Table(self.provenance) }
    }
}

/// A text of the table: a block or a time.
pub(crate) fn limit_text(name: &str) -> Option<&'static str> {
    match &rows().get(name)?.value {
        LimitValue::Text(text) => Some(text),
        LimitValue::Number(_) => None,
    }
}

fn rows() -> &'static HashMap<String, LimitRow> {
    static ROWS: OnceLock<HashMap<String, LimitRow>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let rows: Vec<LimitRow> = serde_yaml::from_str(LIMITS).unwrap_or_default();
        rows.into_iter().map(|row| (row.name.clone(), row)).collect()
    })
}

/// The date of a source's text.
pub(super) fn source_date(key: &str) -> Option<&'static str> {
    static DATES: OnceLock<HashMap<String, String>> = OnceLock::new();
    let dates = DATES.get_or_init(|| {
        let rows: Vec<SourceRow> = serde_yaml::from_str(SOURCES).unwrap_or_default();
        rows.into_iter().map(|row| (row.key, row.date)).collect()
    });
    dates.get(key).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_the_table() {
        for number in Number::ALL {
            assert!(matches!(rows()[number.name()].value, LimitValue::Number(_)), "{number:?}");
        }
    }

    #[test]
    fn every_limit_has_a_dated_source() {
        for row in rows().values() {
            assert!(!row.date.is_empty() && !row.sources.is_empty(), "{}", row.name);
            assert!(row.sources.iter().all(|key| source_date(key).is_some()), "{}", row.name);
        }
    }
}
