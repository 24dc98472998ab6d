import CommandSupport
import DeviceSync
import Ledger
import TransparencyLog
import Values

/// A signed checkpoint that somebody kept in a file: what the ledger signs now must continue it.
struct GivenHead {
    let note: [UInt8]
    let checkpoint: Checkpoint

    /// - Parameter place: where it was kept.
    init(_ note: [UInt8], key: VerifierKey, place: Wording) throws(CommandError) {
        do throws(CheckpointError) {
            let former = try? KnownKeys.former(before: key)
            let opened = (former ?? []).lazy.compactMap { try? LogHead(trusting: note, key: $0) }.first
            checkpoint = if let opened { opened.checkpoint } else { try LogHead(trusting: note, key: key).checkpoint }
        } catch {
            throw CommandError(
                .badInput, at: place, en: "not a checkpoint that this ledger signed: \(error.en)",
                zh: "不是本账本签署的检查点：\(error.zh)",
                hint: Wording(en: "the ledger's key is \(key)", zh: "账本密钥为 \(key)"))
        }
        self.note = note
    }

    init(path: String, key: VerifierKey) throws(CommandError) {
        guard let note = try ByteSource(path: path).rest(bytesMax: SignedNote.byteCountMax) else {
            throw CommandError(.badInput, at: Wording(path), en: "too large for a checkpoint", zh: "检查点文件过大")
        }
        try self.init(note, key: key, place: Wording(path))
    }
}

/// Holds one head and keeps nothing.
private struct GivenHeadStore: LogHeadStore {
    let note: [UInt8]

    func head(of key: VerifierKey) async throws(LogHeadStoreError) -> [UInt8]? { note }

    func replace(
        _ held: [UInt8]?, with note: [UInt8], of key: VerifierKey
    ) async throws(LogHeadStoreError) -> Bool { true }
}

extension WatchedLedger {
    /// The ledger's newest checkpoint, which continues all that it signed before.
    ///
    /// - Parameter given: a checkpoint that it must continue too; where it does not, that is kept as a fork.
    func newestHead(continuing given: GivenHead? = nil) async throws(CommandError) -> GivenHead {
        let note = try await holding()
        if let given {
            let keeper = HeadKeeper(
                key: key, former: try KnownKeys.former(before: key), tiles: LedgerTiles(connection.client),
                stores: [GivenHeadStore(note: given.note)])
            do throws(HoldingFailure) {
                try await keeper.hold(note, to: try await keeper.ask(), remembers: false)
            } catch {
                throw CommandError(error, url: url, key: key)
            }
        }
        return try GivenHead(note, key: key, place: Wording(url))
    }
}
