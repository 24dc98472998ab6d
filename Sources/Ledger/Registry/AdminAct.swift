public import Values

/// An act of the host's administrator, as it stands in the text of a signed admin note.
///
/// The text is the ledger's origin, the act's word, then `name: value` lines in a fixed order, each ended by LF. The first
/// entry of every ledger is the enrolment of its own admin key.
public enum AdminAct: Hashable, Sendable {
    /// The admin key itself: first entry of the ledger (index 0).
    case keyEnrolled(verifierKey: String, from: Timestamp)
    case operatorEnrolled(uscc: String, name: String, from: Timestamp)
    case operatorSuspended(uscc: String, from: Timestamp, reason: String)
    /// `verifierKey` is the device's; its name is the journal's.
    case deviceEnrolled(verifierKey: String, from: Timestamp)
    case deviceRevoked(verifierKey: String, from: Timestamp, reason: String)

    /// The moment from which the act holds.
    public var from: Timestamp {
        switch self {
        case .keyEnrolled(_, let from), .operatorEnrolled(_, _, let from), .operatorSuspended(_, let from, _),
            .deviceEnrolled(_, let from), .deviceRevoked(_, let from, _):
            from
        }
    }
}

extension AdminAct {
    private var word: String {
        switch self {
        case .keyEnrolled: "key-enrolled"
        case .operatorEnrolled: "operator-enrolled"
        case .operatorSuspended: "operator-suspended"
        case .deviceEnrolled: "device-enrolled"
        case .deviceRevoked: "device-revoked"
        }
    }

    private var fields: [(name: String, value: String)] {
        switch self {
        case .keyEnrolled(let key, let from), .deviceEnrolled(let key, let from):
            [("key", key), ("from", "\(from)")]
        case .operatorEnrolled(let uscc, let name, let from):
            [("uscc", uscc), ("name", name), ("from", "\(from)")]
        case .operatorSuspended(let uscc, let from, let reason):
            [("uscc", uscc), ("from", "\(from)"), ("reason", reason)]
        case .deviceRevoked(let key, let from, let reason):
            [("key", key), ("from", "\(from)"), ("reason", reason)]
        }
    }

    /// The note's text, ending in LF.
    public func text(origin: String) -> String {
        ([origin, word] + fields.map { "\($0.name): \($0.value)" }).joined(separator: "\n") + "\n"
    }

    /// True when every value fits on its line, so that the note can be read back as it was written.
    public var isWritable: Bool {
        fields.allSatisfy { field in
            field.value.utf8.count <= 1024 && !field.value.isEmpty
                && field.value.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        }
    }

    /// Reads a note's text; nil where it is not the one form of a known act, or speaks of another ledger.
    public init?(text: String, origin: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 3, lines[0] == origin else { return nil }
        var values: [Substring: Substring] = [:]
        for line in lines[2..<(lines.count - 1)] {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            values[line[..<colon]] = line[colon...].dropFirst(2)
        }
        guard let act = Self(word: lines[1], values: values.mapValues { String($0) }),
            act.isWritable, act.text(origin: origin) == text
        else { return nil }
        self = act
    }

    private init?(word: Substring, values: [Substring: String]) {
        guard let from = values["from"].flatMap({ Timestamp(rfc3339: $0) }) else { return nil }
        switch (word, values["key"], values["uscc"], values["name"], values["reason"]) {
        case ("key-enrolled", let key?, _, _, _): self = .keyEnrolled(verifierKey: key, from: from)
        case ("device-enrolled", let key?, _, _, _): self = .deviceEnrolled(verifierKey: key, from: from)
        case ("device-revoked", let key?, _, _, let reason?):
            self = .deviceRevoked(verifierKey: key, from: from, reason: reason)
        case ("operator-enrolled", _, let uscc?, let name?, _):
            self = .operatorEnrolled(uscc: uscc, name: name, from: from)
        case ("operator-suspended", _, let uscc?, _, let reason?):
            self = .operatorSuspended(uscc: uscc, from: from, reason: reason)
        default: return nil
        }
    }
}
