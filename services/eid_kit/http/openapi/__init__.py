"""OpenAPI: what a service says about its own addresses, built from data that stands beside its handlers.

Owns    the shape of an operation, of its answers and refusals, and the document made of them; `/docs`.
Not     which operations a service has (each service's own `openapi`), nor how a request is checked.
Spec    OpenAPI 3.1, JSON Schema 2020-12; RFC 6749 section 5.2 for the bodies of refusals.
"""
