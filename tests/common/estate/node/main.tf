terraform {
  required_providers {
    alicloud = {
      source = "aliyun/alicloud"
    }
  }
}

variable "name" {}

variable "type" {}

variable "vswitch_id" {}

variable "nic_vswitch_id" {}

variable "group_id" {}

variable "nic_group_id" {}

resource "alicloud_instance" "this" {
  instance_type   = var.type
  image_id        = "aliyun_3_x64_20G_alibase_20240528.vhd"
  vswitch_id      = var.vswitch_id
  security_groups = [var.group_id]
}

resource "alicloud_ecs_network_interface" "a" {
  description        = "a of ${var.name}"
  vswitch_id         = var.nic_vswitch_id
  security_group_ids = [var.nic_group_id]
}

resource "alicloud_ecs_network_interface" "b" {
  description        = "b of ${var.name}"
  vswitch_id         = var.nic_vswitch_id
  security_group_ids = [var.nic_group_id]
}

resource "alicloud_ecs_network_interface_attachment" "a" {
  instance_id          = alicloud_instance.this.id
  network_interface_id = alicloud_ecs_network_interface.a.id
}

resource "alicloud_ecs_network_interface_attachment" "b" {
  instance_id          = alicloud_instance.this.id
  network_interface_id = alicloud_ecs_network_interface.b.id
}
