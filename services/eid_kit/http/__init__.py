"""The thin skin of FastAPI over the protocols: the one place where an ``OAuthError`` becomes an HTTP
response.

Owns    reading requests strictly, writing errors, pages and their headers, form tokens and the Origin
        check, the outbound client with its address check, log lines with their request id, readiness, and
        serving.
Not     any check of a protocol (``eid_kit.oauth``), any route, any flow, any state of a service.
Spec    RFC 9110, RFC 6454, RFC 6749 section 5.2, RFC 6750 section 3, RFC 9449 sections 5, 7, 8 and 9.
"""
