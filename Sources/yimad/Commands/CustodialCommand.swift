import ArgumentParser
import Codes
import CommandSupport
import Ledger
import StrictJSON
import TransparencyLog
import Values

/// `yimad custodial`: the journal that this host keeps and signs for shoppers who report what is wrong.
struct CustodialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custodial",
        abstract: said(
            "Take reports of shoppers into a journal that this host signs for them.", "代管日志：由本主机代为签名，接收消费者投诉举报。"),
        discussion: said(
            "Off until it is enabled. The journal is one of the operator that runs this host; its key lies in the ledger's directory, and its "
                + "name on the ledger says that the host signs for others. A running daemon takes note when it is started again.",
            "默认关闭。该日志属于运营本主机的单位，密钥存于账本目录，账本上的名称表明系代他人签名。守护进程重新启动后生效。"),
        subcommands: [Enable.self, Disable.self, Show.self])

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Make its key, enrol it, and take reports.", "生成密钥、登记并开始接收。"))

        @OptionGroup var admin: AdminOptions
        @OptionGroup var subject: SubjectOption
        @Option(
            help: .said(
                "District whose office is asked first: 2, 4 or 6 digits (GB/T 2260).", "默认处理部门的行政区划代码（GB/T 2260）。",
                valueName: "district"))
        var district: String

        func run() async throws {
            let uscc = try subject.code()
            guard District.isKnown(prefix: district) else {
                throw CommandError(
                    .usage, at: Wording("--district \(district.shown)"),
                    en: "no district of China has a code that begins so (GB/T 2260)", zh: "没有以此开头的行政区划代码（GB/T 2260）")
            }
            let folder = CustodyFolder(admin.place.directory)
            let key = try folder.settledKey(of: uscc).verifierKey
            let act = AdminAct.deviceEnrolled(verifierKey: "\(key)", from: .now)
            try await admin.record(act, about: key.name, Wording(en: "enrolled", zh: "已登记"))
            try folder.enable(district: district)
            Console.message(
                said(
                    "reports are taken once the daemon is started again: systemctl restart yimad",
                    "重新启动守护进程后开始接收：systemctl restart yimad"))
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Take no more reports; what was taken stays.", "停止接收；已收到的不受影响。"))

        @OptionGroup var place: DataOption

        func run() async throws {
            CustodyFolder(place.directory).disable()
            Console.message(
                said(
                    "no reports are taken once the daemon is started again; its device stays enrolled until it is revoked",
                    "重新启动守护进程后停止接收；其设备在吊销前仍为登记状态"))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: said("Whether reports are taken, and by which journal.", "是否接收及其日志。"))

        @OptionGroup var place: DataOption
        @Flag(help: .said("One JSON document.", "输出 JSON。")) var json = false

        func run() async throws {
            let folder = CustodyFolder(place.directory)
            let key = folder.exists ? try folder.signer().verifierKey : nil
            let district = folder.isEnabled ? try folder.district() : nil
            if json {
                return try Console.print(
                    JSONNode.object([
                        ("enabled", .bool(folder.isEnabled)), ("journal", key.map { .string($0.name) } ?? .null),
                        ("key", key.map { .string("\($0)") } ?? .null),
                        ("district", district.map { .string($0) } ?? .null),
                    ]))
            }
            guard let key else { return try Console.print(said("no custodial journal", "没有代管日志")) }
            let state = district.map { said("enabled, district \($0)", "已启用，区划 \($0)") } ?? said("disabled", "未启用")
            try Console.print("\(state)  \(key)")
        }
    }
}
