import CommandSupport

/// Takes a source apart into lines; none is kept longer than the bound.
struct LineReader {
    struct Line {
        /// Without its line feed and without a carriage return before it; cut at the bound where `isTooLong`.
        let bytes: [UInt8]
        /// From 1.
        let number: Int
        let isTooLong: Bool

        /// The text; nil where it is not UTF-8.
        var text: String? { String(validating: bytes, as: UTF8.self) }
    }

    private let read: () throws(CommandError) -> [UInt8]?
    let bytesMax: Int
    private var chunk: ArraySlice<UInt8> = []
    private var number = 0

    init(_ source: ByteSource, bytesMax: Int) {
        self.init(bytesMax: bytesMax) { () throws(CommandError) in try source.next() }
    }

    /// - Parameter read: gives the next bytes; nil at the end.
    init(bytesMax: Int, reading read: @escaping () throws(CommandError) -> [UInt8]?) {
        self.read = read
        self.bytesMax = bytesMax
    }

    /// The next line; nil at the end. A last line without line feed counts.
    mutating func next() throws(CommandError) -> Line? {
        var bytes: [UInt8] = []
        var isTooLong = false
        var isAnything = false
        while true {
            if chunk.isEmpty {
                guard let read = try read() else {
                    return isAnything ? finish(bytes, isTooLong) : nil
                }
                chunk = read[...]
            }
            isAnything = true
            let end = chunk.firstIndex(of: 0x0A)
            let piece = chunk[..<(end ?? chunk.endIndex)]
            let room = bytesMax - bytes.count
            bytes += piece.prefix(room)
            if piece.count > room { isTooLong = true }
            chunk = end.map { chunk[($0 + 1)...] } ?? []
            if end != nil { return finish(bytes, isTooLong) }
        }
    }

    private mutating func finish(_ bytes: [UInt8], _ isTooLong: Bool) -> Line {
        number += 1
        let isReturn = bytes.last == 0x0D
        return Line(bytes: isReturn ? Array(bytes.dropLast()) : bytes, number: number, isTooLong: isTooLong)
    }
}
