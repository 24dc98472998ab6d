import Foundation
import FoundationNetworking
import OracleTesting
import Testing

@Suite("A draw of inspections, from its lists to its findings")
struct DrawCommandTests {
    private static let office = "11350304MB0X000011"
    private static let firm = "91350505MA347T0R4N"

    /// Firms of two classes in one district; the name of one would be a formula.
    private static func firms(_ count: Int, district: String = "350304") -> String {
        let rows = (1...count).map { number in
            let name = number == 1 ? "=cmd|' /C calc'!A0" : "荔城第\(number)食品厂"
            return "\(uscc(number)),\(name),\(number % 3 == 0 ? "D" : "A"),\(district)\n"
        }
        return "uscc,name,class,district\n" + rows.joined()
    }

    private static let inspectors = """
        编号,姓名,回避
        ZF001,张三,\(uscc(1));\(uscc(2))
        ZF002,李四,
        ZF003,王五,
        ZF004,赵六,

        """

    /// A USCC with its check character (GB 32100).
    static func uscc(_ number: Int) -> String {
        let body = "91350304MA" + String(repeating: "0", count: 7 - "\(number)".count) + "\(number)"
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        var (sum, weight) = (0, 1)
        for character in body {
            sum += (alphabet.firstIndex(of: character) ?? 0) * weight
            weight = weight * 3 % 31
        }
        return body + String(alphabet[(31 - sum % 31) % 31])
    }

    /// A ledger, two hosts that witness it, and an office with a device and its lists.
    private struct Room {
        let ledger: Daemon
        let witnesses: [Daemon]
        var office: Tool

        static func begin(witnesses count: Int) async throws -> Room {
            let ledger = try await Daemon.begin(stateSeconds: 1, origin: "licheng.example/ledger")
            ledger.keepsAddress()
            var hosts: [Daemon] = []
            var policy = "log \(try ledger.verifierKey)\n"
            for number in 1...max(1, count) where number <= count {
                let host = try await Daemon.begin(origin: "w\(number).example/ledger")
                let added = try await host.yimad(
                    "witness", "add", "--data", Daemon.data, "--vkey", try ledger.verifierKey)
                try #require(added.status == 0, "\(added.errors)")
                policy +=
                    "witness w\(number) \(added.output.trimmingCharacters(in: .whitespacesAndNewlines)) \(host.url)\n"
                hosts.append(host)
            }
            if count > 0 {
                policy += "group all all \((1...count).map { "w\($0)" }.joined(separator: " "))\nquorum all\n"
                try ledger.tool.home.write(policy, to: "\(Daemon.data)/witness.policy")
                try await ledger.stop()
                try await ledger.start()
            }
            let office = try await ledger.device(of: DrawCommandTests.office, name: "荔城区市场监督管理局")
            return Room(ledger: ledger, witnesses: hosts, office: office)
        }

        func grant(_ scope: String) async throws {
            let granted = try await ledger.yimad(
                "role", "grant", "--data", Daemon.data, "--uscc", DrawCommandTests.office, "--role", "authority",
                "--scope", scope)
            try #require(granted.status == 0, "\(granted.errors)")
        }

        func prepare(_ word: String, _ more: String...) async throws -> Tool.Outcome {
            try office.home.write(DrawCommandTests.firms(30), to: "firms.csv")
            try office.home.write(DrawCommandTests.inspectors, to: "inspectors.csv")
            return try await office.run(
                "yima",
                [
                    "draw", "prepare", word, "--firms", "firms.csv", "--inspectors", "inspectors.csv", "--class", "A:1",
                    "--class", "D:8:2", "--count", "5", "--district", "350304", "--title", "2026年12月食品生产抽查",
                    "--matter", "食品安全",
                ] + more)
        }
    }

