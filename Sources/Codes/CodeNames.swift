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

/// What a name of a code is the name of.
package enum CodeNameKind: Hashable, Sendable {
    case key
    case lot
    case product
}

extension CodeReader {
    /// The keys of a written code: those of `read`, many times faster for links that are written as canonical identities are.
    package func names(of written: String) throws(CodeError) -> CodeNames {
        let link = PlainLink(written)
        if let link, gs1.knownProducts.contains(link.gtin) { return link.names(in: written) }
        let code = try read(written)
        let names = CodeNames(key: code.key, lotKey: code.lotKey, productKey: code.productKey)
        // What lot and serial may be, the link's own form says; of the product the reader has said that it is one.
        if let link, names == link.names(in: written) { gs1.knownProducts.insert(link.gtin) }
        return names
    }

    /// Shows the same keys as their bytes, with no string made for each: the key, then those of lot and product where it has such.
    /// - Parameter written: UTF-8, which the caller keeps alive during the call.
    package func visitNames(
        of written: UnsafeBufferPointer<UInt8>, _ body: (CodeNameKind, UnsafeRawBufferPointer) -> Void
    ) throws(CodeError) {
        if let link = PlainLink(bytes: written), gs1.knownProducts.contains(link.gtin) {
            return link.visitNames(in: UnsafeRawBufferPointer(written), body)
        }
        let names = try names(of: String(decoding: written, as: UTF8.self))
        func show(_ kind: CodeNameKind, _ name: String?) {
            guard var name else { return }
            name.withUTF8 { body(kind, UnsafeRawBufferPointer($0)) }
        }
        show(.key, names.key)
        show(.lot, names.lotKey)
        show(.product, names.productKey)
    }
}

/// A link as this product writes it: `https://id.gs1.org/01/<GTIN>`, then perhaps `/10/<lot>` and `/21/<serial>`, of letters,
/// digits and hyphens only, so that nothing is encoded and nothing remains to be checked but the GTIN.
struct PlainLink {
    let gtin: UInt64
    /// Where the lot's name ends, and where the serial begins with its qualifier, in bytes.
    private let lotEnd: Int?
    private let serialStart: Int?

    private static let beginning: StaticString = "https://id.gs1.org/01/"
    private static var gtinStart: Int { beginning.utf8CodeUnitCount }
    private static var productEnd: Int { gtinStart + 14 }

    /// Nil for whatever is written otherwise: that says nothing about it.
    init?(_ written: String) {
        var written = written
        guard let link = written.withUTF8({ PlainLink(bytes: $0) }) else { return nil }
        self = link
    }

    /// The same of UTF-8.
    init?(bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= Self.productEnd, bytes.count <= CodeReader.lengthMax,
            Self.stands(Self.beginning, in: bytes, at: 0)
        else { return nil }
        var gtin: UInt64 = 0
        for place in Self.gtinStart..<Self.productEnd {
            guard CodeByte.isDigit(bytes[place]) else { return nil }
            gtin = gtin * 10 + UInt64(bytes[place] - 0x30)
        }
        self.gtin = gtin
        var place = Self.productEnd
        lotEnd = Self.passes("/10/", in: bytes, at: &place) ? place : nil
        let start = place
        serialStart = Self.passes("/21/", in: bytes, at: &place) ? start : nil
        guard place == bytes.count else { return nil }
    }

    /// The names of the link, which is written so.
    func names(in written: String) -> CodeNames {
        var (key, lot, product) = ("", String?.none, String?.none)
        var written = written
        written.withUTF8 { bytes in
            visitNames(in: UnsafeRawBufferPointer(bytes)) { kind, name in
                let text = String(decoding: name, as: UTF8.self)
                switch kind {
                case .key: key = text
                case .lot: lot = text
                case .product: product = text
                }
            }
        }
        return CodeNames(key: key, lotKey: lot, productKey: product)
    }

    /// - Parameter written: the bytes that the link was read from.
    func visitNames(in written: UnsafeRawBufferPointer, _ body: (CodeNameKind, UnsafeRawBufferPointer) -> Void) {
        let product = UnsafeRawBufferPointer(rebasing: written[..<Self.productEnd])
        let lot = lotEnd.map { UnsafeRawBufferPointer(rebasing: written[..<$0]) }
        if let lot, let serialStart {
            // An item is the product's, whatever its lot.
            let serial = UnsafeRawBufferPointer(rebasing: written[serialStart...])
            withUnsafeTemporaryAllocation(byteCount: product.count + serial.count, alignment: 1) { key in
                key.copyMemory(from: product)
                UnsafeMutableRawBufferPointer(rebasing: key[product.count...]).copyMemory(from: serial)
                body(.key, UnsafeRawBufferPointer(key))
            }
            body(.lot, lot)
        } else {
            body(.key, written)
            if let lot { body(.lot, lot) }
        }
        body(.product, product)
    }

    /// Whether this qualifier stands there with a plain value; then `place` is behind it.
    private static func passes(
        _ qualifier: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at place: inout Int
    ) -> Bool {
        let start = place + qualifier.utf8CodeUnitCount
        guard start < bytes.count, stands(qualifier, in: bytes, at: place) else { return false }
        var end = start
        while end < bytes.count, isPlain(bytes[end]) { end += 1 }
        guard (1...20).contains(end - start) else { return false }
        place = end
        return true
    }

    /// Whether this text stands there; that there is room is the caller's duty.
    private static func stands(_ text: StaticString, in bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Bool {
        text.withUTF8Buffer { text in
            for offset in text.indices where text[offset] != bytes[place + offset] { return false }
            return true
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        CodeByte.isDigit(byte) || CodeByte.isLetter(byte) || byte == UInt8(ascii: "-")
    }
}
