import ArgumentParser
import CommandSupport
import Ledger
import SQLiteStore
import StrictJSON
import TransparencyLog
import Values

/// `yimad operator`: the legal entities that may record.
struct OperatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator",
        abstract: said("Enrol, list, suspend, reinstate and rename operators.", "登记、列出、停用、恢复与更名经营主体。"),
        subcommands: [Add.self, List.self, Suspend.self, Reinstate.self, Rename.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: said("Enrol an operator.", "登记经营主体。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @Option(help: .said("The operator's registered name.", "登记名称。"))
        var name: String
        @Option(
            help: .said(
                "A role to grant besides, everywhere (see “yimad role grant” for one district). May be repeated.",
                "同时授予的角色（不限区划；限定区划请用 “yimad role grant”）。可重复。"))
        var role: [RoleWord] = []

        func run() async throws {
            let code = try subject.code()
            try await admin.record(
                .operatorEnrolled(uscc: code, name: name, from: .now), about: "\(code) \(name)",
                Wording(en: "enrolled", zh: "已登记"))
            // Everybody enrolled is an operator; the word grants nothing more.
            for role in role where role != .operator {
                guard let granted = GrantedRole(role.rawValue) else { continue }
                try await admin.record(
                    .roleGranted(uscc: code, role: granted, from: .now), about: "\(code) \(role.rawValue)",
                    Wording(en: "granted", zh: "已授予"))
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Suspend an operator: its devices can no longer push.", "停用经营主体：其设备不能再上传。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @OptionGroup var ban: BanOptions

        func run() async throws {
            let code = try subject.code()
            let signed = try await ban.extents(in: admin.place.directory)
            try await admin.record(
                .operatorSuspended(uscc: code, from: try ban.moment(), reason: ban.reason, signed: signed),
                about: code, Wording(en: "suspended", zh: "已停用"))
        }
    }

    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Lift an operator's suspension.", "恢复已停用的经营主体。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @Option(help: .said("Why.", "原因。"))
        var reason: String?

        func run() async throws {
            let code = try subject.code()
            try await admin.record(
                .operatorReinstated(uscc: code, from: .now, reason: reason), about: code,
                Wording(en: "in good standing", zh: "已恢复"))
        }
    }

    struct Rename: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Put an operator's new registered name on record.", "登记经营主体的新名称。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @Option(help: .said("The operator's new registered name.", "新的登记名称。"))
        var name: String

        func run() async throws {
            let code = try subject.code()
            try await admin.record(
                .operatorRenamed(uscc: code, name: name, from: .now), about: "\(code) \(name)",
                Wording(en: "so named", zh: "已更名"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: said("List the operators.", "列出经营主体。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let operators = try await place.directory.registry().operators.values.sorted { $0.uscc < $1.uscc }
            if json { return try Console.print(JSONNode.array(operators.map(\.json))) }
            for entry in operators {
                let state = entry.suspendedFrom.map { said("suspended \($0)", "已停用 \($0)") } ?? said("enrolled", "已登记")
                try Console.print("\(entry.uscc)  \(state.padded(to: 10))  \(entry.name.printable)")
            }
        }
    }
}

/// The `--uscc` option of every command about one operator.
struct SubjectOption: ParsableArguments {
    @Option(help: .said("Unified social credit code, 18 characters.", "统一社会信用代码（18 位）。"))
    var uscc: String

    func code() throws(CommandError) -> String { try OperatorCode.checked(uscc, option: "--uscc") }
}

/// Where keys and the signed-head file lie when not in the ledger's directory.
struct PlacesOption: ParsableArguments {
    @Option(
        help: .said(
            "The key that signs checkpoints (default: ledger.key in the ledger's directory).",
            "签署检查点的密钥（默认为账本目录中的 ledger.key）。", valueName: "file"), completion: .file())
    var key: String?

    @Option(
        help: .said(
            "The signed-head file, which remembers the last signed checkpoint (default: in the ledger's directory).",
            "签名头文件：记住最后签名的检查点（默认在账本目录中）。", valueName: "file"), completion: .file())
    var `guard`: String?

    @Option(
        help: .said(
            "Code schemes, profiles and rules that replace the built-in ones (default: definitions in the ledger's directory, where it is "
                + "there). Run “yimad reindex” after a change of schemes.",
            "替换内置编码体系、品类规范与规则的目录（默认为账本目录中的 definitions）。修改编码体系后请运行 “yimad reindex”。", valueName: "dir"),
        completion: .directory)
    var definitions: String?

    var places: LedgerAccess.Places {
        LedgerAccess.Places(key: key, guard: `guard`, definitions: definitions)
    }
}

extension LedgerDirectory {
    /// The same with what is named that lies elsewhere.
    func beside(_ places: PlacesOption) -> LedgerDirectory {
        LedgerDirectory(path: path, elsewhere: [places.key, places.guard].compactMap(\.self))
    }

    /// Who is enrolled, read while a daemon may be running.
    func registry() async throws(CommandError) -> Registry {
        try await registry(try LedgerAccess.store(self, mode: .readOnly))
    }

    func registry(_ store: any LedgerStore) async throws(CommandError) -> Registry {
        let origin = try verifierKey().name
        do {
            return try await RecoveredLedger.replayRegistry(store: store, origin: origin)
        } catch let error as StoreError {
            throw CommandError(error, self)
        } catch let failure as RecoveredLedger.Failure {
            throw CommandError(failure, self)
        } catch {
            throw CommandError(.software, en: "\(error)", zh: "\(error)")
        }
    }
}

extension Registry.Operator {
    fileprivate var json: JSONNode {
        .object([
            ("uscc", .string(uscc)), ("name", .string(name)), ("enrolledFrom", .string("\(enrolledFrom)")),
            ("suspendedFrom", suspendedFrom.map { .string("\($0)") } ?? .null),
            ("roles", .array(Set(roles.filter(\.tenure.isOpen).map(\.role.word)).sorted().map { .string($0) })),
        ])
    }
}
