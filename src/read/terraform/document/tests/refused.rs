//! Files that are not to be used.

use super::*;

#[test]
fn addresses_that_cannot_be_read() {
    let own = "alicloud_ecs_network_interface.x";
    for address in [
        "",
        "x",
        ".",
        "module.",
        "module.a",
        "module.a[",
        "module..alicloud_ecs_network_interface.x",
        "module.a[0]alicloud_ecs_network_interface.x",
        "module.a[-1].alicloud_ecs_network_interface.x",
        "module.a[99999999999999999999999].alicloud_ecs_network_interface.x",
        "module.a[].alicloud_ecs_network_interface.x",
        "module.a[\\\"b].alicloud_ecs_network_interface.x",
        "module.a[\\\"\\\\q\\\"].alicloud_ecs_network_interface.x",
        "module.a[\\\"\\\\ud800\\\"].alicloud_ecs_network_interface.x",
        "module.a[\\\"\\\\xff\\\"].alicloud_ecs_network_interface.x",
        "alicloud_ecs_network_interface.x[",
        "alicloud_ecs_network_interface.x[0]y",
        "alicloud_ecs_network_interface.x.y",
        "data.data.alicloud_ecs_network_interface.x",
    ] {
        let text = plan(&eni(address, "", CREATE));
        let (message, at) = refused(&text);
        assert_eq!((&*message, at), ("an address that cannot be read", &*format!("\"{address}\"")));
    }
    for address in ["alicloud_ecs_network_interface.y", "alicloud_vpc.x", &format!("data.{own}")] {
        let message = refused(&plan(&eni(address, "", CREATE))).0;
        assert_eq!(message, "an address that is not that of its type and name");
    }
    let deep = format!("{}{own}", "module.a.".repeat(100_000));
    assert_eq!(refused(&plan(&eni(&deep, "", CREATE))).0, "an address that cannot be read");
    let (message, _) = refused(&plan(&eni("\\ud800", "", CREATE)));
    assert!(message.contains("surrogate"), "{message}");
}

