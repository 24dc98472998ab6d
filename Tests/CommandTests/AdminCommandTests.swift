import Foundation
import FoundationNetworking
import Testing

/// A ledger on which acts are put, with its daemon running or not.
private struct AdminRoom {
    static let other = "91350100M00000027P"

    let tool: Tool
    let daemon: Daemon

    static func new(isRunning: Bool) async throws -> AdminRoom {
        let daemon = try await Daemon.begin()
        if !isRunning { try await daemon.stop() }
        return AdminRoom(tool: daemon.tool, daemon: daemon)
    }

    func admin(_ words: String, _ more: String..., locale: String = "C.UTF-8") async throws -> Tool.Outcome {
        try await admin(words, more, locale: locale)
    }

    private func admin(_ words: String, _ more: [String], locale: String = "C.UTF-8") async throws -> Tool.Outcome {
        var tool = tool
        tool.locale = locale
        let words = words.split(separator: " ").map(String.init)
        return try await tool.run("yimad", words.prefix(2) + ["--data", Daemon.data] + words.dropFirst(2) + more)
    }

    /// Runs an act that must be done or must stand already, and holds whether anything was appended.
    func act(
        _ words: String, _ more: String..., appends: Bool, says: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await size()
        let outcome = try await admin(words, more)
        #expect(outcome.status == 0, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(says), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(try await size() == before + (appends ? 1 : 0), sourceLocation: sourceLocation)
    }

    /// Runs an act that must be refused with a hint, and appends nothing.
    func refused(
        _ words: String, _ more: String..., says: String, hint: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await size()
        let outcome = try await admin(words, more)
        #expect(outcome.status == 77, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.errors.contains(says), "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(
            outcome.errors.contains("hint: ") && outcome.errors.contains(hint), "\(outcome.errors)",
            sourceLocation: sourceLocation)
        #expect(try await size() == before, sourceLocation: sourceLocation)
    }

    /// The number of entries, from an audit of the store.
    func size() async throws -> Int {
        struct Report: Decodable { let entries: Int }
        let outcome = try await tool.run("yimad", ["fsck", "--data", Daemon.data, "--json"])
        #expect(outcome.status == 0, "\(outcome.output)")
        return try JSONDecoder().decode(Report.self, from: outcome.outputBytes).entries
    }

    /// A device's verifier key.
    func key(_ name: String) async throws -> String {
        var tool = tool
        tool.environment = ["YIMA_JOURNAL": name]
        let begun = try await tool.yima("init", "--operator", Scans.uscc, "--name", name)
        try #require(begun.status == 0, "\(begun.errors)")
        return begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// What a command lists; the texts of it.
    func listed(_ what: String) async throws -> [[String: String?]] {
        let outcome = try await tool.run("yimad", [what, "list", "--data", Daemon.data, "--json"])
        return try JSONDecoder().decode([[String: Member]].self, from: outcome.outputBytes).map { $0.mapValues(\.text) }
    }

    private struct Member: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }
}

@Suite("Acts of the host, with its daemon running and without")
struct AdminCommandTests {
    @Test(
        "another admin key takes the place of the first, whether or not the daemon runs, and an interrupted exchange is finished",
        arguments: [false, true])
    func rotation(isRunning: Bool) async throws {
        let room = try await AdminRoom.new(isRunning: isRunning)
        let folder = room.tool.home.url(Daemon.data)
        func text(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        let first = try text("admin.key")
        try await room.act("key rotate", "--reason", "离职", appends: true, says: "the admin key is now")
        let second = try text("admin.key")
        #expect(second != first)
        let retired = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first {
                $0.hasPrefix("admin.key.retired-")
            })
        #expect(try text(retired) == first)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.appending(path: "admin.key").path)
        #expect(mode[.posixPermissions] as? Int == 0o600)
        try await room.act("operator add", "--uscc", AdminRoom.other, "--name", "新", appends: true, says: "enrolled")

        // As a crash leaves it after the ledger took the exchange: the old key in its place, the new one beside.
        try FileManager.default.moveItem(
            at: folder.appending(path: "admin.key"), to: folder.appending(path: "admin.key.next"))
        try FileManager.default.copyItem(
            at: folder.appending(path: retired), to: folder.appending(path: "admin.key"))
        #expect(try await room.admin("operator suspend", "--uscc", AdminRoom.other, "--reason", "x").status == 77)
        try await room.act("key rotate", appends: false, says: "the admin key is now")
        #expect(try text("admin.key") == second)
        try await room.act(
            "operator suspend", "--uscc", AdminRoom.other, "--reason", "x", appends: true, says: "suspended")
        if isRunning { try await room.daemon.stop() }
    }

