import Foundation
import Testing

@testable import CommandSupport

@Suite("What commands say of their arguments")
struct MessageTests {
    @Test("a misspelt command is answered with the nearest one, in the user's language, and as a document")
    func unknownCommands() async throws {
        var tool = Tool()
        let cases: [(program: String, arguments: [String], says: String, hint: String)] = [
            ("yima", ["lokup", "6901234567892"], "yima: there is no command “lokup”", #"did you mean "lookup"?"#),
            ("yima", ["help", "verfy"], "there is no command “verfy”", #"did you mean "verify"?"#),
            ("yima", ["lable"], "there is no command “lable”", #"did you mean "label"?"#),
            ("yima", ["look", "6901234567892"], "yima: there is no command “look”", #"did you mean "lookup"?"#),
            ("yima", ["frobnicate", "--json"], "there is no command “frobnicate”", "there are: init, ingest"),
            (
                "yimad", ["operator", "ad", "--data", "x"], "yimad: operator: there is no command “ad”",
                #"did you mean "add"?"#
            ),
            ("yimad", ["restor"], "there is no command “restor”", #"did you mean "restore"?"#),
        ]
        for (program, arguments, says, hint) in cases {
            let outcome = try await tool.run(program, arguments)
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.errors.contains(says) && outcome.errors.contains(hint), "\(outcome.errors)")
        }
        tool.locale = "zh_CN.UTF-8"
        let chinese = try await tool.yima("lokup", "x", "--json")
        #expect(chinese.errors.hasPrefix("yima: 没有命令“lokup”\n提示：是否想写“lookup”？\n用法：yima <subcommand>\n"))
        #expect(try document(chinese)["messageZh"] as? String == "没有命令“lokup”")
        #expect(try document(chinese)["message"] as? String == "there is no command “lokup”")
        // What leads to a command, or to an option, is none of this.
        for arguments in [["--version"], ["help"], ["help", "lookup"], ["lookup", "--help"]] {
            #expect(try await tool.run("yima", arguments).status == 0, "\(arguments)")
        }
    }

    @Test("every complaint about arguments is in the user's language")
    func complaints() async throws {
        var tool = Tool()
        tool.locale = "zh_CN.UTF-8"
        let cases: [(arguments: [String], says: String)] = [
            (["verify", "--jsn", "x"], "yima: verify: 未知选项“--jsn”，是否想写“--json”？"),
            (["lookup", "--nothing-like-it", "x"], "未知选项“--nothing-like-it”"),
            (["verify", "--at"], "“--at <party>”缺少取值"),
            (["verify", "--json=1", "x"], "选项“--json”不带取值，却给出了“1”"),
            (["lookup", "a", "b"], "多余的参数“b”"), (["lookup", "a", "b", "c"], "2 个多余的参数：“b'、'c”"),
            (["lookup"], "缺少参数“<code>”"), (["lookup", "--limit", "many", "x"], "“many”不是“--limit <limit>”的取值"),
            (["lookup", "--limit", "0", "x"], "--limit 应为 1 至 100"),
            (["verify", "--batch", "x", "--format", "pdf"], "“pdf”不是“--format <format>”的取值，可用：'json'、'csv'、'xlsx'"),
            (["verify"], "未给出编码"), (["audit", "--data", "a", "--ledger", "b"], "--data 与 --ledger 不能同用"),
        ]
        for (arguments, says) in cases {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 64, "\(arguments)")
            #expect(outcome.errors.contains(says), "\(outcome.errors)")
            #expect(outcome.errors.contains("\n用法：yima "), "\(outcome.errors)")
            #expect(outcome.errors.contains("\n  详见 yima \(arguments[0]) --help。"), "\(outcome.errors)")
            for english in ["Usage", "Unknown", "Missing", "Error", "See '"] {
                #expect(!outcome.errors.contains(english), "\(outcome.errors)")
            }
        }
    }

    @Test("a page of help has no English heading in Chinese", arguments: ["yima", "yimad"])
    func help(program: String) async throws {
        var tool = Tool()
        tool.locale = "zh_CN.UTF-8"
        let page = try await tool.run(program, ["--help"]).output
        #expect(page.contains("\n用法：\(program) <subcommand>") && page.contains("\n选项：\n"), "\(page)")
        for command in [["verify"], ["ingest"], ["help"], ["operator", "add"]] {
            let page = try await tool.run(program, command + ["--help"]).output
            for english in [
                "OVERVIEW", "USAGE", "OPTIONS", "ARGUMENTS", "SUBCOMMANDS", "Show ", "(default", "(values", "See '",
            ] {
                #expect(!page.contains(english), "\(program) \(command): \(page)")
            }
        }
    }

    @Test("a command that fails gives one document under --json, and never a second")
    func documents() async throws {
        var tool = Tool()
        tool.environment = ["YIMA_LEDGER": "http://127.0.0.1:9"]
        let code = "(01)06901234567892(10)A0"
        for arguments in [
            ["lookup", code], ["verify", code], ["audit"], ["findings"], ["recall", code], ["status"], ["push"],
            ["lookup", "6901234567893"], ["trace", code, "--json-no-such"], ["evidence", code],
        ] {
            let outcome = try await tool.run("yima", arguments + ["--json"])
            #expect(outcome.status != 0, "\(arguments)")
            let error = try document(outcome)
            #expect(error["status"] as? Int32 == outcome.status, "\(arguments): \(outcome.output)")
            #expect(
                (error["message"] as? String)?.isEmpty == false && (error["messageZh"] as? String)?.isEmpty == false)
        }
        let admin = try await tool.run("yimad", ["fsck", "--data", "none", "--json"])
        #expect(try document(admin)["status"] as? Int == 2)
        // A line that was given is the document.
        let malformed = try await tool.yima("code", "--json", "6901234567893")
        #expect(malformed.status == 65 && malformed.output.split(separator: "\n").count == 1)
        #expect(!malformed.output.contains(#""status""#))
    }

    @Test("a ledger that does not answer is 69, whichever command asks it")
    func unreachable() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try tool.home.write("(01)06901234567892(10)A0\n", to: "codes")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        try #require(try await tool.yima("audit").status == 0)
        try await daemon.stop()
        let code = "(01)06901234567892(10)A0"
        for arguments in [
            ["audit"], ["lookup", code], ["verify", code], ["verify", "--batch", "codes"], ["trace", code],
            ["evidence", code, "-o", "x"], ["recall", code], ["findings"], ["disclose", code],
            ["verify", "--batch", "--since", "0"],
        ] {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 69, "\(arguments): \(outcome.status) \(outcome.output)\(outcome.errors)")
        }
    }

