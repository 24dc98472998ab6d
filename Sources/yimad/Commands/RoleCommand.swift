import ArgumentParser
import Codes
import CommandSupport
import Ledger
import StrictJSON
import Values

/// `yimad role`: who may test, hold, recall and release goods of others, and where.
struct RoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "role",
        abstract: said(
            "Grant, revoke and list who may test, hold, recall or release goods of others.",
            "授予、撤销、列出可对他人货物检验、暂控、召回、放行的主体。"),
        subcommands: [Grant.self, Revoke.self, List.self])

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Grant a role: it counts for what is recorded from now on.", "授予角色：对此后入账的内容起作用。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @OptionGroup var granted: RoleOptions

        func run() async throws {
            let (code, role) = (try subject.code(), try granted.inDistrict())
            try await admin.record(
                .roleGranted(uscc: code, role: role, from: .now), about: "\(code) \(granted.description)",
                Wording(en: "granted", zh: "已授予"))
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Revoke a role: what was recorded before keeps its weight.", "撤销角色：此前入账的内容不受影响。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @OptionGroup var granted: RoleOptions
        @Option(help: .said("Why.", "原因。"))
        var reason: String?

        func run() async throws {
            let (code, role) = (try subject.code(), try granted.granted())
            try await admin.record(
                .roleRevoked(uscc: code, role: role, from: .now, reason: reason),
                about: "\(code) \(granted.description)", Wording(en: "revoked", zh: "已撤销"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("List the roles that stand.", "列出现行的角色。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let operators = try await place.directory.registry().operators.values.sorted { $0.uscc < $1.uscc }
            let standing = operators.flatMap { held in
                held.roles.filter(\.tenure.isOpen).map { (held, $0) }
            }
            if json { return try Console.print(JSONNode.array(standing.map { $1.json(of: $0) })) }
            for (held, grant) in standing {
                let scope = grant.role.scope ?? said("everywhere", "不限区划")
                try Console.print(
                    "\(held.uscc)  \(grant.role.word.padded(to: 10))  \(scope.padded(to: 10))  \(held.name.printable)")
            }
        }
    }
}

/// A role, and the districts that it is for.
struct RoleOptions: ParsableArguments {
    @Option(
        help: .said(
            "laboratory (its tests count), authority (holds, recalls, releases), port (holds, tests, releases), carrier or operator.",
            "laboratory（检验结论有效）、authority（暂控、召回、放行）、port（暂控、检验、放行）、carrier 或 operator。"))
    var role: RoleWord

    @Option(
        help: .said(
            "For goods of this district only: the first 2, 4 or 6 digits of its code (GB/T 2260; default: everywhere).",
            "仅限该区划的货物：行政区划代码（GB/T 2260）的前 2、4 或 6 位（默认不限）。", valueName: "district"))
    var scope: String?

    var description: String { scope.map { "\(role.rawValue) \($0)" } ?? role.rawValue }

    func granted() throws(CommandError) -> GrantedRole {
        guard let granted = GrantedRole(role.rawValue, scope: scope) else {
            throw CommandError(
                .usage, at: Wording("--scope \((scope ?? "").shown)"), en: "not the code of a district",
                zh: "不是行政区划代码", hint: Self.scopes)
        }
        return granted
    }

    /// The same for what is granted anew. (What was granted before can be revoked, whatever it says.)
    func inDistrict() throws(CommandError) -> GrantedRole {
        let granted = try granted()
        guard let scope = granted.scope, !District.isKnown(prefix: scope) else { return granted }
        throw CommandError(
            .usage, at: Wording("--scope \(scope.shown)"),
            en: "no district of China has a code that begins so (GB/T 2260)",
            zh: "没有以此开头的行政区划代码（GB/T 2260）", hint: Self.scopes)
    }

    private static let scopes = Wording(
        en: "35 for Fujian, 3501 for Fuzhou, 350102 for Gulou", zh: "如 35（福建）、3501（福州）、350102（鼓楼区）")
}

/// The roles of the trade, as they are written.
enum RoleWord: String, CaseIterable, ExpressibleByArgument {
    case `operator`, laboratory, authority, port, carrier
}

extension RoleGrant {
    fileprivate func json(of held: Registry.Operator) -> JSONNode {
        .object([
            ("uscc", .string(held.uscc)), ("name", .string(held.name)), ("role", .string(role.word)),
            ("scope", role.scope.map { .string($0) } ?? .null), ("entry", .integer(Int(tenure.entry))),
        ])
    }
}
