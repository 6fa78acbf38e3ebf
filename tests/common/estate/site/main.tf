terraform {
  required_providers {
    alicloud = {
      source = "aliyun/alicloud"
    }
  }
}

variable "name" {}

variable "nodes" {}

variable "index" {}

variable "vpc_id" {}

variable "other_id" {}

resource "alicloud_vswitch" "near" {
  vpc_id     = var.vpc_id
  cidr_block = cidrsubnet("10.0.0.0/8", 12, var.index * 2)
  zone_id    = "cn-hangzhou-i"
}

resource "alicloud_vswitch" "far" {
  vpc_id     = var.vpc_id
  cidr_block = cidrsubnet("10.0.0.0/8", 12, var.index * 2 + 1)
  zone_id    = "cn-hangzhou-j"
}

resource "alicloud_security_group" "base" {
  security_group_name = "base-${var.name}"
  vpc_id              = var.vpc_id
}

resource "alicloud_security_group" "away" {
  security_group_name = "away-${var.name}"
  vpc_id              = var.other_id
}

module "fits" {
  source         = "../node"
  for_each       = toset(var.nodes.fits)
  name           = each.key
  type           = "ecs.g7.large"
  vswitch_id     = alicloud_vswitch.near.id
  nic_vswitch_id = alicloud_vswitch.near.id
  group_id       = alicloud_security_group.base.id
  nic_group_id   = alicloud_security_group.base.id
}

module "kept" {
  source         = "../node"
  for_each       = toset(var.nodes.kept)
  name           = each.key
  type           = "ecs.g7.large"
  vswitch_id     = alicloud_vswitch.near.id
  nic_vswitch_id = alicloud_vswitch.near.id
  group_id       = alicloud_security_group.base.id
  nic_group_id   = alicloud_security_group.base.id
}

module "far" {
  source         = "../node"
  for_each       = toset(var.nodes.far)
  name           = each.key
  type           = "ecs.g7.xlarge"
  vswitch_id     = alicloud_vswitch.near.id
  nic_vswitch_id = alicloud_vswitch.far.id
  group_id       = alicloud_security_group.base.id
  nic_group_id   = alicloud_security_group.base.id
}

module "full" {
  source         = "../node"
  for_each       = toset(var.nodes.full)
  name           = each.key
  type           = "ecs.g6.large"
  vswitch_id     = alicloud_vswitch.near.id
  nic_vswitch_id = alicloud_vswitch.near.id
  group_id       = alicloud_security_group.base.id
  nic_group_id   = alicloud_security_group.base.id
}

module "away" {
  source         = "../node"
  for_each       = toset(var.nodes.away)
  name           = each.key
  type           = "ecs.g7.xlarge"
  vswitch_id     = alicloud_vswitch.near.id
  nic_vswitch_id = alicloud_vswitch.near.id
  group_id       = alicloud_security_group.base.id
  nic_group_id   = alicloud_security_group.away.id
}
