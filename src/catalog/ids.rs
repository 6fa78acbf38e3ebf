//! The shapes of IDs. Only the prefixes, letters and digits, and a longest length are documented;
//! the usual lengths are observed.

use super::limits::{Number, limit};
use crate::inventory::Kind;
use std::sync::OnceLock;

/// Why a text is no ID of its kind, or an odd one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdFault {
    /// White space around it.
    WhiteSpace,
    /// It holds `*`, as in documentation.
    Placeholder,
    /// It begins like the ID of another kind.
    Of(Kind),
    /// `eni-…:i-…`, the ID of an attachment in Terraform.
    OfTerraform,
    /// It begins like no ID that is known.
    Prefix,
    /// Nothing follows the prefix.
    Bare,
    /// A character that is neither letter nor digit.
    Character(char),
    /// More characters than an ID can have.
    Long(usize),
    /// A letter in upper case, which the API has not been seen to use.
    UpperCase(char),
    /// Another number of characters after the prefix than has been seen.
    Length(usize),
}

impl IdFault {
    /// Whether it cannot be an ID; otherwise it is only odd.
    pub(crate) fn is_certain(self) -> bool {
        !matches!(self, IdFault::UpperCase(_) | IdFault::Length(_))
    }
}

/// The kinds of things whose IDs have a known shape.
const KINDS: [Kind; 5] = [Kind::Instance, Kind::Eni, Kind::SecurityGroup, Kind::Vswitch, Kind::Vpc];

/// What the ID of a thing begins with.
pub(crate) fn id_prefix(of: Kind) -> Option<&'static str> {
    Some(match of {
        Kind::Instance => "i-",
        Kind::Eni => "eni-",
        Kind::SecurityGroup => "sg-",
        Kind::Vswitch => "vsw-",
        Kind::Vpc => "vpc-",
        _ => return None,
    })
}

/// How long IDs are.
struct Lengths {
    longest: usize,
    usual: usize,
    usual_in_vpc: usize,
}

fn lengths() -> &'static Lengths {
    static LENGTHS: OnceLock<Lengths> = OnceLock::new();
    LENGTHS.get_or_init(|| {
        let length = |number| usize::try_from(limit(number).value).unwrap_or(usize::MAX);
        Lengths {
            longest: length(Number::IdLengthMax),
            usual: length(Number::IdSuffixLength),
            usual_in_vpc: length(Number::VpcIdSuffixLength),
        }
    })
}

/// How many characters an ID has at most, with its prefix.
pub(crate) fn longest_id() -> usize {
    lengths().longest
}

/// How many characters usually follow the prefix.
pub(crate) fn usual_id_length(of: Kind) -> usize {
    match of {
        Kind::Vswitch | Kind::Vpc => lengths().usual_in_vpc,
        _ => lengths().usual,
    }
}

/// What is wrong with the ID of a thing. Text with an expression in it is not judged, nor is no text at all.
pub(crate) fn id_fault(of: Kind, text: &str) -> Option<IdFault> {
    let prefix = id_prefix(of)?;
    if is_usual(of, text, prefix) {
        return None;
    }
    if text.is_empty() || text.contains("${") || (of == Kind::Instance && is_old_instance_id(text)) {
        return None;
    }
    if text.trim() != text {
        return Some(IdFault::WhiteSpace);
    }
    if text.contains('*') {
        return Some(IdFault::Placeholder);
    }
    if text
        .split_once(':')
        .is_some_and(|(eni, instance)| eni.starts_with("eni-") && instance.starts_with("i-"))
    {
        return Some(IdFault::OfTerraform);
    }
    let Some(rest) = text.strip_prefix(prefix) else {
        let other = KINDS.into_iter().find(|kind| id_prefix(*kind).is_some_and(|p| text.starts_with(p)));
        return Some(other.map_or(IdFault::Prefix, IdFault::Of));
    };
    fault_of_rest(of, text, rest)
}

/// Whether an ID is as nearly all are.
fn is_usual(of: Kind, text: &str, prefix: &str) -> bool {
    let usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let rest = text.strip_prefix(prefix).unwrap_or_default();
    rest.len() == usual_id_length(of) && rest.bytes().all(usual)
}

fn fault_of_rest(of: Kind, text: &str, rest: &str) -> Option<IdFault> {
    if rest.is_empty() {
        return Some(IdFault::Bare);
    }
    if let Some(odd) = rest.chars().find(|c| !c.is_ascii_alphanumeric()) {
        return Some(IdFault::Character(odd));
    }
    if text.len() > longest_id() {
        return Some(IdFault::Long(text.len()));
    }
    if let Some(upper) = rest.chars().find(char::is_ascii_uppercase) {
        return Some(IdFault::UpperCase(upper));
    }
    (rest.len() != usual_id_length(of)).then_some(IdFault::Length(rest.len()))
}

/// IDs of instances from before 2015 begin with `AY`.
fn is_old_instance_id(text: &str) -> bool {
    let rest = text.strip_prefix("AY").unwrap_or_default();
    rest.len() >= 5 && text.len() <= longest_id() && rest.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_the_api_are_right() {
        for (of, id) in [
            (Kind::Instance, "i-bp16qstyvxj9gpqw1234"),
            (Kind::Instance, "AY1307251135274600e5"),
            (Kind::Instance, "AY12345"),
            (Kind::Eni, "eni-bp125p95hhdhn3ot1234"),
            (Kind::SecurityGroup, "sg-bp67acfmxazb4ph12345"),
            (Kind::Vswitch, "vsw-bp1s5fnvk4gn2tws01234"),
            (Kind::Vpc, "vpc-bp1j4z1sr8zxu4l4u1234"),
            (Kind::Eni, "${eni.new}"),
            (Kind::Eni, "eni-${name}"),
        ] {
            assert_eq!(id_fault(of, id), None, "{id}");
        }
    }

    #[test]
    fn faults() {
        for (of, id, fault) in [
            (Kind::Instance, " i-bp16qstyvxj9gpqw1234", IdFault::WhiteSpace),
            (Kind::Instance, "  ", IdFault::WhiteSpace),
            (Kind::Instance, "i-bp16qstyvxj9gpqw****", IdFault::Placeholder),
            (Kind::Instance, "eni-bp125p95hhdhn3ot1234", IdFault::Of(Kind::Eni)),
            (Kind::Vswitch, "vpc-bp1j4z1sr8zxu4l4u1234", IdFault::Of(Kind::Vpc)),
            (Kind::Eni, "eni-bp125p95hhdhn3ot1234:i-bp16qstyvxj9gpqw1234", IdFault::OfTerraform),
            (Kind::Vswitch, "subnet-1", IdFault::Prefix),
            (Kind::Instance, "I-bp16qstyvxj9gpqw1234", IdFault::Prefix),
            (Kind::Instance, "AY1234", IdFault::Prefix),
            (Kind::Eni, "eni-", IdFault::Bare),
            (Kind::Eni, "eni-web_1", IdFault::Character('_')),
            (Kind::Eni, "eni-büro", IdFault::Character('ü')),
            (Kind::Eni, "eni-bp125p95hhdhn3ot1234567890a", IdFault::Long(31)),
            (Kind::Eni, "eni-bp125p95hhdhn3ot1234567890", IdFault::Length(26)),
            (Kind::Eni, "eni-BP125p95hhdhn3ot1234", IdFault::UpperCase('B')),
            (Kind::Vpc, "vpc-bp1j4z1sr8zxu4l4u123", IdFault::Length(20)),
        ] {
            assert_eq!(id_fault(of, id), Some(fault), "{id}");
        }
    }
}