#[test]
fn wrong_shapes_are_refused_where_they_stand() {
    let address = "alicloud_ecs_network_interface.x";
    for change in [
        r#""actions":["create"],"after":5"#,
        r#""actions":["create"],"after":[]"#,
        r#""actions":["create"],"before":"5""#,
        r#""actions":["create"],"after_unknown":[1]"#,
        r#""actions":["create"],"after_sensitive":"x""#,
        r#""actions":["create"],"before":{"id":1,"id":2}"#,
        r#""actions":["create"],"actions":["create"]"#,
        r#""actions":[["create"]]"#,
        r#""actions":null"#,
        "",
    ] {
        refused(&plan(&eni(address, "", change)));
    }
    for (part, at) in [
        (r#""resource_changes":{}"#, "{"),
        (r#""resource_changes":[[]]"#, "["),
        (r#""resource_changes":[null]"#, "null"),
        (r#""resource_changes":[{"mode":5}]"#, "5"),
        (r#""resource_changes":[{"mode":"managed"}]"#, r#"{"mode":"managed"}"#),
        (r#""resource_changes":[],"resource_changes":[]"#, r#""resource_changes""#),
        (r#""prior_state":[]"#, "["),
        (r#""prior_state":{"values":{"root_module":{"resources":{}}}}"#, "{"),
        (r#""prior_state":{"values":{"root_module":{"child_modules":[{},5]}}}"#, "5"),
        (r#""configuration":[]"#, "["),
        (r#""configuration":{"root_module":{"resources":{}}}"#, "{"),
        (r#""configuration":{"root_module":{"module_calls":{"a":7}}}"#, "7"),
        (r#""configuration":{"provider_config":{"a":{"expressions":"e"}}}"#, r#""e""#),
        (r#""planned_values":{},"values":{}"#, r#""values""#),
        (r#""format_version":"1.2""#, r#""format_version""#),
    ] {
        let text = format!(r#"{{"format_version":"1.2",{part}}}"#);
        assert_eq!(refused(&text).1, at, "{text}");
    }
    let deep = format!(r#"{{"format_version":"1.2","variables":{}"#, "[".repeat(300));
    assert!(refused(&deep).0.contains("deeper"));
    for text in ["[]", "5", "{}", "", "{\"format_version\":", "{\"format_version\":\"1.0\"}\n{}"] {
        refused(text);
    }
    // Nothing there is as good as null.
    let nothing = r#"{"format_version":"1.2","resource_changes":null,"prior_state":null,"configuration":{"root_module":{"module_calls":null,"resources":null}}}"#;
    assert_eq!(good(nothing).objects.len(), 0);
}

#[test]
fn versions() {
    for (text, message) in [
        (r#"{"format_version":"2.0"}"#, "a format version that is not read: `2.0`"),
        (r#"{"configuration":{},"format_version":"10"}"#, "a format version that is not read: `10`"),
        (r#"{"format_version":"a secret"}"#, "a format version that is not read"),
        (r#"{"format_version":"0.2"}"#, "a format from before Terraform 1.1: `0.2`"),
        (r#"{"format_version":1.2}"#, "the format version has to be a text, like \"1.2\""),
        (r#"{"version":3,"lineage":"a"}"#, "a state file of a version that is not read: `3`"),
        (r#"{"version":[],"lineage":"a"}"#, "a state file of a version that is not read"),
        (r#"{"lineage":"a","encrypted_data":"x"}"#, "this is an encrypted state"),
        (r#"{"resource_changes":[]}"#, "this has no format_version, which every plan has"),
        (
            r#"{"format_version":"1.2","resource_changes":[],"errored":true}"#,
            "this plan is incomplete: planning ended with an error",
        ),
    ] {
        assert_eq!(refused(text).0, message);
    }
    assert!(!good(r#"{"format_version":"1.99","planned_values":{}}"#).is_state);
    assert!(good(r#"{"format_version":"1.0"}"#).is_state);
}

#[test]
fn a_message_never_holds_a_value() {
    let secret = "hunter2";
    for text in [
        plan(&eni(secret, "", CREATE)),
        plan(&eni("alicloud_ecs_network_interface.x", &format!(r#","index":["{secret}"]"#), CREATE)),
        plan(&eni(
            "alicloud_ecs_network_interface.x",
            "",
            &format!(r#""actions":["create"],"after":"{secret}""#),
        )),
        format!(r#"{{"format_version":"1.2","variables":{{"{secret}":1,"{secret}":2}}}}"#),
    ] {
        let failure = read(FileId(0), &text).err().expect("refused");
        assert!(!failure.message.contains(secret) && !failure.help.is_some_and(|h| h.contains(secret)));
    }
}

/// Whatever stands there: an answer, and no panic.
#[test]
fn texts_that_are_cut_or_changed() {
    let prior = r#""prior_state":{"values":{"root_module":{"child_modules":[{"resources":[{"address":"module.b[0].alicloud_vpc.d","mode":"managed","type":"alicloud_vpc","name":"d","values":{"id":"vpc-2"}}]}]}}},"configuration":{"root_module":{"resources":[{"mode":"managed","type":"alicloud_vpc","expressions":{"a":{}}}],"module_calls":{"m":{"module":{}}}}},"#;
    let shown =
        plan(&eni("module.a[\\\"b\\\"].alicloud_ecs_network_interface.x[1]", r#","index":1"#, CREATE))
            .replacen(r#""resource_changes""#, &format!(r#"{prior}"resource_changes""#), 1);
    let raw = r#"{"version":4,"resources":[{"module":"module.n","mode":"managed","type":"alicloud_vpc","name":"v","instances":[{"index_key":"k","attributes":{"id":"vpc-1"},"sensitive_attributes":[[{"type":"get_attr","value":"b"}]]}]}]}"#;
    assert_eq!(good(&shown).objects.len(), 2);
    for text in [&*shown, raw] {
        for at in 0..text.len() {
            assert!(read(FileId(0), &text[..at]).is_err());
            for other in ["", "\"", "{", "}", "[", "]", ",", "5", "null", "\\", ".", "\u{e9}"] {
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                drop(read(FileId(0), &changed));
            }
        }
    }
}
