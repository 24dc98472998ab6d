/// The name of a device's journal: the operator's USCC, a slash, the device: `91350100M000100Y43/dock-2`.
///
/// It is also the origin of the journal's checkpoints, so it keeps to the rules of a note's key name: not empty, no space, no
/// `+`, no control character, at most 255 bytes. Beyond those, a device may not be called `.` or `..` or contain a further slash.
public struct JournalName: Hashable, Sendable, CustomStringConvertible {
    public static let bytesMax = 255

    public let description: String
    /// The unified social credit code of the operator who answers for the journal.
    public let operatorUSCC: String
    public let device: String

    /// Nil where the text is not a journal's name.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, text.utf8.count <= Self.bytesMax else { return nil }
        guard halves[0].utf8.count == 18, halves[0].utf8.allSatisfy(\.isASCIIUppercaseOrDigit) else { return nil }
        guard !halves[1].isEmpty, halves[1] != ".", halves[1] != "..",
            halves[1].unicodeScalars.allSatisfy(Self.isAllowedInDevice)
        else { return nil }
        description = String(text)
        operatorUSCC = String(halves[0])
        device = String(halves[1])
    }

    private static func isAllowedInDevice(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "+", "\\", "?", "#", "%": false
        default: !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIUppercaseOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self)
    }
}
