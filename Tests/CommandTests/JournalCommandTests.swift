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
