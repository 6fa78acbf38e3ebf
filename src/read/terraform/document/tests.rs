mod refused;

use super::*;
use crate::source::{FileId, Span};

fn plan(changes: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[{changes}],"errored":false}}"#
    )
}

/// A change of an ENI.
fn eni(address: &str, rest: &str, change: &str) -> String {
    format!(
        r#"{{"address":"{address}","mode":"managed","type":"alicloud_ecs_network_interface","name":"x"{rest},"change":{{{change}}}}}"#
    )
}

const CREATE: &str = r#""actions":["create"],"before":null,"after":{"vswitch_id":"vsw-1"},"after_unknown":{"id":true},"before_sensitive":false,"after_sensitive":{}"#;

#[track_caller]
fn good(text: &str) -> Document<'_> {
    match read(FileId(0), text) {
        Ok(document) => document,
        Err(failure) => panic!("{failure:?}\n{text}"),
    }
}

/// The message and what it points at.
#[track_caller]
fn refused(text: &str) -> (String, &str) {
    let failure = read(FileId(0), text).err().unwrap_or_else(|| panic!("accepted: {text}"));
    assert!(failure.help.is_some() || failure.rule == crate::read::problem::SYNTAX_ERROR, "{failure:?}");
    let at = failure.span.map_or("", |span: Span| &text[span.range()]);
    (failure.message, at)
}

fn text_of<'d>(document: &'d Document<'_>, node: Option<NodeId>, key: &str) -> Cow<'d, str> {
    document.json(node).and_then(|json| json.get(key)).and_then(Json::as_text).expect("a text")
}

fn path(document: &Document<'_>, mut id: ModuleId) -> String {
    let mut steps = Vec::new();
    while let Some(module) = document.module(id) {
        let Some(parent) = module.parent else { break };
        steps.push(format!("{}{:?}", module.name, module.key));
        id = parent;
    }
    steps.reverse();
    steps.join(" ")
}

