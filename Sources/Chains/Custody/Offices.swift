/// Whose word counts about goods of others: laboratories, authorities, ports, by the roles that were granted on the ledger.
///
/// | role | sets | lifts |
/// |---|---|---|
/// | laboratory | a failed test | what it set |
/// | port | a hold, a failed test | what it set |
/// | authority | a hold, a failed test, a recall | what anybody set |
///
/// A role counts for what is recorded while it stands, in the order of the ledger, and for goods of its district only.
public struct Offices: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable, CaseIterable {
        case `operator`, laboratory, authority, port, carrier
    }

    /// A role while it stands.
    public struct Grant: Hashable, Sendable {
        public let role: Role
        /// A prefix of a division code (GB/T 2260); nil is everywhere.
        public let scope: String?
        /// Ledger indexes of the entries that it lies between; nil is open.
        public let after: UInt64?
        public let until: UInt64?

        public init(role: Role, scope: String? = nil, after: UInt64? = nil, until: UInt64? = nil) {
            (self.role, self.scope, self.after, self.until) = (role, scope, after, until)
        }

        fileprivate func holds(at entry: UInt64, _ regions: Set<String>) -> Bool {
            (after.map { $0 < entry } ?? true) && (until.map { entry <= $0 } ?? true)
                && (scope.map { scope in regions.contains { $0.hasPrefix(scope) } } ?? true)
        }
    }

    /// By USCC.
    private let grants: [String: [Grant]]

    public init(_ grants: [String: [Grant]] = [:]) {
        self.grants = grants.filter { !$0.value.isEmpty }
    }

    /// Roles that always stood, everywhere.
    public init(everywhere roles: [String: Set<Role>]) {
        self.init(roles.mapValues { $0.map { Grant(role: $0) } })
    }

    fileprivate func roles(of event: ResolvedEvent, _ regions: Set<String>) -> Set<Role> {
        guard let held = grants[event.operatorUSCC] else { return [] }
        return Set(held.filter { $0.holds(at: event.entry, regions) }.map(\.role))
    }

    /// The districts for which a role was granted; everywhere is an empty one.
    fileprivate func scopes(of event: ResolvedEvent, as role: Role) -> [String] {
        (grants[event.operatorUSCC] ?? []).filter { grant in
            grant.role == role && (grant.after.map { $0 < event.entry } ?? true)
                && (grant.until.map { event.entry <= $0 } ?? true)
        }.map { $0.scope ?? "" }
    }

    fileprivate var isEmpty: Bool { grants.isEmpty }
}

/// The offices as they are heard about the goods of one chain.
package struct Hearing: Hashable, Sendable {
    private let offices: Offices
    /// The division codes of the places where the goods were and of those who had them.
    private let regions: Set<String>

    /// - Parameter events: of those in custody.
    init(_ offices: Offices, about events: some Sequence<ResolvedEvent>) {
        self.offices = offices
        var regions: Set<String> = []
        if !offices.isEmpty {
            for event in events {
                if let place = Region.division(of: event) { regions.insert(String(place)) }
                if let seat = Region.division(ofOperator: event.operatorUSCC) { regions.insert(String(seat)) }
            }
        }
        self.regions = regions
    }

    /// No office is heard.
    package static let nobody = Hearing(Offices(), about: [])

    private func roles(of event: ResolvedEvent) -> Set<Offices.Role> { offices.roles(of: event, regions) }

    /// Whether an event is heard whoever has the goods: it moves nothing, makes nothing and ends nothing, and says nothing that
    /// is not of its signer's office.
    func hears(_ event: ResolvedEvent) -> Bool {
        let roles = roles(of: event)
        guard !roles.isDisjoint(with: [.laboratory, .authority, .port]),
            event.things.allSatisfy({ Act(event, $0.role) == .observe })
        else { return false }
        guard let kind = Restriction.Kind(setBy: event.event) else { return true }
        return roles.contains { $0.sets.contains(kind) }
    }

    /// The cities (four digits of GB/T 2260) for which the signer of an event was granted to trade; none where he may everywhere, or
    /// nobody says.
    package func cities(of event: ResolvedEvent) -> Set<Substring> {
        let scopes = offices.scopes(of: event, as: .operator)
        guard !scopes.contains(where: { $0.count < 4 }) else { return [] }
        return Set(scopes.map { $0.prefix(4) })
    }

    /// Whether what its signer says of a lot is said of all of it.
    package func speaksForAll(_ event: ResolvedEvent) -> Bool { hears(event) }

    /// Whether the signer of an event may lift what another has set.
    package func lifts(_ event: ResolvedEvent) -> Bool { roles(of: event).contains(.authority) }
}

extension Offices.Role {
    fileprivate var sets: Set<Restriction.Kind> {
        switch self {
        case .laboratory: [.failure]
        case .port: [.hold, .failure]
        case .authority: [.hold, .failure, .recall]
        case .operator, .carrier: []
        }
    }
}
