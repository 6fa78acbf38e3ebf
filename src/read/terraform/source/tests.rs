use super::*;
use crate::source::Role;
use crate::syntax::hcl::ExprKind;

fn read(files: &[(&str, &str)]) -> (Sources, Configuration) {
    let mut sources = Sources::new();
    let ids: Vec<FileId> =
        files.iter().map(|(name, text)| sources.add(*name, (*text).to_owned(), Role::Found)).collect();
    let configuration = Configuration::read(&sources, &ids);
    (sources, configuration)
}

fn text(expr: &Expr) -> &str {
    match &expr.kind {
        ExprKind::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

fn root(configuration: &Configuration, block: (&str, &[&str])) -> Option<Folder> {
    let labels = block.1.iter().map(|label| (*label).to_owned()).collect();
    configuration.find_root(&[(block.0, labels)], "")
}

#[test]
fn overrides_replace_what_they_name() {
    let (sources, configuration) = read(&[
        (
            "a/b_override.tf",
            "resource \"t\" \"n\" {\n  x = \"2\"\n  nic { c = 1 }\n}\nlocals { l = \"over\" }",
        ),
        ("a/override.tf", "resource \"t\" \"n\" {\n  x = \"3\"\n}"),
        (
            "./a/main.tf",
            "resource \"t\" \"n\" {\n  x = \"1\"\n  y = \"y\"\n  nic { a = 1 }\n  nic { b = 1 }\n}",
        ),
        ("a/x/../l.tf", "locals {\n  l = \"main\"\n  m = \"m\"\n}\nvariable \"v\" { default = \"d\" }"),
    ]);
    let folder = root(&configuration, ("resource", &["t", "n"])).unwrap();
    let block = configuration.block(folder, "resource", &["t", "n"]).unwrap();
    let (file, x) = block.attribute("x").unwrap();
    assert_eq!((text(&x.value), sources.get(file).name()), ("3", "a/override.tf"));
    assert_eq!(block.attribute("y").unwrap().0, FileId(2));
    assert_eq!((block.blocks("nic").0, block.blocks("nic").1.len()), (FileId(0), 1));
    assert_eq!(sources.slice(block.head()), "resource \"t\" \"n\"");
    assert_eq!(text(configuration.local(folder, "l").unwrap().1), "over");
    assert_eq!(text(configuration.local(folder, "m").unwrap().1), "m");
    assert!(configuration.local(folder, "none").is_none());
}

#[test]
fn files_that_do_not_parse_are_passed_over() {
    let (_, configuration) =
        read(&[("m/a.tf", "locals { a = 1 }"), ("m/b.tf", "x {"), ("m/c.tf.json", "{"), ("m/d.txt", "{")]);
    assert_eq!(configuration.unparsed().iter().map(|unparsed| unparsed.file.0).collect::<Vec<_>>(), [1, 2]);
    assert!(root(&configuration, ("locals", &["a"])).is_some());
}

#[test]
fn the_root_declares_the_most_and_is_not_guessed() {
    let (one, two) = ("resource \"t\" \"a\" {}\n", "resource \"t\" \"a\" {}\nmodule \"m\" {}\n");
    let (_, configuration) =
        read(&[("x.tf", one), ("env/x.tf", two), ("env/deep/x.tf", two), ("z/q.tf", one)]);
    let wanted = |blocks: &[(&str, &[&str])]| {
        let owned: Vec<(&str, Vec<String>)> =
            blocks.iter().map(|(kind, l)| (*kind, l.iter().map(|l| (*l).to_owned()).collect())).collect();
        configuration
            .find_root(&owned, "")
            .map(|folder| configuration.folders[folder.0 as usize].path.clone())
    };
    assert_eq!(wanted(&[("resource", &["t", "a"])]).as_deref(), Some(""));
    assert_eq!(wanted(&[("resource", &["t", "a"]), ("module", &["m"])]).as_deref(), Some("env"));
    assert_eq!(wanted(&[("resource", &["t", "none"])]), None);
    let (_, configuration) = read(&[("dev/x.tf", one), ("prod/x.tf", one)]);
    assert_eq!(root(&configuration, ("resource", &["t", "a"])), None);
}

#[test]
fn module_calls_lead_to_folders() {
    let manifest = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},
        {"Key":"net.deep","Source":"reg/x/y","Dir":".terraform/modules/net.deep/sub"}]}"#;
    let call = |name: &str, source: &str| format!("module \"{name}\" {{\n  source = \"{source}\"\n}}\n");
    let (_, configuration) = read(&[
        (
            "infra/base/main.tf",
            &(call("net", "../mods/./net") + &call("gone", "./gone") + &call("up", "../../..")),
        ),
        ("infra/mods/net/main.tf", &call("deep", "reg/x/y")),
        ("infra/base/.terraform/modules/net.deep/sub/main.tf", "locals { here = true }"),
        ("infra/base/.terraform/modules/modules.json", manifest),
    ]);
    let root = root(&configuration, ("module", &["net"])).unwrap();
    let path = |calls: &[&str]| {
        configuration.module(root, calls).map(|folder| configuration.folders[folder.0 as usize].path.clone())
    };
    assert_eq!(path(&[]).as_deref(), Some("infra/base"));
    assert_eq!(path(&["net"]).as_deref(), Some("infra/mods/net"));
    assert_eq!(path(&["net", "deep"]).as_deref(), Some("infra/base/.terraform/modules/net.deep/sub"));
    assert_eq!(path(&["gone"]), None);
    assert_eq!(path(&["up"]), None);
    assert_eq!(path(&["none"]), None);
}

#[test]
fn paths_have_one_form() {
    for (from, given, usual) in [
        ("", "a/./b/../c", "a/c"),
        ("", "../a", "../a"),
        ("..", "../a", "../../a"),
        ("a", "../../b", "../b"),
        ("/a", "../../b", "/b"),
        ("a", "/b", "/b"),
        ("", ".", ""),
        ("", "C:/x/../y", "C:/y"),
    ] {
        assert_eq!(path::usual(from, given), usual, "{from} {given}");
    }
    assert_eq!(path::split("/main.tf"), ("/".to_owned(), "main.tf".to_owned()));
    assert_eq!(path::split("main.tf"), (String::new(), "main.tf".to_owned()));
}

#[test]
fn the_version_of_the_provider_is_told() {
    let lock = "provider \"registry.terraform.io/aliyun/alicloud\" {\n  version = \"1.2.3\"\n}\n";
    let required = "terraform {\n  required_providers {\n    ali = {\n      source = \"x/alicloud\"\n      version = \">= 1.2\"\n    }\n  }\n}\n";
    let old = "terraform {\n  required_providers {\n    alicloud = \"~> 1.0\"\n  }\n}\n";
    let (exact, constraint) =
        (|v: &str| ProviderVersion::Exact(v.into()), |v: &str| ProviderVersion::Constraint(v.into()));
    for (files, version, at) in [
        (vec![("m/a.tf", required), ("m/.terraform.lock.hcl", lock)], exact("1.2.3"), "\"1.2.3\""),
        (vec![("m/a.tf", required), (".terraform.lock.hcl", lock)], constraint(">= 1.2"), "\">= 1.2\""),
        (vec![("m/a.tf", old)], constraint("~> 1.0"), "\"~> 1.0\""),
    ] {
        let (sources, configuration) = read(&files);
        let root = root(&configuration, ("terraform", &[])).unwrap();
        let (found, span) = configuration.provider_version(root).unwrap();
        assert_eq!((found, sources.slice(span)), (version, at));
    }
}
