variable "machines" {}

resource "alicloud_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}

resource "alicloud_vswitch" "a" {
  vpc_id     = alicloud_vpc.main.id
  cidr_block = "10.20.1.0/28"
  zone_id    = "cn-hangzhou-i"
}

resource "alicloud_instance" "many" {
  count         = var.machines
  instance_type = "ecs.g7.xlarge"
  vswitch_id    = alicloud_vswitch.a.id
}

resource "alicloud_ecs_network_interface" "x" {
  vswitch_id = alicloud_vswitch.a.id
}
