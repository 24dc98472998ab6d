/// A written code without the single spaces and hyphens that people put between groups, for schemes whose codes are written so.
struct CodeText {
    let bytes: [UInt8]
    /// Each byte's place in the written code; empty where it is the same.
    private let offsets: [Int]

    /// More than the longest code of any scheme that is written in groups.
    static let lengthMax = 128

    /// Nil where separators stand at an end or doubled, or the text is too long.
    init?(_ written: WrittenCode) {
        guard written.bytes.count <= 2 * Self.lengthMax else { return nil }
        guard written.bytes.contains(where: Self.isSeparator) else {
            guard written.bytes.count <= Self.lengthMax else { return nil }
            bytes = written.bytes
            offsets = []
            return
        }
        var kept: [UInt8] = []
        var offsets: [Int] = []
        kept.reserveCapacity(written.bytes.count)
        offsets.reserveCapacity(written.bytes.count)
        var isAfterSeparator = true
        for (offset, byte) in written.bytes.enumerated() {
            let isSeparator = Self.isSeparator(byte)
            if isSeparator, isAfterSeparator { return nil }
            isAfterSeparator = isSeparator
            guard !isSeparator else { continue }
            kept.append(byte)
            offsets.append(offset)
        }
        guard !isAfterSeparator, kept.count <= Self.lengthMax else { return nil }
        bytes = kept
        self.offsets = offsets
    }

    /// The written code as it is.
    init(verbatim written: WrittenCode, from start: Int = 0) {
        bytes = start == 0 ? written.bytes : Array(written.bytes[start...])
        offsets = start == 0 ? [] : Array(start..<written.bytes.count)
    }

    var isGrouped: Bool { !offsets.isEmpty }

    /// Where the byte at `index` stands in the written code's bytes.
    func offset(_ index: Int) -> Int { offsets.isEmpty ? index : offsets[index] }

    /// Before how many kept characters each gap lies.
    var groupEnds: [Int] {
        offsets.isEmpty ? [] : (1..<offsets.count).filter { offsets[$0] - offsets[$0 - 1] > 1 }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") }
}
