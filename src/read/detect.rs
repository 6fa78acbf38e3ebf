//! Which format a file is, and what told: what its user says, its name, its first line, or its first
//! document's keys. Stops at the first key that tells.

use super::Failure;
use super::crossplane::may_hold;
use super::entry::{is_comment, normalise};
use super::section::{CONTAINERS, Section};
use super::signs::{Sign, any_key, sign_of_steps};
use crate::inventory::Kind;
use crate::inventory::api_fields::ENVELOPE;
use crate::syntax::{Event, Events, Kind as EventKind, Notation, SyntaxError};

/// The formats that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The native inventory.
    Native,
    /// Responses of Describe* calls, as the `aliyun` command prints them.
    AliyunCli(Shape),
    /// A CSV file of the catalog's columns.
    CatalogCsv,
    /// A configuration of enilint; its facts are read.
    Configuration,
    /// Findings that are known already.
    Baseline,
    /// No document at all.
    Empty,
    /// A call that failed, saved by a pipeline.
    FailedCall,
    /// An answer of the API that lists nothing that is read.
    OtherAnswer,
    /// The JSON of a Terraform or OpenTofu plan.
    TerraformPlan,
    /// The JSON of a Terraform or OpenTofu state.
    TerraformState,
    /// The log of `terraform plan -json`.
    TerraformLog,
    /// Terraform configuration, in HCL or JSON.
    TerraformConfiguration,
    /// A ROS template.
    Ros,
    /// A ROS template that holds Terraform configuration.
    RosTerraform,
    /// Values of the parameters of ROS templates.
    Parameters,
    /// A Crossplane manifest of the Alibaba Cloud provider.
    Crossplane,
    /// A Kubernetes manifest of something else.
    Kubernetes,
    /// A shell script with calls of the `aliyun` command.
    Runbook,
    /// A list of Ansible tasks.
    Ansible,
    /// Something else.
    Unknown,
}

/// What a file of CLI output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One response, several (JSON Lines), or a list of them.
    Responses,
    /// A bare list of instances.
    Instances,
    /// A bare list of ENIs.
    Enis,
    /// A bare list of instance types.
    InstanceTypes,
    /// A bare list of security groups.
    SecurityGroups,
    /// A bare list of vSwitches.
    Vswitches,
}

impl Shape {
    pub(super) fn kind(self) -> Option<Kind> {
        match self {
            Shape::Responses => None,
            Shape::Instances => Some(Kind::Instance),
            Shape::Enis => Some(Kind::Eni),
            Shape::InstanceTypes => Some(Kind::InstanceType),
            Shape::SecurityGroups => Some(Kind::SecurityGroup),
            Shape::Vswitches => Some(Kind::Vswitch),
        }
    }
}

impl Format {
    /// Whether there is a reader for it.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Format::Native
                | Format::AliyunCli(_)
                | Format::CatalogCsv
                | Format::TerraformPlan
                | Format::TerraformState
                | Format::Runbook
                | Format::Crossplane
                | Format::Ros
        )
    }

    /// For messages, with its article.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Format::Native => "a native inventory",
            Format::AliyunCli(_) => "output of the aliyun command",
            Format::CatalogCsv => "a CSV catalog of instance types",
            Format::Configuration => "the configuration",
            Format::Baseline => "the baseline",
            Format::Empty => "an empty file",
            Format::FailedCall => "the answer of an API call that failed",
            Format::OtherAnswer => "an answer of the API without a list that is read",
            Format::TerraformPlan => "a Terraform plan",
            Format::TerraformState => "a Terraform state",
            Format::TerraformLog => "a log of terraform plan -json",
            Format::TerraformConfiguration => "Terraform configuration",
            Format::Ros => "a ROS template",
            Format::RosTerraform => "a ROS template of Terraform configuration",
            Format::Parameters => "values of parameters",
            Format::Crossplane => "a Crossplane manifest",
            Format::Kubernetes => "a Kubernetes manifest",
            Format::Runbook => "a shell script",
            Format::Ansible => "a list of Ansible tasks",
            Format::Unknown => "no format that is known",
        }
    }

    /// What to say of a file that was named and cannot be read.
    pub(super) fn refusal(self) -> Failure {
        const SHOW: &str = "make a plan with terraform plan -out FILE, and its JSON with terraform show -json FILE > plan.json";
        const SECTIONS: &str = "an inventory has one of the sections vpcs, vswitches, security_groups, instance_types, instances, enis, attachments, steps";
        const OTHERS: &str = "read are also output of the aliyun command, Terraform plans and configuration, ROS templates, Crossplane manifests and shell scripts that call aliyun ecs";
        match self {
            Format::Empty => Failure::new("the file is empty").help(SECTIONS),
            Format::FailedCall => {
                Failure::new("this is the answer of an API call that failed, not a snapshot")
                    .help("repeat the call and save its answer only if the call succeeds")
            }
            Format::OtherAnswer => Failure::new("this answer of the API lists nothing that is read").help(
                "save the answer of DescribeInstances, DescribeNetworkInterfaces, DescribeInstanceTypes, DescribeVSwitches, DescribeVpcs or DescribeSecurityGroups",
            ),
            Format::Unknown => {
                Failure::new("this is in none of the formats that are read").help(format!("{SECTIONS}; {OTHERS}"))
            }
            Format::TerraformState => {
                Failure::new("this is a Terraform state, which plans nothing").help(SHOW)
            }
            Format::TerraformLog => {
                Failure::new("this is a log of terraform plan -json, not a plan").help(SHOW)
            }
            Format::TerraformConfiguration => {
                Failure::new("this is Terraform configuration under a name that Terraform does not read")
                    .help("the name of a file in JSON has to end in .tf.json")
            }
            Format::RosTerraform => {
                Failure::new("the Workspace of this ROS template holds no root module")
                    .help("write its files there, such as main.tf, each as a text under its path")
            }
            other => Failure::new(format!("this is {}, a format that is not read yet", other.describe())),
        }
    }
}

