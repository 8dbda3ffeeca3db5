"""Hosts: hunt through a fleet over ssh. The product's name on the door is picket."""
