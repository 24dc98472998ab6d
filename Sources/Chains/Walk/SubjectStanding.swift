import Codes

/// Whether the very thing that was asked for is on record. Nothing is inherited from a lot that exists: a serial that nobody issued
/// is unknown, however well its lot stands.
public enum SubjectStanding: Hashable, Sendable {
    /// Those in custody recorded it.
    case onRecord
    /// Its lot was issued by quantity, so that a serial may be real that nobody has recorded.
    case lotOnly
    /// Its lot was issued serial by serial, and this one is none of them; or there is nothing of the lot either.
    case neverIssued
}

extension Chain {
    public var standing: SubjectStanding {
        guard subject.grain == .instance, subject.lotKey != nil else { return .onRecord }
        // The same serial may be that of another lot: then this one is not it.
        let named = judged.events.filter { event in
            event.things.contains { thing in
                thing.code.key == subject.key && (thing.code.lotKey ?? subject.lotKey) == subject.lotKey
            }
        }
        guard named.isEmpty else { return .onRecord }
        // What is said of it and cannot be read may be its issue.
        guard !judged.events.isEmpty, unreadable.isEmpty else { return .onRecord }
        let issues = judged.events.flatMap { event in
            event.things.filter { Act(event, $0.role) == .issue && $0.code.lotKey == subject.lotKey }
        }
        return issues.isEmpty || issues.contains { $0.code.grain == .lot } ? .lotOnly : .neverIssued
    }
}
