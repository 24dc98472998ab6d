/// The part of a path that tiles and entry bundles share: `<N>[.p/<W>]` (C2SP tlog-tiles).
enum TilePath {
    /// The index in groups of three digits, all but the last with an `x`; the width only where it is below 256.
    static func format(index: UInt64, width: Int) -> String {
        var groups = [threeDigits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + threeDigits(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/") + (width < Tile.widthMax ? ".p/\(width)" : "")
    }

    /// Reads what `format` gives; nil for any other spelling.
    static func parse(_ text: Substring) -> (index: UInt64, width: Int)? {
        // Seven groups of four characters and a width are the longest that 64 bits can give.
        guard text.utf8.count <= 40 else { return nil }
        let width: Int
        var path = text.utf8
        if let mark = text.range(ofASCII: ".p/") {
            guard let value = Decimal.parse(text.utf8[mark.upperBound...], max: UInt64(Tile.widthMax - 1)) else {
                return nil
            }
            width = Int(value)
            path = text.utf8[..<mark.lowerBound]
        } else {
            width = Tile.widthMax
        }
        var index: UInt64 = 0
        for group in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            let digits = group.first == UInt8(ascii: "x") ? group.dropFirst() : group
            guard digits.count == 3, let value = UInt64(String(Substring(digits))) else { return nil }
            let (scaled, overflow) = index.multipliedReportingOverflow(by: 1000)
            let (sum, carry) = scaled.addingReportingOverflow(value)
            guard !overflow, !carry else { return nil }
            index = sum
        }
        // Signs, a missing x and superfluous groups all show when the result is written down again.
        guard format(index: index, width: width).utf8.elementsEqual(text.utf8) else { return nil }
        return (index, width)
    }

    private static func threeDigits(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.utf8.count) + digits
    }
}

extension Substring {
    /// The first place of an ASCII text.
    func range(ofASCII needle: String) -> Range<Index>? {
        let needle = Array(needle.utf8)
        var start = utf8.startIndex
        while start != utf8.endIndex {
            if utf8[start...].starts(with: needle) { return start..<utf8.index(start, offsetBy: needle.count) }
            start = utf8.index(after: start)
        }
        return nil
    }
}
