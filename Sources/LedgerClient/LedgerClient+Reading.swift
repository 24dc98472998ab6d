import Evidence
public import Ledger
public import LedgerProtocol
import NIOHTTP1
public import TransparencyLog
import Values

/// The tlog-tiles read API, lookups and evidence.
extension LedgerClient {
    /// The newest signed checkpoint, a note, whether or not anybody cosigned it.
    public func checkpoint() async throws(LedgerClientError) -> [UInt8] {
        do throws(LedgerClientError) {
            return try await perform(.get("/newest-checkpoint", bytesMax: SignedNote.byteCountMax))
        } catch {
            // A host of before, or a mere mirror of files: what it publishes is the newest that it has.
            guard case .refused(let problem) = error, problem.status == 404 else { throw error }
            return try await publishedCheckpoint()
        }
    }

    /// The newest checkpoint that the ledger's witness policy accepts, with its cosignatures.
    public func publishedCheckpoint() async throws(LedgerClientError) -> [UInt8] {
        try await perform(.get("/checkpoint", bytesMax: SignedNote.byteCountMax))
    }

    /// The ledger's verifier key, as its daemon says it. Trust it only where the connection is trusted.
    public func verifierKey() async throws(LedgerClientError) -> VerifierKey {
        let path = "/ledger.vkey"
        let bytes = try await perform(.get(path, bytesMax: 8192))
        let line = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard let text = String(validating: line, as: UTF8.self), let key = try? VerifierKey.parse(text) else {
            throw bad(path, en: "not a verifier key", zh: "不是验证密钥")
        }
        return key
    }

    /// The rotations of the ledger's key, which prove what they say by themselves; none of a host that knows no such thing.
    public func keyRotations() async throws(LedgerClientError) -> [LedgerKeyRotation] {
        let path = "/key-rotations"
        let bytes: [UInt8]
        do throws(LedgerClientError) {
            bytes = try await perform(.get(path, bytesMax: LedgerKeyRotation.listBytesMax))
        } catch {
            guard case .refused(let problem) = error, problem.status == 404 else { throw error }
            return []
        }
        guard let rotations = LedgerKeyRotation.parse(bytes) else {
            throw bad(path, en: "no rotations of a ledger's key", zh: "不是账本密钥的更换文书")
        }
        return rotations
    }

    /// A tile's data: exactly `tile.byteCount` bytes.
    public func tile(_ tile: Tile) async throws(LedgerClientError) -> [UInt8] {
        let path = "/" + tile.path
        let bytes = try await perform(.get(path, bytesMax: tile.byteCount))
        guard bytes.count == tile.byteCount else {
            throw bad(
                path, en: "\(bytes.count) bytes instead of \(tile.byteCount)",
                zh: "返回 \(bytes.count) 字节，应为 \(tile.byteCount) 字节")
        }
        return bytes
    }

    /// The entries of a bundle: exactly `path.width` of them.
    public func entryBundle(_ path: EntryBundlePath) async throws(LedgerClientError) -> [[UInt8]] {
        var call = Call.get("/" + path.path, bytesMax: path.width * (2 + EntryBundle.entryByteCountMax))
        call.takesGzip = true
        let bytes = try await perform(call)
        let entries: [ArraySlice<UInt8>]
        do throws(EntryBundleError) {
            entries = try EntryBundle.parse(bytes, maxEntries: path.width)
        } catch {
            throw bad(path.path, en: error.en, zh: error.zh)
        }
        guard entries.count == path.width else {
            throw bad(
                path.path, en: "\(entries.count) entries instead of \(path.width)",
                zh: "返回 \(entries.count) 条，应为 \(path.width) 条")
        }
        return entries.map { Array($0) }
    }

    /// A page of a code's events as JSON, newest first, exactly as the daemon gave it.
    /// - Parameter below: the `next` of the page before.
    public func lookup(
        _ code: String, limit: Int? = nil, below: UInt64? = nil
    ) async throws(LedgerClientError) -> [UInt8] {
        var query = [("code", code)]
        if let limit { query.append(("limit", "\(limit)")) }
        if let below { query.append(("below", "\(below)")) }
        return try await perform(.get("/lookup", query, bytesMax: Self.answerBytesMax))
    }

    /// A code's evidence document.
    /// - Parameter showingAbsence: asks that it be shown where nothing is on record, instead of a refusal that says so.
    /// - Parameter under: of which checkpoint; that which an older host does not know is asked for only where it is wanted.
    public func evidence(
        _ code: String, showingAbsence: Bool = false, under: EvidenceQuestion.Under = .newest
    ) async throws(LedgerClientError) -> [UInt8] {
        let query =
            [("code", code)] + (showingAbsence ? [("absence", "shown")] : [])
            + (under == .newest ? [] : [("under", under.rawValue)])
        return try await perform(.get("/evidence", query, bytesMax: Evidence.bytesMax))
    }

    /// One evidence document about several codes.
    public func evidence(_ question: EvidenceQuestion) async throws(LedgerClientError) -> [UInt8] {
        try await perform(
            Call(
                method: .POST, path: "/evidence", body: (EvidenceQuestion.mediaType, question.body),
                bytesMax: EvidenceBatch.bytesMax))
    }

    /// The daemon's own word on who has how much of a code and of what was made of it: JSON, or a page to print.
    /// - Parameter language: of the page; nil for JSON.
    public func recall(_ code: String, page language: String? = nil) async throws(LedgerClientError) -> [UInt8] {
        let query = [("code", code)] + (language.map { [("format", "html"), ("lang", $0)] } ?? [])
        return try await perform(.get("/recall", query, bytesMax: Self.answerBytesMax))
    }

    /// The daemon's own verdict on a code, as JSON.
    /// - Parameters:
    ///   - party: whose portion.
    ///   - asOf: by what had arrived by then; as the command line has it.
    public func verdict(
        _ code: String, at party: String? = nil, asOf: String? = nil
    ) async throws(LedgerClientError) -> [UInt8] {
        var query = [("code", code)]
        if let party { query.append(("at", party)) }
        if let asOf { query.append(("as-of", asOf)) }
        return try await perform(.get("/verify", query, bytesMax: Self.answerBytesMax))
    }

    /// A code's chain, drawn by the daemon.
    /// - Parameters:
    ///   - direction: `up`, `down` or `both`.
    ///   - format: `json`, `dot`, `svg` or `tree`.
    ///   - language: `en` or `zh`.
    public func trace(
        _ code: String, direction: String = "both", format: String = "json", language: String = "en"
    ) async throws(LedgerClientError) -> [UInt8] {
        let query = [("code", code), ("direction", direction), ("format", format), ("lang", language)]
        return try await perform(.get("/trace", query, bytesMax: Self.answerBytesMax))
    }

    /// A page of a hundred events of 64 KiB, and a drawing of the largest chain, are smaller.
    private static let answerBytesMax = 32 << 20

    func bad(_ path: String, en: String, zh: String) -> LedgerClientError {
        .badResponse(url: "\(url)\(path.hasPrefix("/") ? "" : "/")\(path)", reason: Wording(en: en, zh: zh))
    }
}
