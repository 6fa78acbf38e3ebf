//! What attributes come to with the configuration files at hand.

use super::super::super::source::Folder;
use super::*;

const VSWITCH: &str = "resource \"alicloud_ecs_network_interface\" \"e\" {\n  vswitch_id = ";

fn with(expression: &str, references: Value, more: &str) -> String {
    vswitch_of(references, &format!("{VSWITCH}{expression}\n}}\n{more}"))
}

#[test]
fn expressions() {
    let c = || json!(["alicloud_vswitch.c"]);
    let a = || json!(["alicloud_vswitch.a.id", "alicloud_vswitch.a"]);
    let and = |more: &str| {
        json!([
            "alicloud_vswitch.a.id",
            "alicloud_vswitch.a",
            "alicloud_vswitch.c[0].id",
            "alicloud_vswitch.c[0]",
            "alicloud_vswitch.c",
            more
        ])
    };
    let local = || json!(["local.x"]);
    for (expression, references, more, expected) in [
        ("element(alicloud_vswitch.c.*.id, 3)", c(), "", "<alicloud_vswitch.c[1]>"),
        ("[for v in alicloud_vswitch.c : v.id][1]", c(), "", "<alicloud_vswitch.c[1]>"),
        ("\"${alicloud_vswitch.a.id}\"", a(), "", "<alicloud_vswitch.a>"),
        (
            "var.zone == \"z\" ? alicloud_vswitch.a.id : alicloud_vswitch.c[0].id",
            and("var.zone"),
            "",
            "<alicloud_vswitch.a>",
        ),
        (
            "var.zone == \"y\" ? alicloud_vswitch.a.id : alicloud_vswitch.c[0].id",
            and("var.zone"),
            "",
            "<alicloud_vswitch.c[0]>",
        ),
        (
            "random_pet.x.keepers == 1 ? alicloud_vswitch.a.id : alicloud_vswitch.c[0].id",
            and("random_pet.x.keepers"),
            "",
            "one of <alicloud_vswitch.a>, <alicloud_vswitch.c[0]>",
        ),
        (
            "alicloud_vswitch.c[random_pet.x.length].id",
            json!(["alicloud_vswitch.c", "random_pet.x.length"]),
            "",
            "one of <alicloud_vswitch.c[0]>, <alicloud_vswitch.c[1]>",
        ),
        (
            "local.x",
            local(),
            "locals {\n  x = local.y[\"k\"]\n  y = { k = alicloud_vswitch.c[0].id }\n}\n",
            "<alicloud_vswitch.c[0]>",
        ),
        // A cycle.
        ("local.x", local(), "locals {\n  x = local.y\n  y = local.x\n}\n", OWN),
        ("random_pet.x.id", json!(["random_pet.x.id", "random_pet.x"]), "", "${random_pet.x.id}"),
        // The files are newer than the plan.
        ("alicloud_vswitch.c[0].id", a(), "", "<alicloud_vswitch.a>"),
        ("\"vsw-1\"", a(), "", "<alicloud_vswitch.a>"),
        // Only the second instance tells what it is.
        ("merge({a = alicloud_vswitch.a.id}, {})[\"a\"]", a(), "", "<alicloud_vswitch.a>"),
        ("null", json!([]), "", "null"),
    ] {
        let found = with(expression, references, more);
        let expected = if expected == OWN && expression == "local.x" { "${local.y}" } else { expected };
        assert_eq!(found, expected, "{expression}");
    }
}

#[test]
fn ten_thousand_attachments_by_index() {
    let count = 10_000;
    let files = "resource \"alicloud_ecs_network_interface_attachment\" \"x\" {\n  network_interface_id = element(alicloud_ecs_network_interface.e.*.id, count.index)\n}\n";
    let text = many(count);
    let start = std::time::Instant::now();
    with_files(&text, &[("main.tf", files)], |graph| {
        for id in 0..count {
            let place = Place { block: None, name: "network_interface_id" };
            let term = graph.attribute(ObjectId(id as u32), place, Want::Id(Eni)).term;
            assert_eq!(term, Term::Id(ObjectId((count + id) as u32)));
        }
    });
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Locals that each refer to the one before, further than is followed.
#[test]
fn long_chains_end() {
    let mut files = "locals {\n  x = local.x0\n".to_owned();
    for n in 0..5_000 {
        writeln!(files, "  x{n} = [local.x{}]", n + 1).expect("memory");
    }
    files.push_str("}\n");
    assert_eq!(with("local.x", json!(["local.x"]), &files), OWN);
}

/// ENIs that each take the vSwitch of the next, further than is followed; with the files and without.
#[test]
fn long_chains_of_objects_end() {
    let count = 3_000;
    let mut files = String::new();
    let (mut resources, mut changes) = (Vec::new(), Vec::new());
    for n in 0..count {
        let next = format!("{ENI}.e{}", n + 1);
        let references = json!({"references": [format!("{next}.vswitch_id"), next]});
        resources.push(resource(ENI, &format!("e{n}"), json!({"vswitch_id": references})));
        changes.push(create(&format!("{ENI}.e{n}"), &["vswitch_id"], json!({})));
        writeln!(files, "resource \"{ENI}\" \"e{n}\" {{\n  vswitch_id = {next}.vswitch_id\n}}")
            .expect("memory");
    }
    let text = plan(json!({"resources": resources}), &changes);
    for files in ["", &files] {
        with_files(&text, &[("main.tf", files)], |graph| {
            for id in 0..count {
                let place = Place { block: None, name: "vswitch_id" };
                let term = graph.attribute(ObjectId(id), place, Want::Id(Vswitch)).term;
                assert!(matches!(term, Term::Token(_)), "{}", show(graph, &term));
            }
        });
    }
}

/// The work grows with the plan, not with its square.
#[test]
fn a_hundred_thousand_objects() {
    let text = many(50_000);
    let start = std::time::Instant::now();
    with_files(&text, &[], |graph| {
        for id in 0..50_000 {
            let place = Place { block: None, name: "network_interface_id" };
            let term = graph.attribute(ObjectId(id), place, Want::Id(Eni)).term;
            assert!(matches!(term, Term::Token(_)));
        }
    });
    println!("{:?}", start.elapsed());
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn nested_blocks_are_told_apart_while_there_is_room() {
    const EACH: usize = 250;
    let blocks =
        format!("dynamic \"network_interfaces\" {{\n    for_each = range({EACH})\n    content {{}}\n  }}\n");
    let text = format!("resource \"alicloud_instance\" \"x\" {{\n  count = 500\n  {blocks}}}\n");
    let mut sources = Sources::new();
    let file = sources.add("main.tf", text, Role::Named);
    let configuration = Configuration::read(&sources, &[file]);
    let document = super::super::super::alone::expand(&configuration, Folder(0), &sources);
    let graph = Graph::new(&document, &configuration);
    let count = |instance| graph.blocks(ObjectId(instance), "network_interfaces");
    let told: Vec<Option<usize>> = (0..500).map(count).collect();
    let (first, rest) = told.split_at(NESTED / EACH);
    assert!(first.iter().all(|count| *count == Some(EACH)), "{first:?}");
    assert!(rest.iter().all(Option::is_none), "{rest:?}");
    assert_eq!(told, (0..500).map(count).collect::<Vec<_>>(), "asked again, they are not counted again");
}
