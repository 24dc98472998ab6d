"""Whether documents are as a JSON Schema (2020-12) says: one JSON question a line in, one JSON answer a line out.

{"schema": path below schema/json, "document": base64 of JSON}
    {"faults": ["where: what", …]}

By the package `jsonschema`; formats and base64 contents are left to whoever reads the documents.
"""

import base64
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "schema/json"
validators = {}


def validator(name):
    if name not in validators:
        schema = json.loads((FOLDER / name).read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        validators[name] = Draft202012Validator(schema)
    return validators[name]


for line in sys.stdin:
    question = json.loads(line)
    document = json.loads(base64.b64decode(question["document"]))
    faults = [f"{error.json_path}: {error.message[:200]}" for error in validator(question["schema"]).iter_errors(document)]
    print(json.dumps({"faults": faults}))
