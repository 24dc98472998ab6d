public import Ledger
package import StrictJSON
public import Values

/// What a ledger says that it holds of a journal.
public struct JournalStatus: Hashable, Sendable {
    public let journal: JournalName
    /// Events held.
    public let size: UInt64
    /// The newest checkpoint that the device signed and the ledger took, a note.
    public let checkpoint: [UInt8]
    /// When that came.
    public let arrival: Timestamp

    package init(journal: JournalName, size: UInt64, checkpoint: [UInt8], arrival: Timestamp) {
        self.journal = journal
        self.size = size
        self.checkpoint = checkpoint
        self.arrival = arrival
    }

    package init(_ state: JournalState, of journal: JournalName) {
        self.init(journal: journal, size: state.size, checkpoint: state.checkpoint, arrival: state.arrival)
    }

    /// `{"journal","size","checkpoint","arrival"}`.
    package var json: JSONNode {
        .object([
            ("journal", .string(journal.description)),
            ("size", .unsigned(size)),
            ("checkpoint", .string(String(decoding: checkpoint, as: UTF8.self))),
            ("arrival", .string(arrival.description)),
        ])
    }

    /// Reads what `json` writes; nil where it is no journal's status.
    package init?(_ root: JSONValue) {
        guard let journal = root["journal"]?.string.flatMap({ JournalName($0) }), let size = root["size"]?.unsigned,
            let checkpoint = root["checkpoint"]?.string,
            let arrival = root["arrival"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.init(journal: journal, size: size, checkpoint: Array(checkpoint.utf8), arrival: arrival)
    }
}