    @Test("no act holds the identity number of a person in anybody's own words")
    func personalNumbers() async throws {
        let room = try await AdminRoom.new(isRunning: false)
        let before = try await room.size()
        let uscc = "--uscc \(Scans.uscc)"
        let number = "350505199001010578"
        let vkey = "\(Scans.uscc)/\(number)+5f1c2e10+AePMfSDfCRNXyPnvD5W4qhbKqZ8kWhtkhY7HXZfP+Vo4"
        for words in [
            "operator add \(uscc) --name 张三\(number)", "operator rename \(uscc) --name 李四，身份证\(number)",
            "operator suspend \(uscc) --reason \(number)", "device add --vkey \(vkey)",
            "prefix assign \(uscc) --prefix customs:\(number)",
            "prefix release \(uscc) --prefix 690123 --reason \(number)",
            "key rotate --reason \(number)", "key rotate --ledger --reason \(number)",
            "role revoke \(uscc) --role authority --reason \(number)",
        ] {
            let refused = try await room.admin(words)
            #expect(
                refused.status == 65 || words.hasPrefix("device") && refused.status != 0, "\(words): \(refused.errors)")
            #expect(!refused.errors.contains("\(number) ") && !refused.errors.contains("张三"), "\(refused.errors)")
        }
        #expect(
            !room.tool.home.has("\(Daemon.data)/admin.key.next")
                && !room.tool.home.has("\(Daemon.data)/ledger.key.next"))
        // In a code that is asked for it is not repeated either.
        let asked = try await room.admin("operator add --uscc \(number) --name x")
        #expect(asked.status != 0 && !asked.errors.contains(number), "\(asked.errors)")
        #expect(try await room.size() == before)
        try await room.act("operator add \(uscc) --name 惠安渔场3505051990", appends: true, says: "enrolled")
        let begun = try await room.tool.yima("init", "--operator", Scans.uscc, "--name", number)
        #expect(begun.status == 65 && begun.errors.contains("identity number"), "\(begun.errors)")
        let named = try await room.tool.run("yimad", ["init", "--data", "own", "--origin", "a.example/\(number)"])
        #expect(named.status == 65 && !named.errors.contains(number) && !room.tool.home.has("own"), "\(named.errors)")
    }

    @Test(
        "no definition file with the identity number of a person is adopted: its place is told, and not the number",
        arguments: [
            (#"{"licences":[{"number":"350505199001010578","uscc":"91350100M000100Y43"}]}"#, "registers.json:1:24"),
            (
                "{\n \"barred\": [{\"uscc\": \"91350100M000100Y43\", \"from\": \"2020-01-01\",\n  \"why\": \"350505-19900101-0578\"}]}",
                "registers.json:3:10"
            ),
            (#"{"permits":[],"350505199001010578":1}"#, "registers.json:1:36"),
            (#"{"permits":[350505199001010578]}"#, "registers.json:1:13"),
            (#"{"permits":["\u0033\u00350505199001010578"]}"#, "registers.json:1:13"),
        ])
    func personalNumbersInDefinitions(text: String, place: String) async throws {
        let room = try await AdminRoom.new(isRunning: false)
        let before = try await room.size()
        try room.tool.home.write(text, to: "registers.json")
        let refused = try await room.admin("definitions adopt registers.json")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("\(place): this holds the identity number of a person"), "\(refused.errors)")
        #expect(!refused.errors.contains("19900101"), "\(refused.errors)")
        #expect(try await room.size() == before)
        #expect(!room.tool.home.has("\(Daemon.data)/adopted"))
    }

    @Test("without a daemon another ledger's admin key is named, with where the right one comes from")
    func foreignAdminKey() async throws {
        let room = try await AdminRoom.new(isRunning: false)
        let home = room.tool.home
        let other = try await room.tool.run("yimad", ["init", "--data", "other", "--origin", Daemon.origin])
        try #require(other.status == 0)
        try FileManager.default.removeItem(at: home.url("\(Daemon.data)/admin.key"))
        try FileManager.default.moveItem(at: home.url("other/admin.key"), to: home.url("\(Daemon.data)/admin.key"))
        let refused = try await room.admin("operator add --uscc \(Scans.uscc) --name x")
        #expect(refused.status == 77, "\(refused.errors)")
        #expect(
            refused.errors.contains(
                "hint: \(Daemon.data)/admin.key is not the admin key that this ledger has enrolled: bring that one back"
            ),
            "\(refused.errors)")
    }

    @Test(
        "an operator is enrolled, suspended, reinstated and renamed; what stands is said and appends nothing",
        arguments: [true, false])
    func operators(isRunning: Bool) async throws {
        let room = try await AdminRoom.new(isRunning: isRunning)
        let uscc = "--uscc \(Scans.uscc)"
        let add = "yimad operator add --data \(Daemon.data) --uscc \(Scans.uscc)"
        let reinstate = "yimad operator reinstate --data \(Daemon.data) --uscc \(Scans.uscc)"
        try await room.refused("operator suspend \(uscc) --reason x", says: "is not enrolled", hint: add)
        try await room.refused("operator reinstate \(uscc)", says: "is not enrolled", hint: add)
        try await room.refused("operator rename \(uscc) --name x", says: "is not enrolled", hint: add)

        try await room.act("operator add \(uscc) --name 惠安渔场", appends: true, says: "enrolled (entry 1)")
        try await room.act("operator add \(uscc) --name 惠安渔场", appends: false, says: "enrolled already (entry 1)")
        try await room.refused(
            "operator add \(uscc) --name 惠安渔业", says: "under another name: 惠安渔场",
            hint: "yimad operator rename --data \(Daemon.data) --uscc \(Scans.uscc) --name")
        try await room.act("operator rename \(uscc) --name 惠安渔业", appends: true, says: "so named (entry 2)")
        try await room.act("operator rename \(uscc) --name 惠安渔业", appends: false, says: "so named already")
        try await room.act("operator reinstate \(uscc)", appends: false, says: "in good standing already")

        try await room.act("operator suspend \(uscc) --reason 抽检", appends: true, says: "suspended (entry 3)")
        try await room.act("operator suspend \(uscc) --reason 再抽检", appends: false, says: "suspended already (entry 3)")
        // Today it would say “enrolled” and change nothing.
        for name in ["惠安渔业", "别的名称"] {
            try await room.refused(
                "operator add \(uscc) --name \(name)", says: "is suspended (entry 3)", hint: reinstate)
        }
        #expect(try await room.listed("operator").first?["suspendedFrom"] != .some(nil))
        try await room.act("operator reinstate \(uscc)", appends: true, says: "in good standing (entry 4)")
        #expect(try await room.listed("operator").first?["suspendedFrom"] == .some(nil))
        #expect(try await room.listed("operator").first?["name"] == "惠安渔业")

        let chinese = try await room.admin("operator add \(uscc) --name 别的名称", locale: "zh_CN.UTF-8")
        #expect(chinese.errors.contains("已以另一名称登记") && chinese.errors.contains("请在账本主机上执行：yimad operator rename"))
        let future = try await room.admin("operator suspend \(uscc) --reason x --from 2999-01-01T00:00:00Z")
        #expect(future.status == 77)
        #expect(future.errors.contains("is in the future"))
        #expect(try await room.admin("operator suspend \(uscc) --reason x --from yesterday").status == 64)
    }

    @Test("roles and prefixes are granted, listed and taken back", arguments: [true, false])
    func grants(isRunning: Bool) async throws {
        let room = try await AdminRoom.new(isRunning: isRunning)
        let (uscc, other) = ("--uscc \(Scans.uscc)", "--uscc \(AdminRoom.other)")
        try await room.refused(
            "role grant \(uscc) --role port", says: "is not enrolled", hint: "yimad operator add --data \(Daemon.data)")
        let added = try await room.admin("operator add \(uscc) --name 检测中心 --role laboratory --role operator")
        #expect(added.status == 0 && added.errors.contains("laboratory: granted (entry 2)"), "\(added.errors)")
        try await room.act("role grant \(uscc) --role laboratory", appends: false, says: "granted already (entry 2)")
        try await room.act(
            "role grant \(uscc) --role authority --scope 3501", appends: true, says: "authority 3501: granted (entry 3)"
        )
        try await room.refused(
            "role revoke \(uscc) --role authority", says: "was never granted the role authority",
            hint: "yimad role list --data \(Daemon.data)")
        #expect(
            try await room.listed("role").map { [$0["role"], $0["scope"]] } == [
                ["laboratory", .some(nil)], ["authority", "3501"],
            ])
        try await room.act(
            "role revoke \(uscc) --role authority --scope 3501 --reason 到期", appends: true, says: "revoked (entry 4)")
        #expect(try await room.listed("role").map { $0["role"] } == ["laboratory"])
        for wrong in ["--role chef", "--role port --scope 350", "--role port --scope 福州"] {
            #expect(try await room.admin("role grant \(uscc) \(wrong)").status == 64, "\(wrong)")
        }

        try await room.act("prefix assign \(uscc) --prefix 690123", appends: true, says: "690123: assigned (entry 5)")
        try await room.act("prefix assign \(uscc) --prefix 690123", appends: false, says: "assigned already (entry 5)")
        try await room.act("operator add \(other) --name 乙厂", appends: true, says: "enrolled (entry 6)")
        // The same, and a part of it, are another's.
        for prefix in ["690123", "69012345"] {
            try await room.refused(
                "prefix assign \(other) --prefix \(prefix)", says: "assigned to \(Scans.uscc) 检测中心 as 690123 (entry 5)",
                hint: "--shared")
        }
        try await room.act(
            "prefix assign \(other) --prefix 69012345 --shared", appends: true, says: "assigned (entry 7)")
        #expect(try await room.listed("prefix").map { $0["prefix"] } == ["690123", "69012345"])
        #expect(try await room.admin("prefix list").output.contains("69012345        \(AdminRoom.other)  乙厂"))
        try await room.act("prefix release \(uscc) --prefix 690123", appends: true, says: "released (entry 8)")
        try await room.act("prefix release \(uscc) --prefix 690123", appends: false, says: "released already (entry 8)")
        try await room.refused(
            "prefix release \(uscc) --prefix 555555", says: "was never assigned", hint: "yimad prefix list")
        for wrong in ["69", "6901234567892", "scheme:"] {
            #expect(try await room.admin("prefix assign \(uscc) --prefix \(wrong)").status == 64, "\(wrong)")
        }
        let chinese = try await room.admin("prefix assign \(uscc) --prefix 69", locale: "zh_CN.UTF-8")
        #expect(chinese.errors.contains("不是编码前缀"))
    }

    @Test("definition files are adopted: what cannot be used is located, the host and whoever asks it judge by them")
    func definitions() async throws {
        let room = try await AdminRoom.new(isRunning: true)
        var tool = try await room.daemon.device("dock-1")
        let home = tool.home
        let code = "https://id.gs1.org/01/06901234567892/10/A0"
        for name in ["wrong", "mine"] {
            try FileManager.default.createDirectory(at: home.url(name), withIntermediateDirectories: true)
        }
        try home.write(Scans.file(0..<1), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        try home.write(#"{"rules": {"TIME-2": {"tolerance": 1}}}"#, to: "wrong/rules.json")
        let wrong = try await room.admin("definitions adopt wrong/rules.json")
        #expect(wrong.status == 65 && wrong.errors.contains("wrong/rules.json:1:"), "\(wrong.errors)")
        try home.write(#"{"rules": {"TIME-2": {"severity": "info"}}}"#, to: "rules.json")
        try home.write(
            #"{"barred": [{"uscc": "\#(Scans.uscc)", "from": "2020-01-01"}], "version": 1}"#, to: "registers.json")
        try #require(try await room.admin("definitions list").output.isEmpty)
        let before = try await tool.yima("verify", "--json", code)
        #expect(
            before.output.contains("TIME-2") && !before.output.contains(#""STATE-2","severity""#), "\(before.output)")

        // Each file and its text.
        let size = try await room.size()
        let adopted = try await room.admin("definitions adopt rules.json registers.json")
        #expect(adopted.status == 0, "\(adopted.errors)")
        #expect(adopted.errors.contains("rules.json: adopted (entry \(size + 1))"), "\(adopted.errors)")
        #expect(adopted.errors.contains("registers.json: adopted (entry \(size + 3))"), "\(adopted.errors)")
        #expect(try await room.size() == size + 4)
        #expect(try await room.admin("definitions adopt rules.json").errors.contains("adopted already"))
        #expect(try await room.admin("definitions list").output.contains("registers.json"))

        let judged = try await tool.yima("verify", "--json", code)
        #expect(
            judged.output.contains(#""STATE-2","severity""#) && judged.output.contains(#""adopted":true"#),
            "\(judged.output)")
        #expect(judged.status == 1)
        // Whoever names files of his own is told that they are not the ledger's.
        try home.write(#"{"rules": {}}"#, to: "mine/rules.json")
        tool.locale = "C.UTF-8"
        let own = try await tool.yima("verify", "--definitions", "mine", code)
        #expect(
            own.output.contains("judged by the local rules.json, not by the one that the ledger has adopted"),
            "\(own.output)")
        let unknown = try await tool.yima("evidence", "https://id.gs1.org/01/06901234567892/10/Z9", "-o", "z9.json")
        #expect(unknown.status == 3, "\(unknown.errors)")
        // The host judges by them once it is started again, from the text on the ledger alone.
        try await room.daemon.stop()
        try FileManager.default.removeItem(at: home.url("\(Daemon.data)/adopted"))
        // One that rests on another, in the wrong order: each act opens the ledger anew.
        func profile(_ id: String, _ more: String) -> String {
            """
            {"id": "\(id)", "version": 1, "validFrom": "2024-05-01", "label": {"en": "own", "zh": "自有"}, "source": "-",\(more)
            "elements": [{"name": "\(id)No", "en": "\(id) number", "zh": "\(id)编号", "type": "text", "required": "*"}]}
            """
        }
        try home.write(profile("farmed", #" "extends": "pond","#), to: "farmed.json")
        try home.write(profile("pond", ""), to: "pond.json")
        #expect(try await room.admin("definitions adopt farmed.json").status == 65)
        let both = try await room.admin("definitions adopt farmed.json pond.json")
        #expect(both.status == 0 && both.errors.contains("pond.json: adopted"), "\(both.errors)")
        #expect(try await room.admin("definitions adopt pond.json mine/../pond.json").status == 64, "one name twice")
        try await room.daemon.start()
        let (answer, _) = try await URLSession.shared.data(
            from: URL(string: "\(room.daemon.url)/verify?code=\(code)")!)
        #expect(String(decoding: answer, as: UTF8.self).contains(#""STATE-2","severity""#))
        #expect(try await room.tool.run("yimad", ["fsck", "--data", Daemon.data]).status == 0)

        // What no entry can hold is in one place only, and it is said where that is lost; acts go on, and put it right.
        try home.write(#"{"version": 1}"# + String(repeating: " ", count: 70_000), to: "registers.json")
        #expect(
            try await room.admin("definitions adopt --replace registers.json").errors.contains(
                "registers.json: adopted"))
        try await room.daemon.stop()
        let kept = home.url("\(Daemon.data)/adopted")
        // A backup has it, and puts it back.
        let backup = try await room.tool.run("yimad", ["backup", "--data", Daemon.data, "--to", "whole.db"])
        #expect(backup.status == 0, "\(backup.errors)")
        try FileManager.default.removeItem(at: kept)
        let restored = try await room.tool.run("yimad", ["restore", "--data", Daemon.data, "--from", "whole.db"])
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(try await room.tool.run("yimad", ["fsck", "--data", Daemon.data]).status == 0)
        // Also one that was made of what was restored.
        let second = try await room.tool.run("yimad", ["backup", "--data", Daemon.data, "--to", "again.db"])
        #expect(second.status == 0, "\(second.errors)")
        try FileManager.default.removeItem(at: kept)
        let lost = try await room.tool.run("yimad", ["fsck", "--data", Daemon.data])
        #expect(
            lost.status == 2 && lost.output.contains("registers.json, which the ledger has adopted"), "\(lost.output)")
        #expect(try await room.admin("operator suspend --uscc \(Scans.uscc) --reason x").status == 0)
        try home.write(#"{"version": 2}"#, to: "registers.json")
        #expect(try await room.admin("definitions adopt --replace registers.json").status == 0)
        try await room.daemon.start()
        try await room.daemon.stop()
    }

    @Test(
        "a revoked device is reinstated, a stolen one never: its operator begins a new journal that names it",
        arguments: [true, false])
    func devices(isRunning: Bool) async throws {
        let room = try await AdminRoom.new(isRunning: isRunning)
        let (first, second) = (try await room.key("dock-1"), try await room.key("dock-2"))
        let journal = "\(Scans.uscc)/dock-1"
        try await room.refused(
            "device add --vkey", first, says: "operator \(Scans.uscc) is not enrolled",
            hint: "yimad operator add --data \(Daemon.data) --uscc \(Scans.uscc)")
        try await room.act("operator add --uscc \(Scans.uscc) --name 惠安渔场", appends: true, says: "enrolled")
        try await room.refused(
            "device revoke --reason x --vkey", first, says: "\(journal) is not enrolled", hint: "yimad device list")
        try await room.act("device add --vkey", first, appends: true, says: "enrolled (entry 2)")
        try await room.act("device add --vkey", first, appends: false, says: "enrolled already (entry 2)")
        try await room.act("device reinstate --vkey", first, appends: false, says: "in good standing already")

        try await room.act("device revoke --reason lost --vkey", first, appends: true, says: "revoked (entry 3)")
        try await room.act(
            "device revoke --reason lost --vkey", first, appends: false, says: "revoked already (entry 3)")
        // Today the hint led to enrolling a revoked device once more.
        try await room.refused(
            "device add --vkey", first, says: "is revoked (entry 3)",
            hint: "yimad device reinstate --data \(Daemon.data) --vkey")
        try await room.act(
            "device reinstate --reason found --vkey", first, appends: true, says: "in good standing (entry 4)")

        try await room.act(
            "device revoke --reason stolen --stolen-since 2026-11-01T00:00:00+08:00 --vkey", first, appends: true,
            says: "revoked (entry 5)")
        let successor = "yimad device add --data \(Daemon.data) --vkey VKEY --predecessor \(journal)"
        try await room.refused("device reinstate --vkey", first, says: "as stolen (entry 5)", hint: successor)
        try await room.refused("device add --vkey", first, says: "as stolen (entry 5)", hint: successor)
        try await room.act(
            "device add --predecessor \(journal) --vkey", second, appends: true, says: "enrolled (entry 6)")
        let listed = try await room.listed("device")
        #expect(listed.map { $0["stolenSince"] } == ["2026-10-31T16:00:00.000Z", .some(nil)])
        #expect(listed.map { $0["predecessor"] } == [.some(nil), journal])
        #expect(try await room.admin("device list").output.contains("stolen 2026-10-31T16:00:00.000Z"))

        let future = try await room.admin(
            "device revoke --reason x --stolen-since 2999-01-01T00:00:00Z --vkey", second)
        #expect(future.status == 77)
        let unsigned = try await room.admin("device revoke --reason x --signed none --vkey", second)
        #expect(unsigned.status == 74)
    }

    @Test(
        "a device is told on the other side what became of it, and what its host can do",
        arguments: ["en_US.UTF-8", "zh_CN.UTF-8"])
    func pushes(locale: String) async throws {
        let room = try await AdminRoom.new(isRunning: true)
        var tool = try await room.daemon.device("dock-1")
        tool.locale = locale
        let key = try await room.deviceKey()
        try tool.home.write(Scans.file(0..<1), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let isChinese = locale.hasPrefix("zh")
        // Each act, and the hint with which a push is refused after it; none where the device stands.
        let steps: [(act: [String], hint: String)] = [
            (
                ["operator", "suspend", "--uscc", Scans.uscc, "--reason", "x"],
                "yimad operator reinstate --data DIR --uscc \(Scans.uscc)"
            ),
            (["operator", "reinstate", "--uscc", Scans.uscc], ""),
            (
                ["device", "revoke", "--vkey", key, "--reason", "x"],
                "yimad device reinstate --data DIR --vkey '\(key)'"
            ),
            (
                ["device", "revoke", "--vkey", key, "--reason", "x", "--stolen-since", "2026-11-01T00:00:00Z"],
                "--predecessor \(Scans.uscc)/dock-1"
            ),
        ]
        for (act, hint) in steps {
            let done = try await room.tool.run("yimad", act.prefix(2) + ["--data", Daemon.data] + act.dropFirst(2))
            #expect(done.status == 0, "\(done.errors)")
            guard !hint.isEmpty else { continue }
            let refused = try await tool.yima("push")
            #expect(refused.status == 77, "\(refused.errors)")
            #expect(refused.errors.contains(hint), "\(refused.errors)")
            #expect(refused.errors.contains(isChinese ? "请" : "host"))
        }
    }

    @Test("what a device had signed by the time it was revoked is still taken, and nothing after it")
    func named() async throws {
        let room = try await AdminRoom.new(isRunning: true)
        let tool = try await room.daemon.device("dock-1")
        let key = try await room.deviceKey()
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let status = try await tool.yima("status", "--checkpoint")
        try #require(status.status == 0, "\(status.errors)")
        try tool.home.write(status.output, to: "signed")
        let revoked = try await room.admin("device revoke --reason lost --signed signed --vkey", key)
        #expect(revoked.status == 0, "\(revoked.errors)")
        let pushed = try await tool.yima("push")
        #expect(pushed.status == 0, "\(pushed.errors)")
        try tool.home.write(Scans.file(3..<4), to: "more.csv")
        #expect(try await tool.yima("ingest", "more.csv").status == 77)
        #expect(try await room.size() == 8)
    }
}

extension AdminRoom {
    /// The key of the one device that is enrolled.
    fileprivate func deviceKey() async throws -> String {
        try #require(try await listed("device").first?["key"] ?? nil)
    }
}
