import ArgumentParser
import Codes
import CommandSupport
import Ledger
import StrictJSON
import Values

/// `yimad prefix`: who may issue which codes.
struct PrefixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prefix",
        abstract: said("Assign, release and list who may issue which codes.", "分配、收回、列出编码前缀。"),
        subcommands: [Assign.self, Release.self, List.self])

    struct Assign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "Assign codes to an operator: what anybody else issues under them from now on is CODE-2.",
                "将编码前缀分配给主体：此后他人在该前缀下赋码即违反 CODE-2。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @OptionGroup var named: PrefixOption
        @Flag(
            help: .said(
                "Beside others who have it already, as a plant that makes another's brand.", "与已有该前缀的主体共用（如受委托生产的工厂）。"))
        var shared = false

        func run() async throws {
            let (code, prefix) = (try subject.code(), try named.checked())
            if !shared { try await requireFree(prefix, for: code) }
            try await admin.record(
                .prefixAssigned(uscc: code, prefix: prefix, from: .now), about: "\(code) \(prefix)",
                Wording(en: "assigned", zh: "已分配"))
        }

        private func requireFree(_ prefix: String, for code: String) async throws {
            let registry = try await admin.place.directory.registry()
            // Neither under another's prefix nor over it: both may issue what both are a beginning of.
            let other = registry.prefixes.all.last {
                $0.tenure.isOpen && $0.uscc != code && ($0.prefix.hasPrefix(prefix) || prefix.hasPrefix($0.prefix))
            }
            guard let other else { return }
            let name = registry.operators[other.uscc]?.name.printable ?? other.uscc
            throw CommandError(
                .notAllowed, at: Wording("--prefix \(prefix)"),
                en: "assigned to \(other.uscc) \(name) as \(other.prefix) (entry \(other.tenure.entry))",
                zh: "已作为 \(other.prefix) 分配给 \(other.uscc) \(name)（条目 \(other.tenure.entry)）",
                hint: Wording(
                    en: "release it there first, or say --shared where both may issue it",
                    zh: "请先在该主体处收回；确需共用请加 --shared"))
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said(
                "Take codes back from an operator: what it issued before stays its own, unless they were assigned by mistake (--void).",
                "收回编码前缀：此前的赋码不受影响；误分配的可用 --void 撤销。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @OptionGroup var named: PrefixOption
        @Option(help: .said("Why.", "原因。"))
        var reason: String?
        @Flag(
            help: .said(
                "The assignment was a mistake: it never counted, also not for what came before.", "误分配：自始无效，对此前的记录也不作数。"
            ))
        var void = false

        func run() async throws {
            let (code, prefix) = (try subject.code(), try named.checked())
            var from = Timestamp.now
            if void {
                let assigned = try await admin.place.directory.registry().prefixes.all.last {
                    $0.uscc == code && $0.prefix == prefix
                }
                // Where there is none the ledger says so.
                if let assigned { from = assigned.from }
            }
            try await admin.record(
                .prefixReleased(uscc: code, prefix: prefix, from: from, reason: reason), about: "\(code) \(prefix)",
                void ? Wording(en: "voided", zh: "已撤销") : Wording(en: "released", zh: "已收回"))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("List the prefixes that stand.", "列出现行的编码前缀。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let registry = try await place.directory.registry()
            let standing = registry.prefixes.all.filter(\.tenure.isOpen)
            if json { return try Console.print(JSONNode.array(standing.map { $0.json(registry) })) }
            for held in standing {
                let name = registry.operators[held.uscc]?.name.printable ?? ""
                try Console.print("\(held.prefix.padded(to: 14))  \(held.uscc)  \(name)")
            }
        }
    }
}

struct PrefixOption: ParsableArguments {
    @Option(
        help: .said(
            "A GS1 company prefix (4 to 12 digits, as 690123456), or scheme:beginning (fujian-trace:FJ350102000123).",
            "GS1 厂商识别代码（4 至 12 位数字，如 690123456），或 编码体系:开头（如 fujian-trace:FJ350102000123）。"))
    var prefix: String

    func checked() throws(CommandError) -> String {
        guard let known = IssuerPrefix(prefix) else {
            throw CommandError(
                .usage, at: Wording("--prefix \(prefix.shown)"), en: "not the beginning of codes", zh: "不是编码前缀",
                hint: Wording(
                    en: "4 to 12 digits, or scheme:beginning", zh: "应为 4 至 12 位数字，或 编码体系:开头"))
        }
        return known.description
    }
}

extension PrefixAssignment {
    fileprivate func json(_ registry: Registry) -> JSONNode {
        .object([
            ("prefix", .string(prefix)), ("uscc", .string(uscc)),
            ("name", registry.operators[uscc].map { .string($0.name) } ?? .null),
            ("entry", .integer(Int(tenure.entry))),
        ])
    }
}
