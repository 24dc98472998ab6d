#!/usr/bin/env python3
"""The PyPI package epcis-event-hash-generator, asked by the tests.

Reads one EPCISDocument in JSON a line from standard input; writes one line for each: the pre-hash strings of its events as a
JSON array, or null where the package fails.
"""
import json
import logging
import sys

from epcis_event_hash_generator import json_to_py
from epcis_event_hash_generator.hash_generator import derive_prehashes_from_events

logging.disable(logging.CRITICAL)
# The package carries one edition of the published context; there is no network here.
OTHER = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
CARRIED = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
for line in sys.stdin:
    line = line.replace(OTHER, CARRIED)
    # The package keeps the prefixes of one document for the next.
    json_to_py._namespaces.clear()
    try:
        answer = derive_prehashes_from_events(json_to_py.event_list_from_epcis_document_str(line))
    except Exception:
        answer = None
    print(json.dumps(answer), flush=True)