#[test]
fn an_object_that_will_be() {
    let text = plan(&eni("alicloud_ecs_network_interface.x", "", CREATE));
    let document = good(&text);
    assert!(!document.is_state);
    let object = document.object(ObjectId(0)).expect("one");
    assert_eq!((&*object.kind, &*object.name), ("alicloud_ecs_network_interface", "x"));
    assert_eq!((object.change, object.mode, object.deposed), (Change::Create, Mode::Managed, false));
    assert_eq!((object.before, object.key.clone()), (None, Key::None));
    assert_eq!(text_of(&document, object.after, "vswitch_id"), "vsw-1");
    let unknown = document.json(object.unknown).expect("a mirror");
    assert_eq!(unknown.get("id").and_then(Json::as_bool), Some(true));
    assert!(text[object.at.start as usize..object.at.end as usize].starts_with(r#"{"address""#));
    assert!(text[..object.at.end as usize].ends_with("}}"));
    assert_eq!(
        &text[object.address_at.start as usize..object.address_at.end as usize],
        r#""alicloud_ecs_network_interface.x""#
    );
}

#[test]
fn keys_in_any_order() {
    let text = r#"{"applyable":true,"resource_changes":[{"address":"alicloud_vpc.v[3]","change":{"after_unknown":false,"after":{"id":"vpc-1"},"before":{"id":"vpc-1"},"actions":["no-op"]},"index":3,"mode":"managed","name":"v","type":"alicloud_vpc"}],"terraform_version":"1.5.0","format_version":"1.1"}"#;
    let document = good(text);
    let object = &document.objects[0];
    assert_eq!((object.change, object.key.clone()), (Change::NoOp, Key::Number(3)));
    assert_eq!(text_of(&document, object.before, "id"), "vpc-1");
    assert_eq!(document.json(object.unknown).and_then(Json::as_bool), Some(false));
}

#[test]
fn what_the_actions_mean() {
    for (words, changes) in [
        (r#""no-op""#, vec![(Change::NoOp, false)]),
        (r#""create""#, vec![(Change::Create, false)]),
        (r#""update""#, vec![(Change::Update, false)]),
        (r#""delete""#, vec![(Change::Delete, false)]),
        (r#""delete","create""#, vec![(Change::DeleteThenCreate, false)]),
        (r#""create","delete""#, vec![(Change::CreateThenDelete, false)]),
        (r#""read""#, vec![(Change::Read, false)]),
        (r#""forget""#, vec![(Change::Forget, false)]),
        (r#""create","forget""#, vec![(Change::Forget, true), (Change::Create, false)]),
        (r#""forget","create""#, vec![(Change::Forget, true), (Change::Create, false)]),
    ] {
        let change = format!(
            r#""actions":[{words}],"importing":{{"id":"a"}},"before":{{"id":"eni-1"}},"after":{{"id":"eni-2"}}"#
        );
        let text = plan(&eni("alicloud_ecs_network_interface.x", "", &change));
        let document = good(&text);
        let found: Vec<_> = document.objects.iter().map(|o| (o.change, o.deposed)).collect();
        assert_eq!(found, changes, "{words}");
        if let [old, new] = &document.objects[..] {
            assert_eq!((old.after, new.before), (None, None));
            assert_eq!(text_of(&document, old.before, "id"), "eni-1");
            assert_eq!(text_of(&document, new.after, "id"), "eni-2");
        }
    }
    for (words, message) in [
        (r#"["open"]"#, "an action that is not known: `open`"),
        (r#"["create","explode"]"#, "an action that is not known: `explode`"),
        (r#"["a secret, maybe"]"#, "an action that is not known"),
        (r#"["create","create"]"#, "actions that do not go together"),
        ("[]", "actions that do not go together"),
        (r#"["create","delete","create"]"#, "more actions than Terraform plans for one object"),
        ("5", "a list has to stand here"),
    ] {
        let change = format!(r#""actions":{words},"before":null,"after":null"#);
        let text = plan(&eni("alicloud_ecs_network_interface.x", "", &change));
        assert_eq!(refused(&text), (message.to_owned(), if words == "5" { "5" } else { words }));
    }
}

#[test]
fn types_that_are_not_read_may_be_anything() {
    let text = plan(
        r#"{"address":"aws_x.y","mode":"managed","type":"aws_x","name":"y","change":{"actions":["explode"]}},{"address":5,"mode":"new","type":"alicloud_vpc"}"#,
    );
    assert_eq!(good(&text).objects.len(), 0);
}

#[test]
fn whole_flags_deposed_objects_and_what_is_secret() {
    let change = r#""actions":["update"],"before":{"id":"eni-1"},"after":{"id":"eni-1"},"after_unknown":true,"before_sensitive":{"id":true},"after_sensitive":false"#;
    let gone = r#""actions":["delete"],"before":{"id":"eni-2"},"after":null,"after_unknown":{},"before_sensitive":true,"after_sensitive":false"#;
    let address = "alicloud_ecs_network_interface.x";
    let text = plan(&[eni(address, "", change), eni(address, r#","deposed":"0a1b""#, gone)].join(","));
    let document = good(&text);
    let flag = |node| document.json(node).and_then(Json::as_bool);
    let [now, old] = &document.objects[..] else { panic!("two objects") };
    assert_eq!((flag(now.unknown), flag(now.sensitive), now.deposed), (Some(true), Some(false), false));
    assert_eq!((old.after, flag(old.sensitive), old.deposed), (None, Some(true), true));
}

#[test]
fn modules_are_told_apart_by_their_keys() {
    let own = "alicloud_ecs_network_interface.x";
    let steps = [
        "module.node[\\\"a\\\"].module.y[0].",
        "module.node[\\\"b\\\"].",
        "module.node[\\\"a\\\"].",
        "module.node[\\\"a.b[0]\\\\\\\"].x\\\"].",
        "module.node.",
        "",
        "module.node[\\\"$${x} %%{y} $5 \\\\n\\u00e9\\\"].",
    ];
    let changes: Vec<String> = steps.iter().map(|step| eni(&format!("{step}{own}"), "", CREATE)).collect();
    let text = plan(&changes.join(","));
    let document = good(&text);
    let found: Vec<String> = document.objects.iter().map(|o| path(&document, o.module)).collect();
    assert_eq!(
        found,
        [
            r#"nodeText("a") yNumber(0)"#,
            r#"nodeText("b")"#,
            r#"nodeText("a")"#,
            r#"nodeText("a.b[0]\"].x")"#,
            "nodeNone",
            "",
            r#"nodeText("${x} %{y} $5 \né")"#,
        ]
    );
    assert_eq!(document.modules.len(), 7);
    assert_eq!(document.objects[2].address, r#"module.node["a"].alicloud_ecs_network_interface.x"#);
}

#[test]
fn keys_of_objects() {
    let own = "alicloud_ecs_network_interface.x";
    for (step, index, key) in [
        ("", "", Key::None),
        ("", r#","index":null"#, Key::None),
        ("[2]", r#","index":2"#, Key::Number(2)),
        ("[2]", "", Key::Number(2)),
        ("[\\\"a\\\"]", r#","index":"a""#, Key::Text("a".into())),
        ("[\\\"a\\\"]", "", Key::Text("a".into())),
        ("[\\\"0\\\"]", r#","index":"0""#, Key::Text("0".into())),
    ] {
        let text = plan(&eni(&format!("{own}{step}"), index, CREATE));
        assert_eq!(good(&text).objects[0].key, key);
    }
    for index in ["-1", "1.5", "1e3", "99999999999999999999999", "true", "[]", "{}"] {
        let text = plan(&eni(&format!("{own}[0]"), &format!(r#","index":{index}"#), CREATE));
        assert_eq!(refused(&text), ("an index has to be a text or a whole number".to_owned(), index));
    }
}

#[test]
fn what_exists_and_is_not_planned_for() {
    let text = r#"{"format_version":"1.2",
    "prior_state":{"format_version":"1.0","values":{"outputs":{"a":{"value":1}},"root_module":{
      "resources":[
        {"address":"alicloud_vpc.a","mode":"managed","type":"alicloud_vpc","name":"a","values":{"id":"vpc-1"},"sensitive_values":{"id":true}},
        {"address":"alicloud_vpc.a","mode":"managed","type":"alicloud_vpc","name":"a","deposed_key":"00","values":{"id":"vpc-0"}},
        {"address":"alicloud_vpc.old","mode":"managed","type":"alicloud_vpc","name":"old","values":{"id":"vpc-3"}}],
      "child_modules":[
        {"child_modules":[{"resources":[{"address":"module.b.module.c.alicloud_vpc.d","mode":"managed","type":"alicloud_vpc","name":"d","values":{"id":"vpc-2"}}],"address":"module.b.module.c"}],
         "resources":[{"address":"module.b.alicloud_vpc.d","mode":"managed","type":"alicloud_vpc","name":"d","values":null}]},
        null,
        {"address":"module.e"}]}}},
    "resource_changes":[
      {"address":"alicloud_vpc.a","mode":"managed","type":"alicloud_vpc","name":"a","change":{"actions":["delete"],"before":{"id":"vpc-1"},"after":null}},
      {"address":"alicloud_vpc.new","previous_address":"alicloud_vpc.old","mode":"managed","type":"alicloud_vpc","name":"new","change":{"actions":["no-op"],"before":{"id":"vpc-3"},"after":{"id":"vpc-3"}}}]}"#;
    let document = good(text);
    let found: Vec<_> = document.objects.iter().map(|o| (&*o.address, o.change, o.deposed)).collect();
    assert_eq!(
        found,
        [
            ("alicloud_vpc.a", Change::Delete, false),
            ("alicloud_vpc.new", Change::NoOp, false),
            ("alicloud_vpc.a", Change::NoOp, true),
            ("module.b.module.c.alicloud_vpc.d", Change::NoOp, false),
            ("module.b.alicloud_vpc.d", Change::NoOp, false),
        ]
    );
    let deep = &document.objects[3];
    assert_eq!(deep.before, deep.after);
    assert_eq!(text_of(&document, deep.after, "id"), "vpc-2");
    assert_eq!(path(&document, deep.module), "bNone cNone");
    assert_eq!(document.objects[4].after, None);
}

#[test]
fn a_state_as_it_is_shown() {
    let text = r#"{"format_version":"1.0","values":{"root_module":{"resources":[{"address":"alicloud_vpc.a","mode":"managed","type":"alicloud_vpc","name":"a","values":{"id":"vpc-1"},"sensitive_values":{}}]}}}"#;
    let document = good(text);
    assert!(document.is_state);
    assert_eq!(document.objects[0].change, Change::NoOp);
    assert_eq!(text_of(&document, document.objects[0].before, "id"), "vpc-1");
}

#[test]
fn a_raw_state() {
    let text = r#"{"version":4,"serial":1,"lineage":"l","resources":[
      {"module":"module.n[\"a\"]","mode":"managed","type":"alicloud_vpc","name":"v","provider":"p","instances":[
        {"index_key":"k\"1","schema_version":0,"attributes":{"id":"vpc-1","b":{"c":1}},"sensitive_attributes":[[{"type":"get_attr","value":"b"},{"type":"get_attr","value":"c"}],[{"type":"get_attr","value":"b"}]]},
        {"index_key":1,"deposed":"00","attributes":{"id":"vpc-2"},"sensitive_attributes":[]},
        {"attributes":{"id":"vpc-3"},"sensitive_attributes":{"odd":1}}]},
      {"instances":[{"attributes":5}],"mode":"managed","type":"aws_x","name":"v"}]}"#;
    let document = good(text);
    assert!(document.is_state);
    let found: Vec<_> = document.objects.iter().map(|o| (&*o.address, o.key.clone(), o.deposed)).collect();
    assert_eq!(
        found,
        [
            (r#"module.n["a"].alicloud_vpc.v["k\"1"]"#, Key::Text("k\"1".into()), false),
            (r#"module.n["a"].alicloud_vpc.v[1]"#, Key::Number(1), true),
            (r#"module.n["a"].alicloud_vpc.v"#, Key::None, false),
        ]
    );
    let secret = |at: usize| document.json(document.objects[at].sensitive).expect("a mirror");
    assert_eq!(secret(0).entries().count(), 1);
    assert_eq!(secret(0).get("b").and_then(Json::as_bool), Some(true));
    assert_eq!(secret(1).entries().count(), 0);
    assert_eq!(secret(2).as_bool(), Some(true));
    for (text, message) in [
        (r#"{"version":4,"resources":{}}"#, "a list has to stand here"),
        (
            r#"{"version":4,"resources":[{"module":"mod","mode":"managed","type":"alicloud_vpc","name":"v","instances":[{}]}]}"#,
            "a module's address that cannot be read",
        ),
        (
            r#"{"version":4,"resources":[{"mode":"managed","type":"alicloud_vpc","name":"v","instances":[{"attributes_flat":{}}]}]}"#,
            "a resource that an old Terraform wrote",
        ),
    ] {
        assert_eq!(refused(text).0, message);
    }
}

#[test]
fn the_configuration_without_what_is_not_read() {
    let text = r#"{"format_version":"1.2","configuration":{
      "provider_config":{"alicloud":{"name":"alicloud","expressions":{"secret_key":{"constant_value":"hush"},"region":{"constant_value":"cn-hangzhou"}}}},
      "other":{"x":1},
      "root_module":{
        "outputs":{"o":{"expression":{"references":["alicloud_vpc.a.id"]}}},
        "resources":[
          {"address":"aws_x.y","mode":"managed","type":"aws_x","name":"y","expressions":{"a":{}}},
          {"expressions":{"cidr_block":{"constant_value":"10.0.0.0/8"}},"address":"alicloud_vpc.a","mode":"managed","type":"alicloud_vpc","name":"a","schema_version":0,"provider_config_key":"alicloud","provisioners":[],"count_expression":{"constant_value":2}}],
        "module_calls":{"m":{"source":"./m","expressions":{"v":{"references":["alicloud_vpc.a[0].id","alicloud_vpc.a[0]","alicloud_vpc.a"]}},
          "module":{"resources":[],"module_calls":{"n":{"source":"./n","module":{"variables":{"z":{}}}}}}}}}},
      "variables":{"p":{"value":"hush"}}}"#;
    let document = good(text);
    let configuration = document.json(document.configuration).expect("one");
    let keys = |json: Json<'_>| json.entries().map(|(key, _)| key.into_owned()).collect::<Vec<_>>();
    assert_eq!(keys(configuration), ["provider_config", "root_module"]);
    let provider = configuration.path(&["provider_config", "alicloud", "expressions"]).expect("a provider");
    assert_eq!(keys(provider), ["region"]);
    let root = configuration.get("root_module").expect("a module");
    assert_eq!(keys(root), ["outputs", "resources", "module_calls"]);
    let resources: Vec<Json<'_>> = root.get("resources").expect("a list").items().collect();
    assert_eq!(resources.len(), 1);
    assert_eq!(
        keys(resources[0]),
        ["address", "mode", "type", "name", "provider_config_key", "count_expression", "expressions"]
    );
    let zone = root.path(&["module_calls", "m", "module", "module_calls", "n", "module", "variables", "z"]);
    assert!(zone.is_some_and(Json::is_map));
    let range = root.range();
    let whole = &text[range.start as usize..range.end as usize];
    assert!(whole.starts_with("{\n        \"outputs\"") && whole.ends_with("}}}}}}"), "{whole}");
    assert!(document.json(document.variables).is_some_and(|v| v.path(&["p", "value"]).is_some()));
}
