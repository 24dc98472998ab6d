public import Values

/// What the host grants stands from one entry of the ledger to another.
public struct Tenure: Hashable, Sendable {
    /// Ledger index of the admin entry that grants it: what comes after it may rest on it.
    public let entry: UInt64
    /// Ledger index of the entry that ended it.
    public internal(set) var endedBy: UInt64?

    public init(entry: UInt64, endedBy: UInt64? = nil) {
        self.entry = entry
        self.endedBy = endedBy
    }

    /// Whether it stands for an entry that stands, or is to stand, at `index`.
    public func holds(at index: UInt64) -> Bool {
        entry < index && (endedBy.map { $0 >= index } ?? true)
    }

    public var isOpen: Bool { endedBy == nil }
}

/// Of what an operator may speak besides its own goods, and where: a word that the ledger keeps and does not interpret.
public struct GrantedRole: Hashable, Sendable {
    /// `laboratory`, `authority`, `port`, `carrier`, `operator`.
    public let word: String
    /// A prefix of an administrative division code (GB/T 2260): two, four or six digits; nil is everywhere.
    public let scope: String?

    /// Nil where the word is none (1 to 32 small letters and hyphens) or the scope is no division.
    public init?(_ word: String, scope: String? = nil) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard (1...32).contains(word.utf8.count),
            word.utf8.allSatisfy({ letters.contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        if let scope {
            guard [2, 4, 6].contains(scope.utf8.count), scope.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                return nil
            }
        }
        self.word = word
        self.scope = scope
    }
}

/// A role that was granted to an operator.
public struct RoleGrant: Hashable, Sendable {
    public let role: GrantedRole
    public internal(set) var tenure: Tenure
}

/// A beginning of codes that was assigned to an operator: who has it may issue what begins so.
public struct PrefixAssignment: Hashable, Sendable {
    public let prefix: String
    public let uscc: String
    /// From when on it is said to hold.
    public let from: Timestamp
    public internal(set) var tenure: Tenure
    /// Ledger index of the release that takes it back to its very beginning: it was a mistake and never counted.
    public internal(set) var voidedBy: UInt64?

    public var isVoid: Bool { voidedBy != nil }
}

/// The beginnings of codes that were ever assigned.
public struct PrefixAssignments: Hashable, Sendable {
    private var byPrefix: [String: [PrefixAssignment]] = [:]
    /// The lengths of the prefixes there are, in bytes, ascending.
    private var lengths: [Int] = []

    /// The longest prefix, in bytes.
    public static let prefixBytesMax = 64

    public init() {}

    /// Visible ASCII without blanks.
    public static func isPrefix(_ text: String) -> Bool {
        (1...prefixBytesMax).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    public var isEmpty: Bool { byPrefix.isEmpty }

    /// All assignments, by prefix and then in the order of the ledger.
    public var all: [PrefixAssignment] {
        byPrefix.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// The assignments of what `name` begins with, the shorter prefixes first.
    public func matching(_ name: String) -> [PrefixAssignment] {
        let bytes = name.utf8
        var found: [PrefixAssignment] = []
        for length in lengths where length <= bytes.count {
            guard let prefix = String(bytes.prefix(length)) else { continue }
            found += byPrefix[prefix] ?? []
        }
        return found
    }

    /// The assignment of a prefix to an operator that stands now.
    func open(_ prefix: String, to uscc: String) -> PrefixAssignment? {
        byPrefix[prefix]?.last { $0.uscc == uscc && $0.tenure.isOpen }
    }

    /// The last that ended.
    func ended(_ prefix: String, of uscc: String) -> PrefixAssignment? {
        byPrefix[prefix]?.last { $0.uscc == uscc && !$0.tenure.isOpen }
    }

    mutating func assign(_ prefix: String, to uscc: String, from: Timestamp, entry: UInt64) {
        _ = take(PrefixAssignment(prefix: prefix, uscc: uscc, from: from, tenure: Tenure(entry: entry)))
    }

    /// False where it is there already.
    mutating func take(_ assignment: PrefixAssignment) -> Bool {
        let prefix = assignment.prefix
        guard byPrefix[prefix]?.contains(assignment) != true else { return false }
        byPrefix[prefix, default: []].append(assignment)
        if !lengths.contains(prefix.utf8.count) { lengths = (lengths + [prefix.utf8.count]).sorted() }
        return true
    }

    /// What a release would end: the assignment that stands, or one that ended and is taken back to its beginning now.
    func released(_ prefix: String, of uscc: String, from: Timestamp) -> PrefixAssignment? {
        index(ofReleased: prefix, of: uscc, from: from).flatMap { byPrefix[prefix]?[$0] }
    }

    private func index(ofReleased prefix: String, of uscc: String, from: Timestamp) -> Int? {
        let held = byPrefix[prefix] ?? []
        return held.lastIndex { $0.uscc == uscc && $0.tenure.isOpen }
            ?? held.lastIndex { $0.uscc == uscc && !$0.isVoid && from <= $0.from }
    }

    /// Ends an assignment; one whose release reaches back to its beginning never counted. False where there is none.
    mutating func release(_ prefix: String, of uscc: String, from: Timestamp, entry: UInt64) -> Bool {
        guard let index = index(ofReleased: prefix, of: uscc, from: from) else { return false }
        let held = byPrefix[prefix]![index]
        if held.tenure.isOpen { byPrefix[prefix]![index].tenure.endedBy = entry }
        if from <= held.from { byPrefix[prefix]![index].voidedBy = entry }
        return true
    }
}
