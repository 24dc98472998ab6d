public import Evidence
public import HostState
public import Ledger
public import LedgerProtocol
import NIOHTTP1

extension LedgerClient {
    /// Brings the private values of a journal's events; the ledger keeps them beside its entries. Bringing them twice is nothing.
    @discardableResult
    public func bring(
        _ bundle: DisclosureBundle, of journal: JournalName
    ) async throws(LedgerClientError) -> KeptDisclosures {
        let path = Self.path(of: journal) + "/disclosures"
        let root = try document(
            await perform(
                Call(
                    method: .POST, path: path, body: (DisclosureBundle.mediaType, bundle.body),
                    bytesMax: LedgerProblem.bytesMax)),
            at: path)
        guard let kept = KeptDisclosures(root) else {
            throw bad(path, en: "not what becomes of private values", zh: "不是私密信息的回执")
        }
        return kept
    }

    /// Sends a signed request for private values, or for their erasure. What it tells is the ledger's word: each value must still
    /// be held against the digest in its proven entry.
    public func disclosures(_ note: [UInt8]) async throws(LedgerClientError) -> DisclosureAnswer {
        let path = "/disclosures"
        let root = try document(
            await perform(
                Call(method: .POST, path: path, body: ("text/plain", note), bytesMax: Self.answerBytesMax)),
            at: path)
        guard let answer = DisclosureAnswer(root) else {
            throw bad(path, en: "not an answer of private values", zh: "不是私密信息应答")
        }
        return answer
    }

    /// A thousand entries of 64 values each could have more; such an answer is asked for in parts.
    private static let answerBytesMax = 64 << 20
}

extension LedgerProblem {
    /// Whether a host says so that it keeps no private values; an older one knows no such path.
    public var isThatNoneAreKept: Bool {
        ["keeps-no-disclosures", "not-found", "malformed-journal-name"].contains(word)
    }
}
