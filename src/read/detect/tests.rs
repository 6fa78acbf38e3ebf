use super::*;

fn json(text: &str) -> Format {
    of_text(text, Notation::Json).expect("JSON").format
}

#[test]
fn plans_whatever_the_order_of_their_keys() {
    for text in [
        // As Terraform and OpenTofu write it; a text that is cut off there is enough.
        r#"{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"#,
        r#"{"format_version":"1.2","terraform_version":"1.9.0","variables":{"a":{"value":1}},"planned_values":{"#,
        r#"{"format_version":"1.2","resource_changes":["#,
        // Sorted.
        r#"{"applyable":true,"complete":true,"configuration":{"#,
        r#"{"checks":[],"configuration":{"provider_config":{"a":"#,
        r#"{"configuration":{"root_module":{"#,
        r#"{"configuration":{"root_module":{}},"format_version":"1.2"}"#,
        r#"{"configuration":{},"errored":false,"format_version":"1.2","planned_values":{}}"#,
        r#"{"prior_state":{"format_version":"1.0"},"format_version":"1.2"}"#,
    ] {
        assert_eq!(json(text), Format::TerraformPlan, "{text}");
    }
}

#[test]
fn states_shown_and_raw() {
    for text in [
        r#"{"format_version":"1.0","terraform_version":"1.11.4","values":{"#,
        r#"{"values":{"outputs":{},"root_module":{"#,
        r#"{"format_version":"1.0"}"#,
        r#"{"format_version":"1.0","terraform_version":"1.11.4"}"#,
        r#"{"version":4,"terraform_version":"1.11.4","serial":7,"lineage":"7a4a9e26","#,
        r#"{"check_results":null,"lineage":"7a4a9e26","outputs":{"#,
        r#"{"version":4,"terraform_version":"1.11.4","resources":["#,
    ] {
        assert_eq!(json(text), Format::TerraformState, "{text}");
    }
}

#[test]
fn logs_of_a_plan() {
    for text in [
        r#"{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui","#,
        r#"{"type":"version","@timestamp":"2026-11-23T00:00:00Z","#,
    ] {
        assert_eq!(json(text), Format::TerraformLog, "{text}");
    }
}

#[test]
fn what_only_looks_like_a_plan() {
    for text in [
        r#"{"configuration":{"debug":true},"values":{"a":1}}"#,
        r#"{"configuration":[1],"lineage":{"parents":[]}}"#,
        r#"{"values":[1]}"#,
        r#"{"format_version":"1.0","valid":true,"error_count":0}"#,
        r#"{"format_version":"1.0","provider_schemas":{}}"#,
        r#"{"terraform_version":"1.11.4","platform":"linux_amd64"}"#,
        r#"{"format_version":"1.0","configuration":{"root":1},"x":1}"#,
    ] {
        assert_eq!(json(text), Format::Unknown, "{text}");
    }
}