    private func document(_ outcome: Tool.Outcome) throws -> [String: Any] {
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 1, "\(outcome.output)\(outcome.errors)")
        let root = try JSONSerialization.jsonObject(with: outcome.outputBytes) as? [String: Any]
        return try #require(root?["error"] as? [String: Any], "\(outcome.output)")
    }
}

@Suite("What is shown while a long piece of work goes on")
struct ProgressTests {
    @Test("done of all, how fast, and how long it will take")
    func line() {
        let line = ProgressBar.line(
            title: "verified", amount: 1500, total: 10_000, before: 500, elapsed: .seconds(10), width: 80)
        #expect(line.hasPrefix("verified 1,500/10,000 ████░"), "\(line)")
        #expect(line.hasSuffix(" 15%  100/s  1:25 left"), "\(line)")
        // What a run before did says nothing of the rate; at the end nothing is left.
        let fresh = ProgressBar.line(title: "x", amount: 500, total: 500, before: 500, elapsed: .seconds(2), width: 80)
        #expect(fresh.hasSuffix("100%  0/s"), "\(fresh)")
        let long = ProgressBar.line(title: "x", amount: 1, total: 10_000, elapsed: .seconds(1), width: 80)
        #expect(long.hasSuffix("0%  1/s  2:46:39 left"), "\(long)")
        #expect(ProgressBar.line(title: "x", amount: 7, total: nil, elapsed: .seconds(2), width: 80) == "x 7  4/s")
        for width in 20..<120 {
            let line = ProgressBar.line(
                title: "verified", amount: 99_999, total: 1_000_000, elapsed: .seconds(7), width: width)
            #expect(line.columns < max(width, 12), "\(width): \(line)")
        }
    }
}
