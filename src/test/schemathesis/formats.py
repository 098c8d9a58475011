"""What the formats of the contract may be, for schemathesis to make them. An instance without limits, and then:

SCHEMATHESIS_HOOKS=formats schemathesis run http://localhost:3000/api/openapi.yaml --exclude-operation-id getEvents
SCHEMATHESIS_HOOKS=formats schemathesis run http://localhost:3000/api/openapi.yaml --include-operation-id getEvents --mode negative
"""

import schemathesis
from hypothesis import strategies

NAME = "abcXYZ019._-éßж語"
schemathesis.openapi.format("room-name", strategies.text(NAME, min_size=1, max_size=64))
schemathesis.openapi.format("user-name", strategies.text(NAME, min_size=1, max_size=32))
schemathesis.openapi.format("message-text", strategies.text(NAME + "<&\\\"'!?€😀", min_size=1, max_size=300))
