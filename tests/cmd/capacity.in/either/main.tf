variable "first" { type = bool }

# one of two ENIs, and then one of two others, which give no number of queues
resource "alicloud_ecs_network_interface_attachment" "numbered" {
  instance_id          = "i-bp1web00000000000000"
  network_interface_id = var.first ? "eni-bp1a0000000000000000" : "eni-bp1b0000000000000000"
}

resource "alicloud_ecs_network_interface_attachment" "plain" {
  instance_id          = "i-bp1web00000000000000"
  network_interface_id = var.first ? "eni-bp1c0000000000000000" : "eni-bp1d0000000000000000"
}

# to one of two instances
resource "alicloud_ecs_network_interface_attachment" "either" {
  instance_id          = var.first ? "i-bp1app00000000000000" : "i-bp1api00000000000000"
  network_interface_id = "eni-bp1e0000000000000000"
}
