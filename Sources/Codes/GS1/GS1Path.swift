import Values

/// Builds Digital Link URIs in one buffer: every key of a code is a stretch of it, or two stretches put together at its end.
struct GS1Path {
    private var bytes: [UInt8]

    /// The stretch `https://id.gs1.org`.
    static let domain = 0..<domainBytes.count
    private static let domainBytes = Array("https://id.gs1.org".utf8)

    init() {
        bytes = []
        bytes.reserveCapacity(192)
        bytes += Self.domainBytes
    }

    var count: Int { bytes.count }

    /// Adds `/10/A1` and says which stretch it is.
    mutating func append(_ identifier: ApplicationIdentifier, _ value: ArraySlice<UInt8>) -> Range<Int> {
        let start = bytes.count
        bytes.append(CodeByte.slash)
        bytes += identifier.code
        bytes.append(CodeByte.slash)
        PercentEncoding.append(value, to: &bytes)
        return start..<bytes.count
    }

    /// Adds `17=261231`, after `&` where another attribute stands before it.
    mutating func append(attribute element: GS1Element, isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: "&")) }
        bytes += element.identifier.code
        bytes.append(UInt8(ascii: "="))
        PercentEncoding.append(element.value, to: &bytes)
    }

    func text(_ stretch: Range<Int>) -> String {
        String(decoding: bytes[stretch], as: UTF8.self)
    }

    /// The text from the beginning to `end` with another stretch behind it.
    mutating func text(upTo end: Int, then stretch: Range<Int>) -> String {
        if stretch.lowerBound == end { return text(0..<stretch.upperBound) }
        let start = bytes.count
        bytes += bytes[0..<end]
        bytes += bytes[stretch]
        return text(start..<bytes.count)
    }
}
