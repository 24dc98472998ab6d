/// The index of the first byte that does not continue well-formed UTF-8 (Unicode 15 table 3-7), or nil.
package func firstInvalidUTF8(in text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
        let lead = text[index]
        let start = index
        index += 1
        if lead < 0x80 { continue }
        var bounds: ClosedRange<UInt8> = 0x80...0xBF
        let following: Int
        switch lead {
        case 0xC2...0xDF: following = 1
        case 0xE0: (following, bounds) = (2, 0xA0...0xBF)
        case 0xED: (following, bounds) = (2, 0x80...0x9F)
        case 0xE1...0xEF: following = 2
        case 0xF0: (following, bounds) = (3, 0x90...0xBF)
        case 0xF4: (following, bounds) = (3, 0x80...0x8F)
        case 0xF1...0xF3: following = 3
        default: return start
        }
        for _ in 0..<following {
            guard index < text.endIndex, bounds.contains(text[index]) else { return start }
            bounds = 0x80...0xBF
            index += 1
        }
    }
    return nil
}
