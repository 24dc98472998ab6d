public import Journals
public import Ledger
public import TransparencyLog
public import Values

/// Whether a journal that a host keeps for others is whole, signed by its key, and in step with the ledger: part of `fsck`.
public struct CustodyCheck: Sendable {
    /// What does not hold.
    public private(set) var problems: [Wording] = []
    /// What is only to be known.
    public private(set) var notes: [Wording] = []

    /// - Parameter held: what the ledger holds of it; nil where it holds nothing.
    public init(
        _ name: JournalName, key: VerifierKey?, store: any JournalStore, held: JournalState?
    ) async throws(StoreError) {
        let head = try await store.head()
        var edge = RightEdge()
        var heldRoot: MerkleHash? = held == nil ? RightEdge().root : nil
        while edge.treeSize < head.size {
            let end = min(head.size, edge.treeSize + 1024)
            for entry in try await store.entries(edge.treeSize..<end) {
                if case .event(let event)? = try? LedgerEntry(parsing: entry), event.journal == name,
                    event.index == edge.treeSize
                {
                } else {
                    problems.append(
                        Wording(
                            en: "\(name): entry \(edge.treeSize) is no event of this journal",
                            zh: "\(name)：第 \(edge.treeSize) 条不是本日志的事件"))
                    return
                }
                edge.append(.leaf(entry))
                if edge.treeSize == held?.size { heldRoot = edge.root }
            }
        }
        if edge != head.edge {
            problems.append(
                Wording(en: "\(name): its entries are not those that were signed", zh: "\(name)：内容与所签不符"))
        }
        if head.size > 0, let key,
            (try? Checkpoint.open(note: head.checkpoint, key: key).checkpoint).map({
                $0.treeSize == head.size && $0.root == head.edge.root
            }) != true
        {
            problems.append(
                Wording(en: "\(name): its checkpoint is not signed by its key", zh: "\(name)：检查点不是由其密钥签署"))
        }
        if let held {
            if held.size > head.size {
                notes.append(
                    Wording(
                        en:
                            "\(name): the ledger holds \(held.size) events, the journal \(head.size): the daemon fills it again",
                        zh: "\(name)：账本有 \(held.size) 条，日志有 \(head.size) 条，守护进程启动时补齐"))
            } else if heldRoot != held.edge.root {
                problems.append(
                    Wording(
                        en: "\(name): the ledger holds another history of it", zh: "\(name)：与账本所存的历史不同"))
            }
        }
        let waiting = head.size - min(head.size, held?.size ?? 0)
        if waiting > 0 {
            notes.append(
                Wording(
                    en: "\(name): \(waiting) events wait to be brought into the ledger",
                    zh: "\(name)：\(waiting) 条事件待入账"))
        }
    }
}
