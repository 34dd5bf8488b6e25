"""Inquiries that anyone sends to the network's staff, and the answers. Conversations of members are in `relay`."""
