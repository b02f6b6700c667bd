"""The sandbox: the only place that knows all parties, and starts them together.

Owns    composition of the bridge and both mocks (`link`), `up`, `demo`, what they need when each runs in a
        process of its own (`apart`, `processes`), the two scripted actors that play a partner and a citizen
        against the real HTTP interfaces, the test kit for partners (`testing`, `pytest_plugin`), and what
        measures and breaks the whole (`load`, `bench`, `soak`).
Not     any rule, page or protocol: nothing here can release a value or build a consent.
Spec    README.md; docs/settings.md; docs/docker.md; docs/testing.md; docs/measurements.md.
"""
