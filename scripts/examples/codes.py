"""Check characters and written forms of the codes in the example scenarios. Independent of the product's own code."""

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def gs1_check(digits):
    return str(-sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(digits))) % 10)


def gtin13(twelve):
    return twelve + gs1_check(twelve)


def organisation(eight):
    """GB 11714: eight characters and their check character, mod 11."""
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(values.index(c) * w for c, w in zip(eight, (3, 7, 9, 10, 5, 8, 4, 2)))
    return eight + "0123456789X0"[(11 - total % 11)]


def uscc(region, eight, category="91"):
    """GB 32100: category, region (GB/T 2260), organisation code, check character mod 31."""
    body = category + region + organisation(eight)
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def container(owner_and_serial):
    """ISO 6346: owner, category and six digits; serials whose remainder is 10 are not given out."""
    values, value = {}, 10
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if value % 11 == 0:
            value += 1
        values[letter] = value
        value += 1
    total = sum((values[c] if c in values else int(c)) << i for i, c in enumerate(owner_and_serial))
    assert total % 11 != 10, owner_and_serial
    return owner_and_serial + str(total % 11)


def licence(class_region_serial):
    """SC licence: 13 digits and their ISO 7064 MOD 11,10 check digit."""
    product = 10
    for digit in class_region_serial:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return "SC" + class_region_serial + str((11 - product) % 10)


def wrong(code):
    """The code with its last character replaced by one that its scheme must refuse."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


class Thing:
    """A lot, an item, a pallet or a container, and how devices write it."""

    def __init__(self, gtin=None, lot=None, serial=None, sscc=None, box=None, prefix=7):
        self.gtin, self.lot, self.serial, self.sscc, self.box, self.prefix = gtin, lot, serial, sscc, box, prefix

    @property
    def is_lot(self):
        return self.gtin is not None and self.serial is None

    @property
    def key(self):
        if self.sscc:
            return "https://id.gs1.org/00/" + self.sscc
        if self.box:
            return "urn:epc:id:bic:" + self.box
        return f"https://id.gs1.org/01/0{self.gtin}/" + (f"21/{self.serial}" if self.serial else f"10/{self.lot}")

    def write(self, style):
        if self.box:
            return {"urn": "urn:epc:id:bic:" + self.box, "spaced": f"{self.box[:4]} {self.box[4:10]}-{self.box[10]}"}.get(
                style, self.box)
        if self.sscc:
            s, p = self.sscc, self.prefix
            return {"raw": "]C100" + s, "link": "https://id.gs1.org/00/" + s,
                    "urn": f"urn:epc:id:sscc:{s[1:1 + p]}.{s[0]}{s[1 + p:17]}"}.get(style, "(00)" + s)
        g, p = "0" + self.gtin, self.prefix
        if style == "raw":
            return "]d201" + g + "10" + self.lot + (f"\x1d21{self.serial}" if self.serial else "")
        if style == "link":
            return f"https://zs.example.cn/01/{g}/10/{self.lot}" + (f"/21/{self.serial}" if self.serial else "")
        if style == "urn":
            item = f"{g[1:1 + p]}.{g[0]}{g[1 + p:13]}"
            return f"urn:epc:id:sgtin:{item}.{self.serial}" if self.serial else f"urn:epc:class:lgtin:{item}.{self.lot}"
        return f"(01){g}(10){self.lot}" + (f"(21){self.serial}" if self.serial else "")


def sscc(seventeen, prefix=7):
    return Thing(sscc=seventeen + gs1_check(seventeen), prefix=prefix)


if __name__ == "__main__":
    assert gtin13("690123456789") == "6901234567892" and container("CSQU305438") == "CSQU3054383"
    assert licence("0" * 0 + "1013501000001")[:2] == "SC"
