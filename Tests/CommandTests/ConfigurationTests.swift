import Foundation
import Testing

@Suite("The daemon's configuration")
struct ConfigurationTests {
    /// A configuration that would be without effect, and what is said of it.
    private static let wrong: [(text: String, says: [String])] = [
        (#"{"loglevel": "debug"}"#, ["c.json:1:14: unknown setting “loglevel”", #"did you mean "logLevel"?"#]),
        ("{\n  \"listen\": 8470}", ["c.json:2:13: “listen” must be a text in quotation marks, not 8470"]),
        (#"{"listen": "8470"}"#, ["c.json:1:12: listen: “8470” is not an address"]),
        (#"{"listen": "127.0.0.1:99999"}"#, ["is not an address", "hint: 127.0.0.1:8470"]),
        ("{\"listen\": \"127.0.0.1:0\",\n\"logLevel\": \"loud\"}", ["c.json:2:13: logLevel: “loud” is no level"]),
        (#"{"webhook": "https://x.example/"}"#, ["c.json:1:13: “webhook” must be an object"]),
        (
            #"{"webhook": {"url": "https://x.example/", "rules": "TIME-2"}}"#,
            [#"“webhook.rules” must be a list of texts"#]
        ),
        (
            #"{"webhook": {"url": "https://x.example/", "secretfile": "x"}}"#,
            ["unknown setting “webhook.secretfile”", "webhook.secretFile"]
        ),
        (#"{"webhook": {"url": "http://x.example/"}}"#, ["c.json:1:21: webhook.url: plain http only"]),
        (
            #"{"webhook": {"url": "https://x.example/", "warnings": ["late"]}}"#,
            ["no such kind of warning: late", "rate overdue"]
        ),
        (#"{"mail": {"from": "a@b"}}"#, ["mail.from: mail.to is missing"]),
        (#"{"mail": {"to": ["a@b"]}}"#, ["mail.to: mail.from is missing"]),
        (#"{"mail": {"to": ["a b@c"], "from": "a@b"}}"#, ["not an address of mail: a b@c"]),
        (
            #"{"mail": {"to": ["a@b"], "from": "a@b", "host": "mail.example"}}"#,
            ["only the mail server of this machine"]
        ),
        (#"{"mail": {"to": ["a@b"], "from": "a@b", "intervalSeconds": 0}}"#, ["0 is not from 1 to 86400"]),
        (#"{"webhook": {"rules": ["TIME-2"]}}"#, ["c.json:1:23: webhook.rules: webhook.url is missing"]),
        (#"{"listen": "#, ["c.json:1:12"]),
        ("[]", ["c.json:1:1: not an object"]),
        (#"{"listen": "127.0.0.1:0", "listen": "127.0.0.1:1"}"#, ["c.json:1:27"]),
    ]

    @Test("what is misspelt, of a wrong kind or means nothing is refused with its line, by the daemon as by the check")
    func wrongSettings() async throws {
        let tool = Tool()
        try #require(
            try await tool.run("yimad", ["init", "--data", "ledger", "--origin", "x.example/a"]).status == 0)
        for (text, says) in Self.wrong {
            try tool.home.write(text, to: "c.json")
            for command in [["run", "--data", "ledger", "--config"], ["check-config"]] {
                let outcome = try await tool.run("yimad", command + ["c.json"])
                #expect([64, 65].contains(outcome.status), "\(command) \(text) \(outcome.errors)")
                for part in says { #expect(outcome.errors.contains(part), "\(text): \(outcome.errors)") }
            }
        }
    }

    @Test("a right one is explained setting by setting, with where each comes from; every wrong one is told")
    func checked() async throws {
        var tool = Tool()
        try tool.home.write(#"{"listen": "127.0.0.1:9000", "webhook": {"url": "https://x.example/"}}"#, to: "c.json")
        tool.environment = ["YIMAD_LOG_LEVEL": "debug"]
        let right = try await tool.run("yimad", ["check-config", "c.json"])
        #expect(right.status == 0 && right.errors.isEmpty, "\(right.errors)")
        let lines = right.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 16)
        #expect(lines[0].contains("127.0.0.1:9000") && lines[0].contains("(c.json:1:12)"), "\(lines[0])")
        #expect(lines[1].contains("debug") && lines[1].contains("(YIMAD_LOG_LEVEL)"), "\(lines[1])")
        #expect(lines[2].contains("indexStateSeconds") && lines[2].contains("(default)"), "\(lines[2])")
        #expect(lines[3].contains("witnessPolicy") && lines[4].contains("cosignSeconds"))
        #expect(lines[5].contains("https://x.example/"))

        try tool.home.write(#"{"Listen": "x", "level": 1}"#, to: "c.json")
        tool.environment = ["YIMAD_LOGLEVEL": "debug"]
        let wrong = try await tool.run("yimad", ["check-config", "--json", "c.json"])
        #expect(wrong.status == 65)
        struct Document: Decodable {
            struct Problem: Decodable { let place: String, message: String, messageZh: String }
            let problems: [Problem]
        }
        let problems = try JSONDecoder().decode(Document.self, from: wrong.outputBytes).problems
        #expect(problems.map(\.place) == ["c.json:1:12", "c.json:1:26", "environment"], "\(problems)")
        #expect(problems.allSatisfy { $0.message.hasPrefix("unknown setting") && $0.messageZh.hasPrefix("未知的设置") })
        #expect(try await tool.run("yimad", ["check-config", "none.json"]).status == 74)
    }

    @Test("an address that is taken is said in words, and may be free again later")
    func busyPort() async throws {
        let daemon = try await Daemon.begin()
        let address = String(daemon.url.dropFirst("http://".count))
        try #require(
            try await daemon.yimad("init", "--data", "second", "--origin", "x.example/b").status == 0)
        let outcome = try await daemon.yimad("run", "--data", "second", "--listen", address)
        #expect(outcome.status == 75)
        #expect(
            outcome.errors.contains("yimad: run: \(address): this address is taken: another program listens there"),
            "\(outcome.errors)")
        #expect(!outcome.errors.contains("errno"))
        try await daemon.stop()
    }

    @Test("of a file that a setting names and that cannot be read the setting is told, with its line and column")
    func namedFiles() async throws {
        let tool = Tool()
        for (text, place) in [
            ("{\n  \"witnessPolicy\": \"none.policy\"\n}", "c.json:2:20: witnessPolicy: none.policy: cannot read"),
            (
                "{\"webhook\": {\"url\": \"https://a.example/x\",\n\"secretFile\": \"none.secret\"}}",
                "c.json:2:15: webhook.secretFile: none.secret: cannot read"
            ),
        ] {
            try tool.home.write(text, to: "c.json")
            let outcome = try await tool.run("yimad", ["check-config", "c.json"])
            #expect(outcome.status == 74, "\(outcome.errors)")
            #expect(outcome.errors.contains(place), "\(outcome.errors)")
        }
    }

    @Test("a ledger's name has no scheme, and the hint gives it without")
    func origin() async throws {
        let tool = Tool()
        let outcome = try await tool.run(
            "yimad", ["init", "--data", "ledger", "--origin", "https://trace.example.gov.cn/licheng/"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("hint: --origin trace.example.gov.cn/licheng\n"), "\(outcome.errors)")
        #expect(!tool.home.has("ledger"))
    }

    @Test("a key that others may read signs nothing", arguments: [0o644, 0o640, 0o602])
    func readableKeys(mode: Int) async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try await daemon.stop()
        let add = ["operator", "add", "--data", Daemon.data, "--uscc", "91350100M00000027P", "--name", "x"]
        for (file, program, command) in [
            ("\(Daemon.data)/ledger.key", "yimad", ["run", "--data", Daemon.data, "--listen", "127.0.0.1:0"]),
            ("\(Daemon.data)/admin.key", "yimad", add), ("dock-1/device.key", "yima", ["status"]),
        ] {
            let path = tool.home.url(file).path
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let outcome = try await tool.run(program, command)
            #expect(outcome.status == 77, "\(outcome.errors)")
            #expect(outcome.errors.contains("others may read this key"), "\(outcome.errors)")
            #expect(outcome.errors.contains("hint: chmod go-rwx \(file)\n"), "\(outcome.errors)")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        #expect(try await tool.run("yimad", add).status == 0)
    }
}
