resource "alicloud_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "alicloud_vswitch" "h" {
  vpc_id     = alicloud_vpc.main.id
  zone_id    = "cn-hangzhou-h"
  cidr_block = "10.0.1.0/24"
}

resource "alicloud_security_group" "main" {
  vpc_id = alicloud_vpc.main.id
}

resource "alicloud_instance" "web" {
  instance_type   = "ecs.g6.large"
  vswitch_id      = alicloud_vswitch.h.id
  security_groups = [alicloud_security_group.main.id]
}

resource "alicloud_ecs_network_interface" "web" {
  count              = 2
  vswitch_id         = alicloud_vswitch.h.id
  security_group_ids = [alicloud_security_group.main.id]
}

resource "alicloud_ecs_network_interface_attachment" "web" {
  count                = 2
  instance_id          = alicloud_instance.web.id
  network_interface_id = alicloud_ecs_network_interface.web[count.index].id
}
