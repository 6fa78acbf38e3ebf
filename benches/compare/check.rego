# The checks of check.py for the Open Policy Agent. Each entry of `failing` is a planned attach with the names
# of the rules that it breaks. `input` is an inventory, or {"yaml": TEXT}; `data.limits` and `data.cold` come from
# rules/catalog: ENIs by instance type, and the types that take none while they run.
package compare

inventory := yaml.unmarshal(input.yaml) if input.yaml

else := input

# Comprehensions, since OPA keeps their value; a rule with a key would be asked again for each attach.
instances := {entry.id: entry | some entry in inventory.instances}

enis := {entry.id: entry | some entry in inventory.enis}

vswitches := {entry.id: entry | some entry in inventory.vswitches}

groups := {entry.id: entry | some entry in inventory.security_groups}

# By ENI: the places in `attachments`, in their order.
uses := {id: places |
	some attach in inventory.attachments
	id := attach.network_interface_id
	places := [place | some place, other in inventory.attachments; other.network_interface_id == id]
}

# Attaches that have nothing left to do: the ENI is there already, or will be. enilint warns of them.
idle := there | again

there := {place |
	some place, attach in inventory.attachments
	eni := enis[attach.network_interface_id]
	eni.instance_id == attach.instance_id
	eni.type != "Primary"
}

again := {place |
	some _, places in uses
	count(places) > 1
	some place in array.slice(places, 1, count(places))
	inventory.attachments[place].instance_id == inventory.attachments[places[0]].instance_id
}

attaches := {place: attach |
	some place, attach in inventory.attachments
	not place in idle
}

# By instance: the ENIs that are attached, and the places in `attachments`.
held := {id: ids |
	some holder in inventory.enis
	id := holder.instance_id
	ids := {eni.id | some eni in inventory.enis; eni.instance_id == id}
}

planned := {id: places |
	some attach in attaches
	id := attach.instance_id
	places := [place | some place, other in attaches; other.instance_id == id]
}

# What the attaches of sound references are about.
joined := {place: {"instance": instance, "eni": eni} |
	some place, attach in attaches
	instance := instances[attach.instance_id]
	eni := enis[attach.network_interface_id]
}

failing[pointer(place)] contains "dangling-ref" if {
	some place, _ in attaches
	not joined[place]
}

failing[pointer(place)] contains "dangling-ref" if {
	some place, pair in joined
	not vswitches[pair.eni.vswitch_id]
}

failing[pointer(place)] contains "dangling-ref" if {
	some place, pair in joined
	some group in pair.eni.security_group_ids
	not groups[group]
}

failing[pointer(place)] contains "dup-attach-other" if {
	some _, places in uses
	count(places) > 1
	some place in array.slice(places, 1, count(places))
	inventory.attachments[place].instance_id != inventory.attachments[places[0]].instance_id
}

failing[pointer(place)] contains "instance-state" if {
	some place, attach in attaches
	not instances[attach.instance_id].status in {"Running", "Stopped"}
	instances[attach.instance_id]
}

failing[pointer(place)] contains "no-hot-plug" if {
	some place, attach in attaches
	instance := instances[attach.instance_id]
	instance.status == "Running"
	data.cold[instance.instance_type]
}

failing[pointer(place)] contains "eni-limit" if {
	some id, places in planned
	limit := data.limits[instances[id].instance_type]
	room := max([0, limit - count(object.get(held, id, set()))])
	some place in array.slice(places, room, count(places))
}

failing[pointer(place)] contains "primary-attach" if {
	some place, pair in joined
	pair.eni.type == "Primary"
}

failing[pointer(place)] contains "eni-state" if {
	some place, pair in joined
	pair.eni.type != "Primary"
	pair.eni.status != "Available"
}

failing[pointer(place)] contains "vpc-mismatch" if {
	some place, pair in joined
	pair.eni.type != "Primary"
	vswitches[pair.eni.vswitch_id].vpc_id != pair.instance.vpc_id
}

failing[pointer(place)] contains "zone-mismatch" if {
	some place, pair in joined
	pair.eni.type != "Primary"
	vswitch := vswitches[pair.eni.vswitch_id]
	vswitch.vpc_id == pair.instance.vpc_id
	vswitch.zone_id != pair.instance.zone_id
}

failing[pointer(place)] contains "sg-vpc" if {
	some place, pair in joined
	some group in pair.eni.security_group_ids
	groups[group].vpc_id != vswitches[pair.eni.vswitch_id].vpc_id
}

failing[pointer(place)] contains "sg-mixed" if {
	some place, pair in joined
	count({kind(groups[group]) | some group in pair.eni.security_group_ids}) > 1
}

failing[pointer(place)] contains "sg-count" if {
	some place, pair in joined
	not count(pair.eni.security_group_ids) in numbers.range(1, 10)
}

kind(group) := object.get(group, "security_group_type", "normal")

pointer(place) := sprintf("/attachments/%d", [place])
