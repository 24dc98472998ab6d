"""Writes workbooks with openpyxl, so that the reader of XLSX is tested against files that it did not make itself.

Reads one JSON object from standard input: {"path", "date1904", "isoDates", "sheets": [{"name", "state", "rows", "merge"}]}.
A cell is null, text, a number, a truth value, or {"kind": "date" | "datetime" | "time" | "formula" | "rich" | "styled", "v", "format"}.

With {"path", "random": {"seed", "count"}} it writes that many rows of a random number, a random moment and a random code, and
prints what a person reads in them, as JSON.
"""

import datetime
import json
import random
import sys
from decimal import ROUND_HALF_UP, Context

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def value(cell):
    if not isinstance(cell, dict):
        return cell, None
    kind, v, form = cell["kind"], cell["v"], cell.get("format")
    if kind == "date":
        return datetime.date.fromisoformat(v), form
    if kind == "datetime":
        return datetime.datetime.fromisoformat(v), form
    if kind == "time":
        return datetime.time.fromisoformat(v), form
    if kind == "formula":
        return "=" + v, form
    if kind == "rich":
        return CellRichText([TextBlock(InlineFont(b=True), run) for run in v]), form
    return v, form


def fill(sheet, rows):
    for r, row in enumerate(rows, 1):
        for c, cell in enumerate(row, 1):
            v, form = value(cell)
            if v is None:
                continue
            target = sheet.cell(r, c, v)
            if form:
                target.number_format = form


def write(question):
    book = Workbook()
    book.remove(book.active)
    if question.get("date1904"):
        book.epoch = CALENDAR_MAC_1904
    book.iso_dates = question.get("isoDates", False)
    for given in question["sheets"]:
        sheet = book.create_sheet(given["name"])
        sheet.sheet_state = given.get("state", "visible")
        fill(sheet, given["rows"])
        for cells in given.get("merge", []):
            sheet.merge_cells(cells)
    book.save(question["path"])


FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)


def write_random(path, seed, count):
    choose = random.Random(seed)
    book = Workbook()
    sheet = book.active
    sheet.append(["number", "moment", "code"])
    shown = []
    for _ in range(count):
        number = choose.choice(
            [
                choose.randrange(10**15),
                choose.randrange(10**14) / 10 ** choose.randrange(1, 13),
                -choose.random(),
                choose.random() * 10 ** choose.randrange(-9, 14),
                0.1 * choose.randrange(1000),
            ]
        )
        moment = datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=choose.randrange(50 * 365 * 86400))
        code = "".join(choose.choice("0123456789") for _ in range(14))
        sheet.append([number, moment, code])
        # openpyxl writes sixteen digits; fifteen of those are what Excel keeps.
        text = format(FIFTEEN_DIGITS.create_decimal("%.16g" % number), "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        shown.append([text, moment.strftime("%Y-%m-%d %H:%M:%S"), code])
    book.save(path)
    json.dump(shown, sys.stdout)


question = json.load(sys.stdin)
if "random" in question:
    write_random(question["path"], **question["random"])
else:
    write(question)
