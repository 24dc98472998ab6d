import CommandSupport
import Evidence
import Files
import Ledger
import LedgerClient
import LedgerProtocol
import Rules
import Values

/// The definition files that a ledger says it has adopted, kept by SHA-256 from one command to the next.
///
/// Code schemes are left out: by what a code is read must not depend on who is asked.
enum LedgerDefinitions {
    private static let bytesMax = 16 << 20

    /// The files that are kept from one command to the next: those of a few ledgers.
    private static var kept: BoundedFolder {
        BoundedFolder(directory: Places.definitions, fileCountMax: 64, byteCountMax: 64 << 20) {
            DefinitionDigest($0) != nil
        }
    }

    /// What goods on this ledger are judged by, one's own files before those of the ledger; nil where nothing was adopted, or what was
    /// cannot be used.
    static func taken(
        from ledger: LedgerConnection, own directory: String?
    ) async throws(CommandError) -> EvidenceJudge.AdoptedTradeDefinitions? {
        let named = try await ledger.definitions().files.filter {
            !$0.name.description.hasPrefix(TradeDefinitions.schemesPrefix)
        }
        guard !named.isEmpty else { return nil }
        var files: [String: [UInt8]] = [:]
        var bytes = 0
        for file in named {
            let text = try await text(file.sha256, from: ledger)
            bytes += text.count
            guard bytes <= bytesMax else {
                throw CommandError(
                    .undecided, at: Wording(ledger.url), en: "its definition files are too large", zh: "其规则文件过大")
            }
            files[file.name.description] = text
        }
        let digests = Dictionary(named.map { ($0.name.description, $0.sha256.description) }) { $1 }
        do throws(CommandError) {
            return EvidenceJudge.AdoptedTradeDefinitions(
                definitions: try Definitions.load(directory, adopted: files).trade, digests: digests)
        } catch {
            Console.message(
                said(
                    "\(ledger.url): what it has adopted cannot be used here (\(error.place.map { "\($0.en): " } ?? "")\(error.wording.en))",
                    "\(ledger.url)：无法使用其采纳的规则（\(error.place.map { "\($0.zh)：" } ?? "")\(error.wording.zh)）"))
            return nil
        }
    }

    private static func text(
        _ sha256: DefinitionDigest, from ledger: LedgerConnection
    ) async throws(CommandError) -> [UInt8] {
        let path = kept.use("\(sha256)")
        if FileWriter.exists(path), let held = try? ByteSource(path: path).rest(bytesMax: bytesMax),
            DefinitionDigest(of: held) == sha256
        {
            return held
        }
        let text = try await ledger.definition(sha256)
        // Kept for the next time; where that is not possible it is asked for again.
        try? FileWriter.makeDirectory(Places.definitions)
        try? FileWriter.write(text, to: path, existing: .replaced)
        kept.prune(keeping: "\(sha256)")
        return text
    }
}
