terraform {
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = ">= 1.240.0"
    }
  }
}

provider "alicloud" {
  region = "cn-hangzhou"
}

variable "sites" {
  type    = map(map(list(string)))
  default = { s000 = { fits = ["n000000"], kept = ["n000001"], far = ["n000002"], full = ["n000003"], away = ["n000004"] } }
}

resource "alicloud_vpc" "main" {
  cidr_block = "10.0.0.0/8"
}

resource "alicloud_vpc" "other" {
  cidr_block = "10.0.0.0/8"
}

module "site" {
  source   = "./site"
  for_each = var.sites
  name     = each.key
  nodes    = each.value
  index    = tonumber(trimprefix(each.key, "s"))
  vpc_id   = alicloud_vpc.main.id
  other_id = alicloud_vpc.other.id
}
