"""OpenAPI of the bridge: every address, as data that its handlers are registered with.

Owns    what `/openapi.json` says about the bridge: operations, schemas, examples, reasons by operation.
Not     how a document is put together (eid_kit.http.openapi), nor what is allowed (domain, flows).
Spec    OpenAPI 3.1; RFC 6749, 7591, 7592, 9126, 9396, 9449; OpenID Identity Assurance; docs/errors.md.
"""
