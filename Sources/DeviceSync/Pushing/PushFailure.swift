public import Ledger
public import LedgerClient
public import Values

/// Why a journal was not brought to its ledger.
public enum PushFailure: Error, Sendable {
    /// The journal's file would not do.
    case journal(StoreError)
    /// The ledger did not answer, or refused.
    case ledger(LedgerClientError)
    /// The ledger did not keep its word, or could not be held to it.
    case holding(HoldingFailure)
    /// The ledger broke its word about this journal.
    case dishonest(Dishonesty)
    /// This journal is an older copy: the device has signed, and the ledger has, more than is here, or something else.
    case oldCopy(own: UInt64, held: UInt64)

    /// What a ledger says of a journal that cannot be.
    public enum Dishonesty: Hashable, Sendable {
        /// It holds fewer events than it acknowledged.
        case lost(acknowledged: UInt64, held: UInt64)
        /// It claims events without the device's signature.
        case unsigned(held: UInt64)
        /// Its receipt names entries beyond the end of the tree that it signed.
        case beyondItsTree(entry: UInt64, treeSize: UInt64)
    }
}

extension PushFailure {
    /// Whether it is the ledger that did not keep its word.
    public var isBrokenWord: Bool {
        switch self {
        // What another key signs is no word of this ledger, kept or broken.
        case .dishonest, .holding(.broken): true
        case .journal, .ledger, .oldCopy, .holding: false
        }
    }
}

extension PushFailure.Dishonesty {
    /// What people read.
    public var wording: Wording {
        switch self {
        case .lost(let acknowledged, let held):
            Wording(
                en:
                    "the ledger holds \(held) events of this journal, but acknowledged \(acknowledged): it has lost entries",
                zh: "账本仅存有本日志的 \(held) 条，却曾确认 \(acknowledged) 条：账本丢失了条目")
        case .unsigned(let held):
            Wording(
                en: "the ledger claims \(held) events of this journal without this device's signature",
                zh: "账本声称存有本日志 \(held) 条，但没有本设备的签名")
        case .beyondItsTree(let entry, let treeSize):
            Wording(
                en: "the ledger's receipt names entry \(entry), but it signed only \(treeSize) entries",
                zh: "账本的回执称条目为 \(entry)，但其只签署了 \(treeSize) 条")
        }
    }
}
