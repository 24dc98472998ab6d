public import Ledger
public import LedgerProtocol
import NIOHTTP1
import StrictJSON
import Values

/// Pushes and admin notes.
extension LedgerClient {
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
        guard let status = JournalStatus(root), status.journal == name else {
            throw bad(path, en: "not a journal's status", zh: "不是日志状态")
        }
        return status
    }

    /// Where events of a journal stand in the ledger, as it says, from event `from` on.
    public func places(of name: JournalName, from: UInt64) async throws(LedgerClientError) -> JournalPlaces {
        let path = "\(Self.path(of: name))/places"
        let bytes = try await perform(.get(path, [("from", "\(from)")], bytesMax: Self.receiptBytesMax))
        guard let places = JournalPlaces(try document(bytes, at: path)), places.journal == name else {
            throw bad(path, en: "not the places of a journal", zh: "不是日志条目的位置")
        }
        return places
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
        guard let receipt = PushReceipt(root) else { throw bad(path, en: "not a receipt", zh: "不是回执") }
        guard receipt.fits(push) else { throw bad(path, en: "a receipt of other events", zh: "回执与所发记录不符") }
        return receipt
    }

    /// Sends a note signed by the ledger's admin key.
    public func admin(_ note: [UInt8]) async throws(LedgerClientError) -> AdminReceipt {
        let path = "/admin"
        let root = try document(
            await perform(
                Call(
                    method: .POST, path: path, body: ("text/plain", note), bytesMax: Self.receiptBytesMax)),
            at: path)
        guard let receipt = AdminReceipt(root) else { throw bad(path, en: "not a receipt", zh: "不是回执") }
        return receipt
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
