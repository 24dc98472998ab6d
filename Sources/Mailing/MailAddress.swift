/// An address of e-mail, `zhang.san@scjg.example.gov.cn`: the plain form that RFC 5321 calls dot-atom at domain, in ASCII.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Nil where it is none: it can then bring no further command or header into a dialogue.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let halves = bytes.split(separator: 0x40, omittingEmptySubsequences: false)
        guard bytes.count <= 254, halves.count == 2, (1...64).contains(halves[0].count),
            Self.isDotted(halves[0], Self.isAtom), Self.isDotted(halves[1], Self.isOfDomain)
        else { return nil }
        description = String(text)
    }

    private static func isDotted(_ half: ArraySlice<UInt8>, _ isPart: (UInt8) -> Bool) -> Bool {
        half.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy(isPart)
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isAtom(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isOfDomain(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || byte == 0x2D }
}
