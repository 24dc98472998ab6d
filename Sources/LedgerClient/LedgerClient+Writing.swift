public import Ledger
import NIOHTTP1
import StrictJSON
import TransparencyLog
public import Values

/// Pushes and admin notes.
extension LedgerClient {
    /// What the ledger holds of a journal.
    public struct JournalStatus: Hashable, Sendable {
        /// Events held.
        public let size: UInt64
        /// The newest checkpoint that the device signed and the ledger took, a note.
        public let checkpoint: [UInt8]
        /// When that came.
        public let arrival: Timestamp

        public init(size: UInt64, checkpoint: [UInt8], arrival: Timestamp) {
            self.size = size
            self.checkpoint = checkpoint
            self.arrival = arrival
        }
    }

    /// What the ledger holds of a journal; nil where it holds nothing.
    public func journal(_ name: JournalName) async throws(LedgerClientError) -> JournalStatus? {
        let path = Self.path(of: name)
        let bytes: [UInt8]
        do throws(LedgerClientError) {
            bytes = try await perform(.get(path, bytesMax: Self.receiptBytesMax))
        } catch {
            if case .refused(let problem) = error, problem.word == "unknown-journal" { return nil }
            throw error
        }
        let root = try document(bytes, at: path)
        guard root["journal"]?.string == name.description, let size = root["size"]?.unsigned,
            let checkpoint = root["checkpoint"]?.string,
            let arrival = root["arrival"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw bad(path, en: "not a journal's status", zh: "不是日志状态") }
        return JournalStatus(size: size, checkpoint: Array(checkpoint.utf8), arrival: arrival)
    }

    /// Sends a push. Sending what the ledger holds already is answered with the same indexes.
    public func push(_ push: PushRequest) async throws(LedgerClientError) -> PushReceipt {
        let path = Self.path(of: push.journal)
        let root = try document(
            await perform(
                Call(
                    method: .POST, path: path, query: [("from", "\(push.from)")],
                    body: (PushRequest.mediaType, push.body), bytesMax: Self.receiptBytesMax)),
            at: path)
        guard let checkpoint = root["checkpoint"]?.string, let first = root["first"],
            let last = root["last"]
        else { throw bad(path, en: "not a receipt", zh: "不是回执") }
        let entries: ClosedRange<UInt64>?
        switch (first.unsigned, last.unsigned) {
        case (let first?, let last?)
        where !push.range.isEmpty && first <= last && last - first >= UInt64(push.range.count) - 1:
            // More lies between them where the events came in several pushes.
            entries = first...last
        case (nil, nil) where first.isNull && last.isNull && push.range.isEmpty:
            entries = nil
        default:
            throw bad(path, en: "a receipt of other events", zh: "回执与所发记录不符")
        }
        return PushReceipt(entries: entries, checkpoint: Array(checkpoint.utf8))
    }

    /// Sends a note signed by the ledger's admin key.
    public func admin(_ note: [UInt8]) async throws(LedgerClientError) -> AdminReceipt {
        let path = "/admin"
        let root = try document(
            await perform(
                Call(
                    method: .POST, path: path, body: ("text/plain", note), bytesMax: Self.receiptBytesMax)),
            at: path)
        guard let entry = root["entry"]?.unsigned, let checkpoint = root["checkpoint"]?.string else {
            throw bad(path, en: "not a receipt", zh: "不是回执")
        }
        return AdminReceipt(entry: entry, checkpoint: Array(checkpoint.utf8))
    }

    /// Two checkpoints as JSON strings.
    private static let receiptBytesMax = 4 << 20

    static func path(of name: JournalName) -> String {
        "/journals/\(name.operatorUSCC)/\(PercentEncoding.encode(name.device))"
    }

    func document(_ bytes: [UInt8], at path: String) throws(LedgerClientError) -> JSONValue {
        do throws(JSONError) {
            return try JSONDocument(bytes).root
        } catch {
            throw bad(path, en: "not JSON: \(error.wording.en)", zh: "不是 JSON：\(error.wording.zh)")
        }
    }
}
