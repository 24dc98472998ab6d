import Glibc

/// Turns UTF-8 into the bytes of an encoding: what was read from a file goes back into one like it.
public final class TextEncoder {
    private let converter: iconv_t?

    public init(_ encoding: TextEncoding) {
        converter = encoding.iconvName.flatMap { name in
            let opened = iconv_open(name, "UTF-8")
            precondition(opened != iconv_t(bitPattern: -1), "iconv does not know \(name)")
            return opened
        }
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    /// Whole characters in the encoding, without a mark before them. What is no character, as text that was decoded never has, ends it.
    public func encode(_ text: [UInt8]) -> [UInt8] {
        guard let converter else { return text }
        // A byte of UTF-8 gives at most two of UTF-16; a character of GB18030 has at most four.
        let capacity = text.count * 4 + 16
        return [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
            text.withUnsafeBytes { input in
                var from = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
                var left = text.count
                output.withMemoryRebound(to: CChar.self) { output in
                    var to = output.baseAddress
                    var room = capacity
                    // iconv never writes through its source pointer; its C signature merely lacks the const.
                    _ = iconv(converter, &from, &left, &to, &room)
                    count = capacity - room
                }
            }
        }
    }
}