/// The format of a file, and what told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) format: Format,
    /// Such as `by its key resource_changes`; empty if nothing in particular.
    pub(crate) by: String,
}

impl Told {
    pub(super) fn new(format: Format, by: impl Into<String>) -> Self {
        Self { format, by: by.into() }
    }
}

/// The format of a text.
pub(super) fn of_text(text: &str, notation: Notation) -> Result<Told, SyntaxError> {
    let mut events = Events::new(text, notation);
    while let Some(event) = events.next()? {
        match event.kind {
            EventKind::DocumentStart => {}
            // An empty document says nothing; the next one may.
            EventKind::DocumentEnd => {}
            EventKind::Scalar(s) if s.is_null() => {}
            EventKind::MapStart => {
                let told = of_mapping(&mut events)?;
                // Its first document need not be the one that is read.
                let is_manifest = matches!(told.format, Format::Kubernetes | Format::Crossplane);
                return Ok(match is_manifest && may_hold(text) {
                    true => Told::new(Format::Crossplane, "by the group of its resources"),
                    false => told,
                });
            }
            EventKind::SeqStart => return of_sequence(&mut events),
            _ => return Ok(Told::new(Format::Unknown, "")),
        }
    }
    Ok(Told::new(Format::Empty, ""))
}

fn by_its(key: &str) -> String {
    format!("by its key {key}")
}

/// What the keys of a mapping have told so far.
#[derive(Default)]
struct Hints {
    native: usize,
    envelope: bool,
    /// A container that holds its items without a wrapper, as joined pages do; but an inventory
    /// may spell its sections like that, too.
    joined: bool,
    code: bool,
    message: bool,
    state: bool,
    /// `format_version`, which begins what `terraform show -json` writes.
    shown: bool,
    api_version: bool,
    others: usize,
    keys: usize,
}

fn of_mapping(events: &mut Events<'_>) -> Result<Told, SyntaxError> {
    let mut hints = Hints::default();
    loop {
        let Some(event) = events.next()? else { return Ok(Told::new(Format::Unknown, "")) };
        let key = match event.kind {
            EventKind::Key(key) => key,
            EventKind::DuplicateKey { .. } => continue,
            _ => break,
        };
        hints.keys += 1;
        if Section::of(&key) == Some(Section::Steps) {
            match sign_of_steps(events)? {
                Sign::Ours => return Ok(Told::new(Format::Native, by_its("steps"))),
                Sign::Empty => hints.native += 1,
                Sign::Foreign => hints.others += 1,
            }
            continue;
        }
        if let Some(format) = by_key(&key, events, &mut hints)? {
            return Ok(Told::new(format, by_its(&key)));
        }
        events.skip_value()?;
    }
    let format = match hints {
        Hints { envelope: true, joined: true, .. } => Format::AliyunCli(Shape::Responses),
        Hints { joined: true, .. } => Format::Native,
        Hints { envelope: true, code: true, message: true, .. } => Format::FailedCall,
        Hints { envelope: true, native: 0, .. } => Format::OtherAnswer,
        Hints { native: 1.., others: 0, .. } => Format::Native,
        Hints { shown: true, others: 0, .. } => Format::TerraformState, // that of nothing
        Hints { keys: 0, .. } => Format::Empty,
        _ => Format::Unknown,
    };
    let by = if matches!(format, Format::Empty | Format::Unknown) { "" } else { "by its keys" };
    Ok(Told::new(format, by))
}

