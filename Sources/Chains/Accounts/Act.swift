import EPCIS

/// What an event does to one of its things, seen as custody and mass.
package enum Act: Hashable, Sendable {
    /// It comes into being: commissioned, or made by a transformation.
    case issue
    case receive
    case ship
    /// A transformation takes it.
    case use
    /// It is sold, consumed or destroyed.
    case end
    case pack
    case unpack
    case store
    case observe

    package init(_ event: ResolvedEvent, _ role: Thing.Role) {
        self = event.act(on: role)
    }

    init(_ event: EPCISEvent, _ role: Thing.Role) {
        switch (event.kind, role) {
        case (.foreign, _): self = .observe
        case (.transformation, .input): self = .use
        case (.transformation, .output): self = .issue
        case (.aggregation, .child) where event.action == .add: self = .pack
        case (.aggregation, .child) where event.action == .delete: self = .unpack
        case (.aggregation, _) where event.action != .observe, (.association, _): self = .observe
        case (.object, _) where event.action == .add: self = .issue
        case (.object, _) where event.action == .delete: self = .end
        default: self = event.bizStep.flatMap { Self.steps[$0] } ?? .observe
        }
    }

    /// CBV business steps that say what happens where the action alone (OBSERVE) does not.
    private static let steps: [String: Act] = [
        "shipping": .ship, "receiving": .receive, "accepting": .receive, "storing": .store,
        // What a firm already had when it came to the ledger.
        "urn:yima:bizstep:opening_stock": .issue,
        "retail_selling": .end, "dispensing": .end, "destroying": .end, "decommissioning": .end,
    ]

    /// Whether the thing comes into the operator's hands.
    package var acquires: Bool { self == .issue || self == .receive }
    /// Whether it leaves them, or ceases to be.
    package var gives: Bool { self == .ship || self == .use || self == .end }
}
