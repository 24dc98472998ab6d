import Foundation
import Testing

@Suite("yima init and status")
struct InitCommandTests {
    @Test("begins a journal whose key nobody else can read, and prints the verifier key")
    func begins() async throws {
        let tool = Tool()
        let outcome = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2", "--journal", "j")
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("\(Scans.uscc)/dock-2+"))
        #expect(outcome.errors.contains("yimad device add"))
        let attributes = try FileManager.default.attributesOfItem(atPath: tool.home.url("j/device.key").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try tool.home.text("j/device.key").hasPrefix("PRIVATE+KEY+\(Scans.uscc)/dock-2+"))
    }

    @Test(
        "refuses a wrong check character, a device that is a path, and a journal that is there",
        arguments: [
            ("91350100M000100Y44", "dock-2", Int32(65)), ("6901234567892", "dock-2", 65),
            (Scans.uscc, "../dock", 64), (Scans.uscc, "a b", 64), (Scans.uscc, "a+b", 64), (Scans.uscc, "", 64),
            (Scans.uscc, "..", 64),
        ])
    func refuses(uscc: String, name: String, status: Int32) async throws {
        let tool = Tool()
        let outcome = try await tool.yima("init", "--operator", uscc, "--name", name, "--journal", "j")
        #expect(outcome.status == status)
        #expect(!tool.home.has("j"))
    }

    @Test("never touches a journal that is there")
    func existing() async throws {
        let tool = Tool()
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2", "--journal", "j")
        let key = try tool.home.text("j/device.key")
        let outcome = try await tool.yima("init", "--operator", Scans.uscc, "--name", "other", "--journal", "j")
        #expect(outcome.status == 73)
        #expect(try tool.home.text("j/device.key") == key)
    }

    @Test(
        "where only the key of a journal is lost every command says so, with what would be lost, and none begins another"
    )
    func keyLost() async throws {
        var tool = Tool()
        tool.environment["YIMA_JOURNAL"] = "j"
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let key = try tool.home.text("j/device.key")
        try FileManager.default.removeItem(at: tool.home.url("j/device.key"))
        for words in [
            ["ingest", "--no-push", "scans.csv"], ["status"], ["push"],
            ["withdraw", "--no-push", "--reason", "x", "\(Scans.uscc)/dock-2:0"],
            ["init", "--operator", Scans.uscc, "--name", "dock-2"],
            ["init", "--operator", Scans.uscc, "--name", "other"],
        ] {
            let outcome = try await tool.run("yima", words)
            #expect(outcome.status == (words[0] == "init" ? 73 : 74), "\(words): \(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    "j/device.key: the key of this device (\(Scans.uscc)/dock-2) is missing; its journal is here, 3 events of it not pushed yet"
                ), "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("hint: bring device.key back from its copy"), "\(outcome.errors)")
            #expect(outcome.errors.contains("revoked"), "\(outcome.errors)")
            #expect(outcome.errors.contains("--predecessor \(Scans.uscc)/dock-2"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("there is no journal here"))
        }
        #expect(!tool.home.has("j/device.key"))
        try tool.home.write(key, to: "j/device.key")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: tool.home.url("j/device.key").path)
        #expect(try await tool.yima("status").output.contains("3"))
    }

    @Test("where the entries of a journal are lost its key begins no empty one", arguments: [true, false])
    func entriesLost(hasKey: Bool) async throws {
        var tool = Tool()
        tool.environment["YIMA_JOURNAL"] = "j"
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2")
        try tool.home.write(Scans.file(0..<1), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let left = ["journal.json"] + (hasKey ? ["device.key"] : [])
        for name in try FileManager.default.contentsOfDirectory(atPath: tool.home.url("j").path)
        where !left.contains(name) {
            try FileManager.default.removeItem(at: tool.home.url("j/\(name)"))
        }
        for words in [
            ["ingest", "--no-push", "scans.csv"], ["status"], ["push"],
            ["init", "--operator", Scans.uscc, "--name", "dock-2"],
        ] {
            let outcome = try await tool.run("yima", words)
            #expect(outcome.status == (words[0] == "init" ? 73 : 74), "\(words): \(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    hasKey
                        ? "j/journal.sqlite: the entries of this device's journal (\(Scans.uscc)/dock-2) are missing; its key is here"
                        : "j: of a journal (\(Scans.uscc)/dock-2) only its settings are here"),
                "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains("--predecessor \(Scans.uscc)/dock-2"), "\(outcome.errors)")
        }
        #expect(!tool.home.has("j/journal.sqlite"))
    }

    @Test("what an interrupted init leaves, with nothing in it, may be deleted, and that is said")
    func interrupted() async throws {
        let tool = Tool()
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2", "--journal", "j")
        try FileManager.default.removeItem(at: tool.home.url("j/device.key"))
        let outcome = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2", "--journal", "j")
        #expect(outcome.status == 73 && outcome.errors.contains("with no event in it"), "\(outcome.errors)")
        #expect(outcome.errors.contains("hint: nothing was recorded here: delete journal.sqlite"), "\(outcome.errors)")
    }

    @Test("finds the journal by option, environment, configuration and XDG, in that order")
    func directories() async throws {
        var tool = Tool()
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "xdg")
        #expect(tool.home.has(".local/share/yima/device.key"))
        _ = try await tool.yima("init", "--operator", Scans.uscc, "--name", "named", "--journal", "named")
        #expect(try await tool.yima("status").output.contains("\(Scans.uscc)/xdg"))
        tool.environment["YIMA_JOURNAL"] = "named"
        #expect(try await tool.yima("status").output.contains("\(Scans.uscc)/named"))
        let option = try await tool.yima("status", "--journal", ".local/share/yima")
        #expect(option.output.contains("\(Scans.uscc)/xdg"))
        tool.environment = ["XDG_DATA_HOME": tool.home.path]
        let missing = try await tool.yima("status")
        #expect(missing.status == 74)
        #expect(missing.errors.contains("yima init"))
    }

    @Test("a configuration that misspells a setting is an error with its place")
    func configuration() async throws {
        let tool = Tool()
        try FileManager.default.createDirectory(
            at: tool.home.url(".config/yima"), withIntermediateDirectories: true)
        try tool.home.write("{\n  \"legder\": \"http://127.0.0.1:1\"\n}", to: ".config/yima/config.json")
        let outcome = try await tool.yima("lookup", "6901234567892")
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("config.json:2:"))
    }
}

/// CSV rows that are sound.
enum Scans {
    static let uscc = "91350100M000100Y43"
    static let header = "time,step,code,quantity,uom,productName"

    static func row(_ number: Int) -> String {
        "2026-11-0\(1 + number % 9)T08:30:00+08:00,commission,(01)06901234567892(10)A\(number),12.5,KGM,大黄鱼"
    }

    static func file(_ rows: Range<Int>) -> String {
        ([header] + rows.map(row)).joined(separator: "\n") + "\n"
    }
}