fn by_key(key: &str, events: &mut Events<'_>, hints: &mut Hints) -> Result<Option<Format>, SyntaxError> {
    let value = events.peek()?;
    let is_map = matches!(value, Some(Event { kind: EventKind::MapStart, .. }));
    let is_list = matches!(value, Some(Event { kind: EventKind::SeqStart, .. }));
    if (is_map || is_list) && CONTAINERS.iter().any(|(outer, ..)| *outer == key) {
        // After `version` or `region` it is an inventory with an answer pasted into it.
        if Section::of(key).is_none() || (is_map && hints.native == 0) {
            return Ok(Some(Format::AliyunCli(Shape::Responses)));
        }
        hints.joined = true;
        return Ok(None);
    }
    match key {
        "Code" => hints.code = true,
        "Message" => hints.message = true,
        "ROSTemplateFormatVersion" => return Ok(Some(Format::Ros)),
        _ if is_of_plan(key) => return Ok(Some(Format::TerraformPlan)),
        // Sorted, it is the first key that tells; other programs have a configuration, too.
        "configuration" if is_map && has_key(events, &["root_module", "provider_config"])? => {
            return Ok(Some(Format::TerraformPlan));
        }
        "lineage" if !is_map && !is_list => return Ok(Some(Format::TerraformState)),
        "values" if hints.state => return Ok(Some(Format::TerraformState)),
        "values" if is_map && has_key(events, &["root_module"])? => {
            return Ok(Some(Format::TerraformState));
        }
        "resources" if hints.state && is_list => return Ok(Some(Format::TerraformState)),
        "format_version" => (hints.state, hints.shown) = (true, true),
        "terraform_version" | "serial" => hints.state = true,
        "@level" | "@message" | "@module" | "@timestamp" => return Ok(Some(Format::TerraformLog)),
        "resource" | "provider" | "terraform" if is_map => return Ok(Some(Format::TerraformConfiguration)),
        "apiVersion" => {
            hints.api_version = true;
            if let Some(Event { kind: EventKind::Scalar(s), .. }) = events.peek()?
                && s.text.contains("alibabacloud")
                && s.text.contains("crossplane.io")
            {
                return Ok(Some(Format::Crossplane));
            }
        }
        "kind" if hints.api_version => return Ok(Some(Format::Kubernetes)),
        _ if is_of_envelope(key) => hints.envelope = true,
        _ => return Ok(by_section(key, hints)),
    }
    Ok(None)
}

/// Whether a key stands at the top of the JSON of every plan, or of many, and of nothing else.
fn is_of_plan(key: &str) -> bool {
    const KEYS: [&str; 7] = [
        "resource_changes",
        "planned_values",
        "output_changes",
        "prior_state",
        "resource_drift",
        "relevant_attributes",
        "applyable",
    ];
    KEYS.contains(&key)
}

/// Takes the mapping that comes next, up to the first of some keys, and tells whether it has one.
fn has_key(events: &mut Events<'_>, keys: &[&str]) -> Result<bool, SyntaxError> {
    any_key(events, |key, events| {
        let found = keys.contains(&key);
        if !found {
            events.skip_value()?;
        }
        Ok(found)
    })
}

/// What the API writes beside a list, spelt as the API spells it: an inventory may have a `region_id`
/// by mistake.
fn is_of_envelope(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_uppercase()) && ENVELOPE.contains(&&*normalise(key))
}

fn by_section(key: &str, hints: &mut Hints) -> Option<Format> {
    match Section::of(key) {
        Some(section) if section.tells() => return Some(Format::Native),
        Some(_) => hints.native += 1,
        None if is_comment(key) => {}
        None => hints.others += 1,
    }
    None
}

/// A list of responses, or of items of one kind.
fn of_sequence(events: &mut Events<'_>) -> Result<Told, SyntaxError> {
    match events.next()?.map(|e| e.kind) {
        Some(EventKind::MapStart) => {}
        _ => return Ok(Told::new(Format::Unknown, "")),
    }
    let mut hints = Hints::default();
    loop {
        let Some(event) = events.next()? else { return Ok(Told::new(Format::Unknown, "")) };
        let key = match event.kind {
            EventKind::Key(key) => key,
            EventKind::DuplicateKey { .. } => continue,
            _ => break,
        };
        let shape = match &*key {
            "InstanceTypeId" => Some(Shape::InstanceTypes),
            "NetworkInterfaceId" => Some(Shape::Enis),
            "InstanceType" => Some(Shape::Instances),
            "SecurityGroupId" => Some(Shape::SecurityGroups),
            "VSwitchName" | "AvailableIpAddressCount" => Some(Shape::Vswitches),
            "ali_eni" | "ali_instance" | "tasks" | "hosts" => {
                return Ok(Told::new(Format::Ansible, by_its(&key)));
            }
            _ => None,
        };
        if let Some(shape) = shape {
            return Ok(Told::new(Format::AliyunCli(shape), by_its(&key)));
        }
        if let Some(format) = by_key(&key, events, &mut hints)? {
            let of_responses = matches!(format, Format::AliyunCli(_));
            return Ok(Told::new(if of_responses { format } else { Format::Unknown }, by_its(&key)));
        }
        events.skip_value()?;
    }
    let failed = hints.envelope && hints.code && hints.message;
    let format = match hints {
        Hints { envelope: true, joined: true, .. } => Format::AliyunCli(Shape::Responses),
        _ if failed => Format::FailedCall,
        _ => Format::Unknown,
    };
    Ok(Told::new(format, if format == Format::Unknown { "" } else { "by its keys" }))
}

#[cfg(test)]
mod tests;
