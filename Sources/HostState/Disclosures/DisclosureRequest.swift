import EPCIS
public import TransparencyLog
public import Values

/// What somebody who holds a key asks of the private values of entries: to be told them, or to have them erased.
///
/// It travels as a signed note by a device's key, or by the host's admin key. The text is the ledger's origin, the act's word,
/// then `ledger:` (the ledger's verifier key), `time:`, `nonce:` (32 digits of lower-case hexadecimal), `entries:` (ascending,
/// with commas) and `names:` (with commas; `*` for all), each line ended by LF.
///
/// The key and not only the name: whoever runs another ledger of the same name shall not be able to pass a request on. The
/// nonce: a ledger answers a request once. (Yima 0.3 had neither line; such a request is refused.)
public struct DisclosureRequest: Hashable, Sendable {
    public enum Act: String, Hashable, Sendable, CaseIterable {
        case disclose, erase
    }

    /// The most entries of one request.
    public static let entryCountMax = 1000
    /// How far the requester's clock may be from the host's, in seconds: a note that was overheard is of no use for longer.
    public static let clockSkewSecondsMax: Int64 = 300

    /// A thousand entries of twenty digits, and all names that an event can seal.
    static let textBytesMax = 32_768

    public let act: Act
    public let time: Timestamp
    /// 32 digits of lower-case hexadecimal, never used before.
    public let nonce: String
    /// Ledger indexes, ascending, at least one.
    public let entries: [UInt64]
    /// Names of data elements; empty for all.
    public let names: [String]

    /// Nil where there are no entries, too many, or a name that cannot stand in a line.
    /// - Parameter nonce: a random one where none is given.
    public init?(
        act: Act, time: Timestamp, nonce: String = Self.newNonce(), entries: some Sequence<UInt64>,
        names: some Sequence<String> = []
    ) {
        let entries = Set(entries).sorted()
        let names = Set(names).sorted()
        guard !entries.isEmpty, entries.count <= Self.entryCountMax, names.count <= EPCISEvent.sealedCountMax,
            names.allSatisfy(Self.isName), Self.isNonce(nonce)
        else { return nil }
        self.act = act
        self.time = time
        self.nonce = nonce
        self.entries = entries
        self.names = names
    }

    /// The same request made anew at another time, with a nonce of its own.
    public func renewed(at time: Timestamp) -> DisclosureRequest {
        guard let renewed = DisclosureRequest(act: act, time: time, entries: entries, names: names) else {
            preconditionFailure("what was a request is one at any time")
        }
        return renewed
    }

    /// The note's text for the ledger that has this key, ending in LF.
    public func text(ledger: VerifierKey) -> String {
        let entries = entries.map(String.init).joined(separator: ",")
        let names = names.isEmpty ? "*" : names.joined(separator: ",")
        return "\(ledger.name)\n\(act.rawValue)\nledger: \(ledger)\ntime: \(time)\nnonce: \(nonce)\n"
            + "entries: \(entries)\nnames: \(names)\n"
    }

    /// Reads a note's text; nil where it is not the one form, or speaks to another ledger.
    public init?(text: String, ledger: VerifierKey) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 8, let act = Act(rawValue: String(lines[1])),
            let time = lines[3].value(of: "time").flatMap({ Timestamp(rfc3339: $0) }),
            let nonce = lines[4].value(of: "nonce"),
            let entries = lines[5].value(of: "entries"), let names = lines[6].value(of: "names")
        else { return nil }
        let numbers = entries.split(separator: ",", maxSplits: Self.entryCountMax).compactMap { UInt64($0) }
        self.init(
            act: act, time: time, nonce: String(nonce), entries: numbers,
            names: names == "*" ? [] : names.split(separator: ",").map(String.init))
        guard self.text(ledger: ledger).utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The ledger that a request's text speaks to; nil where it names none.
    public static func addressee(of text: String) -> VerifierKey? {
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count > 2, Act(rawValue: String(lines[1])) != nil else { return nil }
        return lines[2].value(of: "ledger").flatMap { try? VerifierKey.parse(String($0)) }
    }

    /// Whether a text is a request as Yima 0.3 wrote them: for any ledger of that name, and any number of times.
    public static func isUnbound(_ text: String) -> Bool {
        let lines = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
        return lines.count > 2 && Act(rawValue: String(lines[1])) != nil && lines[2].value(of: "time") != nil
    }

    /// The request as `signer` sends it to the ledger that has this key.
    public func signed(by signer: SignerKey, ledger: VerifierKey) -> [UInt8]? {
        (try? SignedNote.sign(text(ledger: ledger), with: signer)).map { Array($0.formatted.utf8) }
    }

    /// 128 random bits.
    public static func newNonce() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<16).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private static func isNonce(_ text: String) -> Bool {
        text.utf8.count == 32 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) }
    }
}

extension Substring {
    fileprivate func value(of name: String) -> Substring? {
        hasPrefix(name + ": ") ? dropFirst(name.count + 2) : nil
    }
}
