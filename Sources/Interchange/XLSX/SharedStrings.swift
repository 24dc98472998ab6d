import Profiles

/// The strings that the sheets of a workbook share (ISO/IEC 29500-1 §18.4), one behind the other in one array.
struct SharedStrings {
    private var bytes: [UInt8] = []
    /// Where each ends.
    private var ends: [Int] = []
    /// Those of which a part is struck through.
    private var struck: Set<Int> = []

    init() {}

    init(_ tokens: PartTokens, limits: XLSXLimits) throws(ScanError) {
        _ = try tokens.next()
        while let tag = try tokens.nextChild() {
            guard tag.name.local == "si" else {
                try tokens.skipElement()
                continue
            }
            let string = try tokens.richText()
            bytes += string.text.utf8
            if string.isStruck { struck.insert(ends.count) }
            ends.append(bytes.count)
            guard ends.count <= limits.sharedStringsMax, bytes.count <= limits.sharedStringBytesMax else {
                throw .workbook(XLSXWording.tooLarge("the workbook's shared strings", "工作簿的共享字符串"))
            }
        }
    }

    func isStruck(_ index: Int) -> Bool { struck.contains(index) }

    /// The string of that number in UTF-8, without copying; nil where there is none.
    subscript(_ index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}
