import Foundation
import ProgramTesting
import Testing

@Suite("yima code")
struct CodeCommandTests {
    static let codes = [
        "6901234567892", "(01)06901234567892(10)A1(17)261231", "]d2010690123456789210A1\u{1D}2107",
        "https://id.gs1.org/01/06901234567892/10/A1?17=261231", "urn:epc:id:sgtin:6901234.056789.7",
        "91350100M000100Y43", "CSQU3054383", "6901234567893", "(01)06901234567892(10)", "hello", "",
    ]

    @Test("says what codes are, or what is wrong with them, in the user's language", arguments: ["en", "zh"])
    func people(language: String) async throws {
        var tool = Tool()
        tool.locale = language == "zh" ? "zh_CN.UTF-8" : "C.UTF-8"
        let outcome = try await tool.run("yima", ["code"] + Self.codes)
        #expect(outcome.status == 65)
        try Golden.expect(outcome, "code-\(language)")
    }

    @Test("gives one JSON line a code that does not depend on the locale")
    func machines() async throws {
        var tool = Tool()
        let english = try await tool.run("yima", ["code", "--json"] + Self.codes)
        try Golden.expect(english, "code-json")
        tool.locale = "zh_CN.UTF-8"
        let chinese = try await tool.run("yima", ["code", "--json"] + Self.codes)
        #expect(chinese.output == english.output)
        #expect(english.output.split(separator: "\n").count == Self.codes.count)
    }

    @Test("ends with 0 where every code is one")
    func sound() async throws {
        let outcome = try await Tool().yima("code", "6901234567892", "CSQU3054383")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
    }

    @Test("reads codes from standard input")
    func input() async throws {
        let outcome = try await Tool().yima("code", "--json", "-", input: "6901234567892\n\nCSQU3054383")
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").count == 2)
    }

    @Test("never repeats control characters to a terminal")
    func escapes() async throws {
        let outcome = try await Tool().yima("code", "\u{1B}[31mred")
        #expect(outcome.status == 65)
        #expect(!outcome.errors.contains("\u{1B}"))
    }
}

@Suite("Arguments and languages")
struct UsageTests {
    @Test(
        "what cannot be read ends with 64 and shows the usage",
        arguments: [
            ["code"], ["frobnicate"], ["ingest"], ["ingest", "--encoding", "latin1", "x.csv"],
            ["trace", "--format", "png", "x"],
            ["verify"], ["verify", "--batch", "f", "6901234567892"], ["verify", "--output", "o", "6901234567892"],
            ["lookup", "--limit", "0", "6901234567892"], ["audit", "--data", "d", "--ledger", "http://127.0.0.1:1"],
            ["evidence", "6901234567892"], ["init", "--operator", "91350100M000100Y43"],
        ])
    func usage(arguments: [String]) async throws {
        let outcome = try await Tool().run("yima", arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("yima: "))
        #expect(outcome.errors.contains("Usage: yima"))
    }

    @Test("help and version are answers, not errors", arguments: [["--help"], ["ingest", "--help"], ["--version"]])
    func help(arguments: [String]) async throws {
        let outcome = try await Tool().run("yima", arguments)
        #expect(outcome.status == 0)
        #expect(!outcome.output.isEmpty)
        #expect(outcome.errors.isEmpty)
    }

    @Test(
        "LC_ALL goes before LC_MESSAGES, and that before LANG",
        arguments: [
            (["LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"], true),
            (["LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"], false),
            (["LC_ALL": "", "LC_MESSAGES": "zh_TW.UTF-8", "LANG": "C"], true),
            (["LC_ALL": "", "LANG": "zh_CN.GB18030"], true),
            (["LC_ALL": "", "LANG": ""], false),
        ])
    func locales(environment: [String: String], isChinese: Bool) async throws {
        var tool = Tool()
        tool.environment = environment
        let outcome = try await tool.yima("code", "6901234567893")
        #expect(outcome.errors.contains(isChinese ? "校验位错误" : "wrong check digit"))
    }

    @Test("a reader that goes away ends the tool without a word")
    func brokenPipe() async throws {
        let tool = Tool()
        let codes = String(repeating: "6901234567892\n", count: 20_000)
        try tool.home.write(codes, to: "codes")
        var program = tool.program("yima", [])
        program.executable = URL(fileURLWithPath: "/bin/bash")
        program.arguments = [
            "-c", "\"$0\" code --json - < codes 2> messages | head -n 1 > first; echo \"${PIPESTATUS[0]}\" > status",
            Tool.path("yima").path,
        ]
        _ = try await program.run()
        #expect(try tool.home.text("messages").isEmpty)
        #expect(try tool.home.text("first").contains("06901234567892"))
        #expect(try tool.home.text("status") == "141\n")
    }
}

@Suite("yima code in other forms")
struct CodeFormCommandTests {
    private static let label = "(01)06901234567892(10)A1(21)7(17)261231"

    @Test("a code is written as EPC URN and as Digital Link, and both read back")
    func bothWays() async throws {
        let tool = Tool()
        let epc = try await tool.yima("code", "--epc", "--prefix-length", "7", Self.label)
        #expect(epc.output == "urn:epc:id:sgtin:6901234.056789.7\n", "\(epc.errors)")
        let again = try await tool.yima("code", "--epc", "urn:epc:id:sgtin:6901234.056789.7")
        #expect(again.output == epc.output)
        let link = try await tool.yima("code", "--json", "--link", "trace.example.cn", Self.label)
        #expect(
            link.output.contains("\"digitalLink\":\"https://trace.example.cn/01/06901234567892/10/A1/21/7?17=261231\""))
    }

    @Test("what has no such form, or lacks the prefix's length, is said")
    func refused() async throws {
        let tool = Tool()
        for arguments in [["--epc", Self.label], ["--epc", "91350100M000100Y43"], ["--link", "ftp://x", Self.label]] {
            let outcome = try await tool.run("yima", ["code"] + arguments)
            #expect(outcome.status == 65, "\(arguments)")
            #expect(outcome.errors.hasPrefix("yima: code: "), "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }
        #expect(try await tool.yima("code", "--epc", "--link", "x.cn", Self.label).status == 64)
    }
}
