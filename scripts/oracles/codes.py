"""Codes as biip and python-stdnum see them: one JSON question a line on standard input, one JSON answer a line on standard output.

{"do": "gtin", "code": "6901234567892"}          biip: {"ok": bool, "value": the GTIN in 14 digits, "inStore": bool}
{"do": "elements", "code": "010690…\u001d21…"}   biip: {"ok": bool, "value": [[AI, data], …]}
{"do": "uscc" | "imo" | "iso6346" | "luhn" | "mod_11_10" | "mod_37_36" | "mod_11_2" | "mod_37_2" | "ean" | "ric", "code": …}
                                                  stdnum: {"ok": bool}
"""

import json
import sys

from biip import ParseError
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from stdnum import ean, imo, iso6346, luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2, mod_11_10, mod_37_2, mod_37_36

STDNUM = {
    "uscc": uscc, "imo": imo, "iso6346": iso6346, "luhn": luhn, "ean": ean, "mod_11_10": mod_11_10,
    "mod_37_36": mod_37_36, "ric": ric, "mod_11_2": mod_11_2, "mod_37_2": mod_37_2,
}


def answer(question):
    what, code = question["do"], question["code"]
    try:
        if what == "gtin":
            gtin = Gtin.parse(code)
            in_store = gtin.prefix is not None and "Restricted Circulation" in gtin.prefix.usage
            return {"ok": True, "value": gtin.as_gtin_14(), "inStore": in_store}
        if what == "elements":
            message = GS1Message.parse(code)
            # A wrong check digit inside is noted, not refused.
            wrong = [s.gtin_error or s.sscc_error or s.gln_error for s in message.element_strings]
            if any(wrong):
                return {"ok": False, "why": str(wrong)}
            return {"ok": True, "value": [[s.ai.ai, s.value] for s in message.element_strings]}
        STDNUM[what].validate(code)
        return {"ok": True}
    except (ParseError, ValidationError, ValueError) as error:
        return {"ok": False, "why": str(error)}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
