import EPCIS
public import TransparencyLog
public import Values

/// What somebody who holds a key asks of the private values of entries: to be told them, or to have them erased.
///
/// It travels as a signed note by a device's key, or by the host's admin key. The text is the ledger's origin, the act's word,
/// then `time:`, `entries:` (ascending, with commas) and `names:` (with commas; `*` for all), each line ended by LF.
public struct DisclosureRequest: Hashable, Sendable {
    public enum Act: String, Hashable, Sendable, CaseIterable {
        case disclose, erase
    }

    /// The most entries of one request.
    public static let entryCountMax = 1000
    /// How far the requester's clock may be from the host's, in seconds: a note that was overheard is of no use for longer.
    public static let clockSkewSecondsMax: Int64 = 300

    public let act: Act
    public let time: Timestamp
    /// Ledger indexes, ascending, at least one.
    public let entries: [UInt64]
    /// Names of data elements; empty for all.
    public let names: [String]

    /// Nil where there are no entries, too many, or a name that cannot stand in a line.
    public init?(act: Act, time: Timestamp, entries: some Sequence<UInt64>, names: some Sequence<String> = []) {
        let entries = Set(entries).sorted()
        let names = Set(names).sorted()
        guard !entries.isEmpty, entries.count <= Self.entryCountMax, names.count <= EPCISEvent.sealedCountMax,
            names.allSatisfy(Self.isName)
        else { return nil }
        self.act = act
        self.time = time
        self.entries = entries
        self.names = names
    }

    /// The note's text, ending in LF.
    public func text(origin: String) -> String {
        let entries = entries.map(String.init).joined(separator: ",")
        let names = names.isEmpty ? "*" : names.joined(separator: ",")
        return "\(origin)\n\(act.rawValue)\ntime: \(time)\nentries: \(entries)\nnames: \(names)\n"
    }

    /// Reads a note's text; nil where it is not the one form, or speaks to another ledger.
    public init?(text: String, origin: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 6, let act = Act(rawValue: String(lines[1])),
            let time = lines[2].value(of: "time").flatMap({ Timestamp(rfc3339: $0) }),
            let entries = lines[3].value(of: "entries"), let names = lines[4].value(of: "names")
        else { return nil }
        let numbers = entries.split(separator: ",", maxSplits: Self.entryCountMax).compactMap { UInt64($0) }
        self.init(
            act: act, time: time, entries: numbers,
            names: names == "*" ? [] : names.split(separator: ",").map(String.init))
        guard self.text(origin: origin).utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The request as `signer` sends it.
    public func signed(by signer: SignerKey, origin: String) -> [UInt8]? {
        (try? SignedNote.sign(text(origin: origin), with: signer)).map { Array($0.formatted.utf8) }
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
