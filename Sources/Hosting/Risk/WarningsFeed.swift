public import DerivedState
public import Ledger
import LedgerProtocol
public import Risk
public import StrictJSON

/// The changes of warnings of some kinds, for a webhook.
public struct WarningsFeed: WebhookFeed {
    private let store: any RiskStore
    private let kinds: Set<RiskWarning.Kind>

    /// - Parameter kinds: those that are wanted; all where it is empty.
    public init(_ store: any RiskStore, kinds: Set<RiskWarning.Kind> = []) {
        (self.store, self.kinds) = (store, kinds)
    }

    public var member: String { "warnings" }

    public func lastChange() async throws(StoreError) -> UInt64 { try await store.progress().lastChange }

    public func page(
        after number: UInt64, limit: Int
    ) async throws(StoreError) -> (wanted: [(number: UInt64, json: JSONNode)], last: UInt64)? {
        let page = try await store.changes(after: number, limit: limit)
        guard let last = page.last?.number else { return nil }
        let wanted = page.filter { kinds.isEmpty || kinds.contains($0.warning.kind) }
        return (wanted.map { ($0.number, $0.json) }, last)
    }

    public func delivered(to receiver: String) async throws(StoreError) -> UInt64 {
        try await store.delivered(to: receiver)
    }

    public func markDelivered(upTo number: UInt64, to receiver: String) async throws(StoreError) {
        try await store.markDelivered(upTo: number, to: receiver)
    }
}