    @Test(
        "is committed to, drawn by what two witnesses cosigned, changed with grounds, published, and made again by a second program"
    )
    func whole() async throws {
        let room = try await Room.begin(witnesses: 2)
        try await room.grant("3503")
        let prepared = try await room.prepare("2026-12-food")
        #expect(prepared.status == 0, "\(prepared.errors)")
        #expect(prepared.output.contains("2 witnesses"), "\(prepared.output)")
        let home = room.office.home
        // No name of an inspector stands in what is published.
        #expect(try home.text("2026-12-food/inspectors.txt").contains("ZF001 1 "))
        #expect(!(try home.text("2026-12-food/inspectors.txt").contains("张三")))

        let drawn = try await room.office.yima("draw", "run", "2026-12-food", "--json")
        #expect(drawn.status == 0, "\(drawn.output)\(drawn.errors)")
        #expect(drawn.output.contains(#""outcome":"holds""#), "\(drawn.output)")
        #expect(drawn.output.contains("2 cosignatures"), "\(drawn.output)")
        let lines = try home.text("2026-12-food/result.txt").split(separator: "\n").map(String.init)
        #expect(lines.count == 6)
        #expect(lines.filter { $0.contains(" D quota ") }.count == 2)
        // Run again it draws nothing anew.
        let again = try await room.office.yima("draw", "run", "2026-12-food", "--json")
        #expect(again.status == 0 && again.output == drawn.output, "\(again.output)")

        let first = lines[1].split(separator: " ").map(String.init)
        let leaving = try await room.office.yima(
            "draw", "substitute", "2026-12-food", "--firm", first[1], "--ground", "moved", "--reason", "已迁往福州")
        #expect(leaving.status == 0, "\(leaving.errors)")
        let second = lines[2].split(separator: " ").map(String.init)
        let inspector = String(second[4].prefix { $0 != "," })
        let swapped = try await room.office.yima(
            "draw", "substitute", "2026-12-food", "--firm", second[1], "--inspector", inspector, "--ground", "leave",
            "--reason", "请假", "--json")
        #expect(swapped.status == 0 && swapped.output.contains(#""number":2"#), "\(swapped.output)\(swapped.errors)")
        #expect(!swapped.output.contains(#""\#(inspector)""#), "\(swapped.output)")
        let groundless = try await room.office.yima(
            "draw", "substitute", "2026-12-food", "--firm", second[1], "--ground", "leave", "--reason", "x")
        #expect(groundless.status == 65, "\(groundless.errors)")

        let now = try home.text("2026-12-food/result.txt").split(separator: "\n").dropFirst().map {
            $0.split(separator: " ").map(String.init)
        }
        let today = Self.today
        func table(_ first: String, day: String = Self.today, remark: String = "=1+1") -> String {
            "uscc,day,result,remark\n"
                + now.map { "\($0[1]),\(day),\($0[0] == "1" ? first : "no-problem"),\(remark)\n" }.joined()
        }
        // Neither a person's number nor a day on which nothing can have been found is recorded.
        for (bad, told) in [
            (table("refused", remark: "负责人李四 350102199003071234"), "identity number"),
            (table("refused", remark: "李四 13905941234"), "mobile number"),
            (table("refused", day: "2020-01-01"), "2020-01-01"),
            (table("refused", day: "2099-01-01"), "2099-01-01"),
        ] {
            try home.write(bad, to: "bad.csv")
            let refused = try await room.office.yima("draw", "publish", "2026-12-food", "--findings", "bad.csv")
            #expect(refused.status == 65 && refused.errors.contains(told), "\(told): \(refused.errors)")
        }
        let telephone = try await room.office.yima(
            "draw", "substitute", "2026-12-food", "--firm", now[0][1], "--ground", "moved", "--reason",
            "张三 13800138000 已迁")
        #expect(telephone.status == 65 && telephone.errors.contains("reason"), "\(telephone.errors)")
        try home.write(table("refused"), to: "first.csv")
        let earlier = try await room.office.yima("draw", "publish", "2026-12-food", "--findings", "first.csv")
        #expect(earlier.status == 0, "\(earlier.output)\(earlier.errors)")
        try home.write(table("发现问题已责令改正"), to: "findings.csv")
        let published = try await room.office.yima(
            "draw", "publish", "2026-12-food", "--findings", "findings.csv", "--csv", "out.csv", "--xlsx", "out.xlsx",
            "--page", "page.html")
        #expect(published.status == 0, "\(published.output)\(published.errors)")
        // What an office program would take for a formula is none.
        #expect(try home.text("out.csv").contains("\"'=1+1\""))
        #expect(try home.text("page.html").contains("责令改正") || home.text("page.html").contains("correction ordered"))
        #expect(home.has("out.xlsx"))
        try home.write("uscc,day,result,remark\n\(Self.firm),2026-12-03,no-problem,\n", to: "others.csv")
        let stranger = try await room.office.yima("draw", "publish", "2026-12-food", "--findings", "others.csv")
        #expect(stranger.status == 65, "\(stranger.errors)")

        // Anybody checks it, with no journal of his own.
        var anybody = Tool()
        anybody.environment = ["YIMA_LEDGER": room.ledger.url, "YIMA_LEDGER_KEY": try room.ledger.verifierKey]
        let name = "urn:yima:draw:\(Self.office):2026-12-food"
        try await wait("the index to cover the last act") {
            (try? await anybody.yima("draw", "check", name, "--json").output.contains(#""complete":true"#)) == true
        }
        let checked = try await anybody.yima("draw", "check", name, "--keep", "kept", "--json")
        #expect(checked.status == 0 && checked.output.contains(#""outcome":"holds""#), "\(checked.output)")
        #expect(checked.output.contains(#""step":"findings","state":"holds""#), "\(checked.output)")
        #expect(checked.output.contains(#""step":"others","state":"holds""#), "\(checked.output)")
        // What was published before stays, and is told with what was changed.
        let replaced = #""uscc":"\#(now[0][1])","before":{"day":"\#(today)","outcome":"refused""#
        #expect(checked.output.contains(replaced), "\(checked.output)")
        let told = try await anybody.yima("draw", "check", name)
        #expect(
            told.output.contains("publication 2") && told.output.contains("refused to be inspected (=1+1) →"),
            "\(told.output)"
        )
        #expect(try anybody.home.text("kept/findings-1.txt").contains(" refused "))

        let report = try await anybody.yima("report", "draws", "--period", "2020-01-01..2099-12-31")
        for part in [
            "Draws committed to: [1]", "with firms: [5]", "Findings made public: [5]", "Substitutions: [2]",
            "| moved out of the district | [1]", "published more than once: [1]", "refused to be inspected",
            "correction ordered",
        ] { #expect(report.output.contains(part), "\(part): \(report.output)\(report.errors)") }

        // The page shows it, without any name of a person.
        let page = try #require(try await room.ledger.fetch("/draws/\(Self.office)/2026-12-food?lang=zh"))
        let html = String(decoding: page, as: UTF8.self)
        #expect(html.contains("先后公示 2 次") && html.contains("不配合检查情节严重"), "\(html)")
        let first1 = try #require(
            try await room.ledger.fetch("/draws/\(Self.office)/2026-12-food/files/findings?publication=1"))
        #expect(String(decoding: first1, as: UTF8.self).contains(" refused "))
        #expect(try await room.ledger.fetch("/draws/\(Self.office)/2026-12-food/files/findings?publication=3") == nil)
        #expect(html.contains("已迁出辖区") && html.contains("发现问题已责令改正") && !html.contains("张三"))
        let list = try #require(try await room.ledger.fetch("/draws?format=json"))
        #expect(String(decoding: list, as: UTF8.self).contains(name))

        // The second program, which knows none of this one.
        if let python = Oracle.python {
            let script = Self.repository.appending(path: "scripts/check_draw.py")
            let folder = anybody.home.url("kept").path
            let key = try room.ledger.verifierKey
            func second(_ folder: String) async throws -> Int32 {
                let task = Process()
                task.executableURL = python
                task.arguments = [script.path, folder, "--key", key]
                task.standardOutput = Pipe()
                try task.run()
                task.waitUntilExit()
                return task.terminationStatus
            }
            #expect(try await second(folder) == 0)
            let firms = try anybody.home.text("kept/firms.txt")
            try anybody.home.write(firms.replacing("第2食品厂", with: "第二食品厂"), to: "kept/firms.txt")
            #expect(try await second(folder) == 1)
        }

        // No rule finds anything on acts of an office.
        let found = try await anybody.yima("findings", "--json")
        #expect(!found.output.contains("urn:yima:draw"), "\(found.output)")
    }

    @Test(
        "is refused without the role, in another district, twice under one name, and from lists that were changed since"
    )
    func refused() async throws {
        let room = try await Room.begin(witnesses: 0)
        let without = try await room.prepare("a")
        #expect(without.status == 77 && without.errors.contains("authority"), "\(without.errors)")
        try await room.grant("3502")
        let elsewhere = try await room.prepare("a")
        #expect(elsewhere.status == 77 && elsewhere.errors.contains("350304"), "\(elsewhere.errors)")
        try await room.grant("350304")
        let looked = try await room.prepare("a", "--check")
        #expect(looked.status == 0 && !room.office.home.has("a"), "\(looked.errors)")
        let committed = try await room.prepare("a")
        #expect(committed.status == 0 && committed.errors.contains("no witness"), "\(committed.errors)")
        #expect(try await room.prepare("a", "--force").status == 65)

        // One name was changed after the commitment.
        let home = room.office.home
        let firms = try home.text("a/firms.txt")
        try home.write(firms.replacing("第5食品厂", with: "第伍食品厂"), to: "a/firms.txt")
        let changed = try await room.office.yima("draw", "run", "a")
        #expect(changed.status == 65 && changed.errors.contains("committed to"), "\(changed.errors)")
        try home.write(firms, to: "a/firms.txt")
        let drawn = try await room.office.yima("draw", "run", "a")
        #expect(drawn.status == 0 && drawn.output.contains("host's word alone"), "\(drawn.output)\(drawn.errors)")

        let nothing = try await room.office.yima("draw", "check", "urn:yima:draw:\(Self.office):b")
        #expect(nothing.status == 3, "\(nothing.errors)")
        #expect(try await room.office.yima("draw", "check", "nonsense").status == 64)
    }

    /// The day in China.
    private static var today: String {
        let format = ISO8601DateFormatter()
        format.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
        format.formatOptions = [.withFullDate]
        return format.string(from: Date())
    }

    @Test(
        "beside another commitment of its lists that was left undone is doubtful, by check, JSON and page, until that is drawn"
    )
    func picked() async throws {
        let room = try await Room.begin(witnesses: 0)
        try await room.grant("3503")
        try #require(try await room.prepare("g1").status == 0)
        try #require(try await room.prepare("g2").status == 0)
        let run = try await room.office.yima("draw", "run", "g2")
        #expect(run.status == 2 && run.output.contains("DOUBTFUL"), "\(run.output)\(run.errors)")
        let name = "urn:yima:draw:\(Self.office):g2"
        let checked = try await room.office.yima("draw", "check", name, "--json")
        #expect(checked.status == 2, "\(checked.output)\(checked.errors)")
        #expect(checked.output.contains(#""step":"others","state":"doubtful""#), "\(checked.output)")
        #expect(checked.output.contains(#""draw":"urn:yima:draw:\#(Self.office):g1""#), "\(checked.output)")
        let page = String(
            decoding: try #require(try await room.ledger.fetch("/draws/\(Self.office)/g2?lang=zh")), as: UTF8.self)
        #expect(page.contains("存疑") || page.contains("class=\"doubtful\""), "\(page)")
        #expect(page.contains("/draws/\(Self.office)/g1"))
        #expect(try await room.office.yima("draw", "run", "g1").status == 0)
        let settled = try await room.office.yima("draw", "check", name)
        #expect(settled.status == 0, "\(settled.output)\(settled.errors)")
    }

    private static var repository: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }

    @Test("its files are in a backup, come back with it, and are found where one was changed")
    func backup() async throws {
        let room = try await Room.begin(witnesses: 0)
        try await room.grant("3503")
        try #require(try await room.prepare("2026-12-food", "--no-witnesses").status == 0)
        try #require(try await room.office.yima("draw", "run", "2026-12-food").status == 0)
        let (ledger, home) = (room.ledger, room.ledger.tool.home)
        let folder = home.url("\(Daemon.data)/draws")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count >= 3, "\(names)")
        let saved = try await ledger.yimad("backup", "--data", Daemon.data, "--to", "b.sqlite")
        #expect(saved.status == 0, "\(saved.errors)")
        let restored = try await ledger.yimad(
            "restore", "--data", "new", "--from", "b.sqlite", "--vkey", try ledger.verifierKey, "--trust-store")
        #expect(restored.status == 0, "\(restored.errors)")
        for name in names {
            #expect(
                try Data(contentsOf: home.url("new/draws/\(name)")) == Data(contentsOf: folder.appending(path: name)))
        }
        let sound = try await ledger.yimad("fsck", "--data", "new")
        #expect(!sound.output.contains("named after") && !sound.errors.contains("named after"), "\(sound.output)")
        for name in names {
            let file = home.url("new/draws/\(name)")
            let whole = try Data(contentsOf: file)
            var changed = whole
            changed[changed.count / 2] ^= 1
            try changed.write(to: file)
            let found = try await ledger.yimad("fsck", "--data", "new")
            #expect(
                found.status == 1 && (found.output + found.errors).contains(name),
                "\(name): \(found.output)\(found.errors)")
            try whole.write(to: file)
        }
    }
}

extension Daemon {
    /// What it answers to a GET; nil where it is no 200.
    fileprivate func fetch(_ path: String) async throws -> Data? {
        let (data, response) = try await URLSession.shared.data(from: try #require(URL(string: url + path)))
        return (response as? HTTPURLResponse)?.statusCode == 200 ? data : nil
    }
}
