public import Ledger
public import StrictJSON

/// Who has which role where, as a host has it: for whoever would know before he signs whether it will count. What is proven stands in evidence.
public struct OfficesDocument: Hashable, Sendable {
    public struct Office: Hashable, Sendable {
        public let uscc: String
        public let name: String
        /// `authority`, `laboratory`, `port`.
        public let role: String
        /// A prefix of GB/T 2260; everywhere is an empty one.
        public let scope: String
    }

    private static let roles: Set<String> = ["authority", "laboratory", "port"]

    /// By role, then by USCC.
    public let offices: [Office]

    public init(_ registry: Registry) {
        offices = registry.operators.values.flatMap { held in
            held.roles.filter { Self.roles.contains($0.role.word) && $0.tenure.isOpen }.map {
                Office(uscc: held.uscc, name: held.name, role: $0.role.word, scope: $0.role.scope ?? "")
            }
        }.sorted { ($0.role, $0.uscc, $0.scope) < ($1.role, $1.uscc, $1.scope) }
    }

    public var json: JSONNode {
        .object([
            (
                "offices",
                .array(
                    offices.map {
                        .object([
                            ("uscc", .string($0.uscc)), ("name", .string($0.name)), ("role", .string($0.role)),
                            ("scope", .string($0.scope)),
                        ])
                    })
            )
        ])
    }

    /// Nil where it is no such document.
    public init?(parsing bytes: [UInt8]) {
        guard let list = (try? JSONDocument(bytes).root)?["offices"], list.kind == .array else { return nil }
        var offices: [Office] = []
        for one in list.elements {
            guard let uscc = one["uscc"]?.string, let name = one["name"]?.string, let role = one["role"]?.string,
                let scope = one["scope"]?.string
            else { return nil }
            offices.append(Office(uscc: uscc, name: name, role: role, scope: scope))
        }
        self.offices = offices
    }

    /// Where an operator has a role.
    public func scopes(_ uscc: String, _ role: String) -> [String] {
        offices.filter { $0.uscc == uscc && $0.role == role }.map(\.scope)
    }
}
