"""A small telephone without a screen, for demonstrations and tests: it makes and takes real calls.

It belongs to no call that the helpline handles; see docs/decisions/0003-own-test-phone.md.
"""
