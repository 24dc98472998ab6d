import Draws
import HostState
import Ledger
import TransparencyLog
import Values

extension Fsck {
    /// The files of draws must be those that they are named after, and the cosigned checkpoints of this ledger.
    func checkDraws(_ report: inout AuditReport) async {
        guard let draws else { return }
        do throws(StoreError) {
            for name in try await draws.names() {
                guard let bytes = try await draws.load(name) else { continue }
                let isRight =
                    switch name {
                    case .file(let root): LineTree(of: bytes)?.root == root
                    case .checkpoint(let treeSize): try await isOwn(bytes, treeSize)
                    }
                guard !isRight else { continue }
                report.add(
                    .init(
                        entry: nil,
                        en:
                            "draws/\(name) is not what it is named after (put it back from a backup, or have its office bring it again)",
                        zh: "draws/\(name) 与其名称不符（请从备份恢复，或请机关重新送达）"))
            }
        } catch {
            report.add(error)
        }
    }

    /// Whether a note is a checkpoint that this ledger signed of the tree of so many entries.
    private func isOwn(_ note: [UInt8], _ treeSize: UInt64) async throws(StoreError) -> Bool {
        let opened = keys.lazy.compactMap { try? Checkpoint.open(note: note, key: $0).checkpoint }.first
        guard let checkpoint = opened, checkpoint.treeSize == treeSize, let head = try await store.head(),
            treeSize <= head.treeSize
        else { return false }
        return try await store.root(treeSize: treeSize) == checkpoint.root
    }
}
