import Foundation
import ProgramTesting
import Testing

@Suite("The manuals")
struct ManualTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/man")

    private func page(_ program: String) async throws -> ManualPage {
        var tool = Tool()
        tool.locale = "zh_CN.UTF-8"
        let dump = try await tool.run(program, ["--experimental-dump-help"])
        return try ManualPage(
            dump.outputBytes, section: program == "yima" ? 1 : 8,
            tail: program == "yima" ? Self.toolTail : Self.daemonTail)
    }

    @Test(
        "the Chinese manual is what the program says of itself", arguments: [("yima", "yima.1"), ("yimad", "yimad.8")])
    func chinese(program: String, name: String) async throws {
        let file = Self.directory.appending(path: "zh_CN/\(name)")
        let wanted = try await page(program).roff
        if ProcessInfo.processInfo.environment["YIMA_UPDATE_GOLDEN"] == "1" { try Data(wanted.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == wanted, "differs: YIMA_UPDATE_GOLDEN=1 writes it anew")
    }

    @Test("the English manual names every option", arguments: [("yima", "yima.1"), ("yimad", "yimad.8")])
    func english(program: String, name: String) async throws {
        let text = try String(contentsOf: Self.directory.appending(path: name), encoding: .utf8)
            .replacingOccurrences(of: "\\-", with: "-")
        let options = try await page(program).optionNames
        #expect(options.count > 20)
        for option in options.sorted() { #expect(text.contains("--\(option)"), "\(name): --\(option)") }
    }

    @Test("a manual is set without a complaint", arguments: ["yima.1", "yimad.8", "zh_CN/yima.1", "zh_CN/yimad.8"])
    func roff(name: String) async throws {
        let groff = URL(filePath: "/usr/bin/groff")
        guard FileManager.default.isExecutableFile(atPath: groff.path) else { return }
        let outcome = try await Program(
            groff, ["-man", "-Kutf8", "-Tutf8", "-P-cbu", "-ww", Self.directory.appending(path: name).path],
            environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        ).run()
        #expect(outcome.status == 0)
        // Lines of Chinese have no blanks to be broken at.
        let complaints = String(decoding: outcome.errors, as: UTF8.self).split(separator: "\n").filter {
            !$0.contains("can't break line") && !$0.contains("cannot break line") && !$0.contains("cannot adjust line")
                && !$0.contains("can't adjust line")
        }
        #expect(complaints.isEmpty, "\(complaints)")
        #expect(String(decoding: outcome.output, as: UTF8.self).contains(name.hasPrefix("zh") ? "退出状态" : "EXIT STATUS"))
    }

    private static let exitStatus = """
        0 有效或已完成；1 证据不实或违反规则；2 无法核查；3 没有记录；64 用法有误；65 输入数据有误（未写入任何内容）；66 按
        \\fB\\-\\-skip\\-bad\\fR 跳过了有误的行；69 账本没有应答；70 程序自相矛盾；73 无法写入；74 无法读取；75 请稍后重试；77 不允许。
        “不实”与“无法核查”绝不混淆。批量核查取最严重的一行：0 < 3 < 2 < 1 < 65。
        """

    private static let locale = """
        .TP
        .B LC_ALL, LC_MESSAGES, LANG
        其中第一个已设置的以 zh 开头时，提示为中文，否则为英文。
        """

    private static let toolTail: [(String, String)] = [
        ("退出状态", exitStatus),
        (
            "环境变量",
            """
            .TP
            .B YIMA_JOURNAL
            日志目录。
            .TP
            .B YIMA_LEDGER
            账本地址；均未指定时为 http://127.0.0.1:8470。
            .TP
            .B YIMA_LEDGER_KEY
            账本的验证密钥或其文件。
            .TP
            .B YIMA_DEFINITIONS
            定义文件目录：rules.json、steps.json、allocation.json、品类规范，以及 schemes/ 中的编码体系。
            .TP
            .B YIMA_CONFIG
            配置文件。
            \(locale)
            .TP
            .B NO_COLOR
            已设置且非空时不使用颜色。
            .TP
            .B XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME
            改变下列目录的位置。
            """
        ),
        (
            "文件",
            """
            .TP
            .I ~/.config/yima/config.json
            JSON：ledger、ledgerKey、journal、definitions、witnessPolicy，均可省略。
            .TP
            .I ~/.local/share/yima
            日志：device.key（私钥，持有者即可以本设备名义签名）、journal.sqlite（事件，以及未删除前的私密信息，未加密）、journal.json（品类规范、账本及其固定密钥）。
            .TP
            .I ~/.local/state/yima
            已固定的账本密钥（ledgers）、每个账本最新的检查点（heads）、账本失信时留存的证据（forks）、近来查询过的编码（recent\\-codes，供命令行补全）。
            heads 请勿删除：没有它，被改写的账本对本设备就像初次相遇。
            """
        ),
        (
            "示例",
            """
            .nf
            .RS 4
            yima init \\-\\-operator 91350505MA347T0R4N \\-\\-name dock\\-2 \\-\\-ledger http://127.0.0.1:8470
            yima profile aquatic \\-\\-template xlsx \\-o scans.xlsx
            yima ingest \\-\\-profile aquatic scans.xlsx partner.xml
            yima verify \\-\\-evidence lot.yima \\-\\-ledger\\-key ledger.vkey
            .RE
            .fi
            """
        ), ("参见", ".BR yimad (8)"),
    ]

    private static let daemonTail: [(String, String)] = [
        (
            "退出状态",
            """
            0 已完成；1 不完好；2 无法检查；64 用法或配置有误；65 输入数据有误；69 守护进程没有应答；70 程序自相矛盾；73 无法写入；74 无法读取；
            75 请稍后重试；77 不允许。在 systemd 下，除 64、65、74、77、78 外失败后自动重启。
            """
        ),
        (
            "环境变量",
            """
            .TP
            .B YIMAD_LISTEN, YIMAD_LOG_LEVEL, YIMAD_WEBHOOK_URL, YIMAD_WEBHOOK_SEVERITIES, YIMAD_WEBHOOK_RULES, YIMAD_WEBHOOK_SECRET_FILE
            优先于配置文件，次于命令行。
            \(locale)
            """
        ),
        (
            "文件",
            """
            .TP
            .I /etc/yima/yimad.json
            配置：listen、logLevel、webhook。
            .TP
            .I /etc/yima/credentials/ledger.key
            账本签名密钥（root，0400）。
            .TP
            .I /var/lib/yimad/ledger
            账本：ledger.vkey（公开）、admin.key（0600，签署登记等行为）、ledger.sqlite（条目、哈希块、检查点）、derived.sqlite 与
            findings.sqlite、risk.sqlite（可删除重建）、disclosures.sqlite（私密信息，不在备份中）。
            .TP
            .I /var/lib/yimad\\-guard/last\\-checkpoint
            最后签署的检查点，不得与账本一同从备份恢复。
            """
        ), ("参见", ".BR yima (1)"),
    ]
}
