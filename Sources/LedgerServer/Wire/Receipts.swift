import Ledger
import StrictJSON
import Values

extension PushReceipt {
    /// `{"first","last","checkpoint"}`; first and last are null for a push without events.
    var json: JSONNode {
        .object([
            ("first", entries.map { .unsigned($0.lowerBound) } ?? .null),
            ("last", entries.map { .unsigned($0.upperBound) } ?? .null),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
        ])
    }
}

extension AdminReceipt {
    /// `{"entry","checkpoint"}`.
    var json: JSONNode {
        .object([
            ("entry", .unsigned(entry)), ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
        ])
    }
}

extension JournalState {
    /// `{"journal","size","checkpoint","arrival"}`.
    func json(of journal: JournalName) -> JSONNode {
        .object([
            ("journal", .string(journal.description)),
            ("size", .unsigned(size)),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            ("arrival", .string(arrival.description)),
        ])
    }
}
