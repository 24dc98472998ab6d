package import Ledger
import Synchronization
package import TransparencyLog
public import Values

/// Sees to it that a private value that was erased is never taken again unnoticed: after each erasure the ledger signs how many
/// marks there are and which, and a file of private values that lacks one of them, because it was lost or is an old copy, is told.
public actor ErasureLog {
    /// Marks read at one time.
    static let pageSize = 4096

    /// Why it is not certain what was erased.
    public enum Trouble: Hashable, Sendable {
        /// Fewer marks than were signed.
        case lost(signed: UInt64, held: UInt64)
        /// Not the marks that were signed.
        case others(signed: UInt64)
        /// The statement is no statement of this ledger.
        case malformedStatement
        case unreadable(reason: String)
    }

    private let store: any DisclosureStore
    private let statements: any ErasureStatementStore
    private let signer: SignerKey
    /// Keys that the ledger had before: what they signed last is signed anew.
    private let former: [VerifierKey]
    private nonisolated let board = Mutex<Trouble?>(nil)

    /// The marks that were read, and the last of them.
    private var edge = RightEdge()
    private var last: DisclosureErasure?
    /// How many of them are signed.
    private var signedCount: UInt64 = 0

    package init(
        store: any DisclosureStore, statements: any ErasureStatementStore, signer: SignerKey,
        former: [VerifierKey] = []
    ) {
        self.former = former
        self.store = store
        self.statements = statements
        self.signer = signer
    }

    /// What is amiss, without waiting; nil where every mark that was signed is there.
    public nonisolated var trouble: Trouble? { board.withLock { $0 } }

    /// Compares the marks with what was signed, and signs those that came since, which a crash may have left unsigned. What is amiss
    /// is `trouble` from then on. Throws where only the new statement could not be kept: then the next erasure, or the next start,
    /// keeps it.
    /// - Parameter trustingMarks: signs the marks that are there, whatever was signed: for a host whose marks are lost for good.
    package func open(trustingMarks: Bool = false) async throws(StoreError) {
        let found: Comparison
        do throws(StoreError) {
            found = try await Self.compare(store: store, statements: statements, keys: [signer.verifierKey] + former)
        } catch {
            found = Comparison(trouble: .unreadable(reason: error.reason))
        }
        let trouble = trustingMarks ? nil : found.trouble
        board.withLock { $0 = trouble }
        signedCount = found.trouble == nil ? found.signed ?? 0 : 0
        try await settle(isAnew: trustingMarks || found.signed == nil || !found.isByFirstKey)
    }

    /// Signs the marks that came since the last statement; returns when that is durable. Where marks are lost nothing is signed,
    /// for that would hide it.
    package func settle() async throws(StoreError) {
        try await settle(isAnew: false)
    }

    private func settle(isAnew: Bool) async throws(StoreError) {
        guard trouble == nil else { return }
        var (edge, last) = (edge, last)
        while true {
            let marks = try await store.marks(after: last, limit: Self.pageSize)
            edge.append(marks)
            last = marks.last ?? last
            if marks.count < Self.pageSize { break }
        }
        if edge.treeSize > self.edge.treeSize { (self.edge, self.last) = (edge, last) }
        // Another erasure may have been quicker, and then signed these marks too.
        guard edge.treeSize > signedCount || isAnew else { return }
        try statements.keep(ErasureStatement(origin: signer.name, marks: edge).signed(by: signer))
        signedCount = edge.treeSize
    }
}

extension ErasureLog {
    /// What a comparison found.
    package struct Comparison: Sendable {
        /// Marks that were signed; nil where none ever were.
        package var signed: UInt64?
        /// Marks on record.
        package var held: UInt64 = 0
        package var trouble: Trouble?
        /// Whether the first of the keys signed it.
        package var isByFirstKey = true
    }

    /// Holds the marks on record against the signed statement. Changes nothing.
    /// - Parameter keys: that may have signed it.
    /// - Parameter store: nil where there is none, and so no mark.
    package static func compare(
        store: (any DisclosureStore)?, statements: any ErasureStatementStore, keys: [VerifierKey]
    ) async throws(StoreError) -> Comparison {
        var found = Comparison()
        var statement: ErasureStatement?
        // The statement first: marks that come meanwhile are merely more than was signed.
        if let note = try statements.load() {
            for (place, key) in keys.enumerated() where statement == nil {
                statement = ErasureStatement.open(note, key: key)
                found.isByFirstKey = place == 0
            }
            found.signed = statement?.count ?? 0
            if statement == nil { found.trouble = .malformedStatement }
        }
        var edge = RightEdge()
        var last: DisclosureErasure?
        while let store {
            let marks = try await store.marks(after: last, limit: pageSize)
            for mark in marks {
                if let statement, edge.treeSize == statement.count, edge.root != statement.root {
                    found.trouble = .others(signed: statement.count)
                }
                edge.append([mark])
            }
            last = marks.last ?? last
            if marks.count < pageSize { break }
        }
        found.held = edge.treeSize
        guard let statement else { return found }
        if edge.treeSize < statement.count {
            found.trouble = .lost(signed: statement.count, held: edge.treeSize)
        } else if edge.treeSize == statement.count, edge.root != statement.root {
            found.trouble = .others(signed: statement.count)
        }
        return found
    }
}

extension ErasureLog.Trouble {
    public var wording: Wording {
        switch self {
        case .lost(let signed, let held):
            Wording(
                en: "\(signed) erasures of private values were signed and only \(held) are on record: "
                    + "disclosures.sqlite was lost, or is an old copy",
                zh: "已签署 \(signed) 项私密信息删除，记录中只有 \(held) 项：disclosures.sqlite 已丢失或为旧副本")
        case .others(let signed):
            Wording(
                en: "the erasures of private values on record are not the \(signed) that were signed",
                zh: "记录的私密信息删除与已签署的 \(signed) 项不符")
        case .malformedStatement:
            Wording(
                en: "the statement of erased private values is not one of this ledger",
                zh: "私密信息删除声明不是本账本所签")
        case .unreadable(let reason):
            Wording(
                en: "which private values were erased could not be checked: \(reason)",
                zh: "无法核对已删除的私密信息：\(reason)")
        }
    }

    /// What whoever runs the host can do.
    public static var hint: Wording {
        Wording(
            en: "bring back the newest disclosures.sqlite; where it is lost for good, erase again what had been erased "
                + "and start once with: yimad run … --trust-erasures",
            zh: "请恢复最新的 disclosures.sqlite；如确已丢失，请重新删除应删除的内容，并以 yimad run … --trust-erasures 启动一次")
    }
}
