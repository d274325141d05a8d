"""The helpline service of one node: where all parts are joined, begun and ended."""

from ivr.service.service import Service, running_service

__all__ = ["Service", "running_service"]
