//! What the name of a family tells of its hardware.

/// What a family's name begins with, after `ecs.`, where its types are plain servers: virtual
/// machines with nothing but CPUs and memory.
const SERIES: [&str; 20] = [
    "c", "ce", "cm", "e", "g", "hfc", "hfg", "hfr", "ic", "mn", "n", "r", "re", "s", "se", "sn", "t", "u",
    "v", "xn",
];

/// What follows the number in the names of plain families: makers of CPUs, and more bandwidth to
/// network or disks. Not `t` (trusted computing), `p` (persistent memory) or `re` (RDMA): another
/// family would take these away.
const VARIANTS: [&str; 13] = ["", "a", "ae", "e", "h", "i", "ine", "ise", "ne", "nex", "r", "se", "y"];

/// Whether the types of a family, like `ecs.g7`, are plain servers. Bare metal, GPUs, FPGAs and local
/// disks are not, and neither is a name that is not known.
pub(super) fn is_plain(family: &str) -> bool {
    let Some(name) = family.strip_prefix("ecs.") else { return false };
    let number = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (series, rest) = name.split_at(number);
    let variant = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    SERIES.contains(&series) && VARIANTS.contains(&variant)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn plain_families() {
        for family in
            ["ecs.g7", "ecs.g6r", "ecs.c8y", "ecs.hfc9i", "ecs.e", "ecs.sn2ne", "ecs.u2a", "ecs.re8"]
        {
            assert!(is_plain(family), "{family}");
        }
    }

    #[test]
    fn families_with_something_of_their_own() {
        for family in [
            "ecs.ebmg7",
            "ecs.sccg7",
            "ecs.gn7i",
            "ecs.vgn6i-vws",
            "ecs.sgn8ia",
            "ecs.ga1",
            "ecs.f3",
            "ecs.d3s",
            "ecs.i4",
            "ecs.g7t",
            "ecs.g9it",
            "ecs.re6p",
            "ecs.r7p",
            "ecs.c7re",
            "ecs.gn8v-tee",
            "ecs.video-trans",
            "ecs.",
            "g7",
            "",
        ] {
            assert!(!is_plain(family), "{family}");
        }
    }
}
