/// Whose word counts about goods that he does not have: laboratories, authorities and ports, by roles that are granted on the ledger.
/// They test, sample, hold, release and recall; what they say of goods otherwise is what anybody says.
public struct Offices: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case `operator`, laboratory, authority, port, carrier
    }

    /// By USCC.
    private let roles: [String: Set<Role>]

    public init(_ roles: [String: Set<Role>] = [:]) {
        self.roles = roles
    }

    package func has(_ operatorUSCC: String, _ wanted: Set<Role>) -> Bool {
        roles[operatorUSCC].map { !$0.isDisjoint(with: wanted) } ?? false
    }

    /// Whether an event is heard whoever has the goods: it moves nothing, makes nothing and ends nothing.
    func hear(_ event: ResolvedEvent) -> Bool {
        has(event.operatorUSCC, [.laboratory, .authority, .port])
            && event.things.allSatisfy { Act(event, $0.role) == .observe }
    }

    /// Whether what he says of a lot is said of all of it.
    package func speaksForAll(_ operatorUSCC: String) -> Bool {
        has(operatorUSCC, [.laboratory, .authority, .port])
    }

    /// Whether he may lift what another has set.
    func lifts(_ operatorUSCC: String) -> Bool {
        has(operatorUSCC, [.authority])
    }
}
