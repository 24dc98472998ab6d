import Values

/// The keys under which a code is found, without what else it says.
package struct CodeNames: Hashable, Sendable {
    package let key: String
    package let lotKey: String?
    package let productKey: String?

    init(key: String, lotKey: String?, productKey: String?) {
        self.key = key
        self.lotKey = lotKey
        self.productKey = productKey
    }

    /// What no scheme reads is found as it was written.
    package init(unread text: String) {
        self.init(key: "written:\(text)", lotKey: nil, productKey: nil)
    }
}

extension CodeReader {
    /// The keys of a written code: those of `read`, many times faster for links that are written as canonical identities are.
    package func names(of written: String) throws(CodeError) -> CodeNames {
        let link = PlainLink(written)
        if let link, gs1.knownProducts.contains(link.gtin) { return link.names }
        let code = try read(written)
        let names = CodeNames(key: code.key, lotKey: code.lotKey, productKey: code.productKey)
        // What lot and serial may be, the link's own form says; of the product the reader has said that it is one.
        if let link, names == link.names { gs1.knownProducts.insert(link.gtin) }
        return names
    }
}

/// A link as this product writes it: `https://id.gs1.org/01/<GTIN>`, then perhaps `/10/<lot>` and `/21/<serial>`, of letters,
/// digits and hyphens only, so that nothing is encoded and nothing remains to be checked but the GTIN.
struct PlainLink {
    let gtin: UInt64
    let names: CodeNames

    private static let beginning = Array("https://id.gs1.org/01/".utf8)
    private static let productEnd = beginning.count + 14

    /// Nil for whatever is written otherwise: that says nothing about it.
    init?(_ written: String) {
        var written = written
        let parts = written.withUTF8 { bytes -> (gtin: UInt64, lot: Range<Int>?, serial: Range<Int>?)? in
            guard bytes.count >= Self.productEnd, bytes.count <= CodeReader.lengthMax,
                bytes.prefix(Self.beginning.count).elementsEqual(Self.beginning)
            else { return nil }
            var gtin: UInt64 = 0
            for byte in bytes[Self.beginning.count..<Self.productEnd] {
                guard CodeByte.isDigit(byte) else { return nil }
                gtin = gtin * 10 + UInt64(byte - 0x30)
            }
            var place = Self.productEnd
            let lot = Self.value(of: "/10/", in: bytes, at: &place)
            let serial = Self.value(of: "/21/", in: bytes, at: &place)
            return place == bytes.count ? (gtin, lot, serial) : nil
        }
        guard let (gtin, lot, serial) = parts else { return nil }
        self.gtin = gtin
        let utf8 = written.utf8
        func text(_ range: Range<Int>) -> Substring {
            let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
            return written[start..<utf8.index(start, offsetBy: range.count)]
        }
        let product = String(text(0..<Self.productEnd))
        let lotKey = lot.map { String(text(0..<$0.upperBound)) }
        let serialKey = serial.map { lot == nil ? written : "\(product)/21/\(text($0))" }
        names = CodeNames(key: serialKey ?? lotKey ?? product, lotKey: lotKey, productKey: product)
    }

    /// The value after a qualifier; nil, and `place` as it was, where this qualifier does not stand there with a plain value.
    private static func value(
        of qualifier: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at place: inout Int
    ) -> Range<Int>? {
        let start = place + qualifier.utf8CodeUnitCount
        guard start < bytes.count,
            qualifier.withUTF8Buffer({ $0.elementsEqual(bytes[place..<start]) })
        else { return nil }
        var end = start
        while end < bytes.count, isPlain(bytes[end]) { end += 1 }
        guard (1...20).contains(end - start) else { return nil }
        place = end
        return start..<end
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        CodeByte.isDigit(byte) || CodeByte.isLetter(byte) || byte == UInt8(ascii: "-")
    }
}
