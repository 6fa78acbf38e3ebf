aliyun ecs attach-network-interface --instance-id i-bp1web00000000000000 --network-interface-id eni-bp1a0000000000000000
