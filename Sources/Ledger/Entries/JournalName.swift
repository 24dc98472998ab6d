/// The name of a device's journal: the operator's USCC, a slash, the device: `91350100M000100Y43/dock-2`.
///
/// It is also the origin of the journal's checkpoints, so it keeps to the rules of a note's key name: not empty, no space, no
/// `+`, no control character, at most 255 bytes. Beyond those, a device may not be called `.` or `..`, contain a further slash or
/// a character that shows nothing itself (Unicode category Cf). Two names are one only where their bytes are.
public struct JournalName: Hashable, Sendable, CustomStringConvertible {
    public static let bytesMax = 255

    public let description: String
    /// The unified social credit code of the operator who answers for the journal.
    public let operatorUSCC: String
    public let device: String

    /// Nil where the text is not a journal's name.
    public init?(_ text: some StringProtocol) {
        // By bytes: a slash with a combining mark after it would be another Character.
        let name = String(text)
        let halves = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, name.utf8.count <= Self.bytesMax else { return nil }
        guard Self.isOperator(halves[0]) else { return nil }
        let device = String(Substring(halves[1]))
        guard !device.isEmpty, device != ".", device != "..", device.unicodeScalars.allSatisfy(Self.isAllowedInDevice)
        else { return nil }
        description = name
        operatorUSCC = String(Substring(halves[0]))
        self.device = device
    }

    /// Whether a text has the form of an operator's USCC, as the name of a journal begins.
    package static func isOperator(_ text: String) -> Bool { isOperator(text.utf8[...]) }

    private static func isOperator(_ text: Substring.UTF8View) -> Bool {
        text.count == 18 && text.allSatisfy(\.isASCIIUppercaseOrDigit)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var name = description
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    private static func isAllowedInDevice(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".": true
        case "+", "\\", "?", "#", "%": false
        default: !scalar.properties.isWhitespace && ![.control, .format].contains(scalar.properties.generalCategory)
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIUppercaseOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self)
    }
}
