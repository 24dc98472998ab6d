import DerivedState
import Foundation
import Ledger
import OracleTesting
import ProgramTesting
import Risk
import SQLiteStore
import StrictJSON
import Testing
import Values

@Suite("Risk, warnings and tasks")
struct RiskCommandTests {
    private static let office = "11350304MB0X000011"
    private static let city = "11350300MB00000009"
    private static let farm = DrawCommandTests.uscc(1)

    private static func grant(_ daemon: Daemon, _ uscc: String, _ scope: String) async throws {
        let granted = try await daemon.yimad(
            "role", "grant", "--data", Daemon.data, "--uscc", uscc, "--role", "authority", "--scope", scope)
        try #require(granted.status == 0, "\(granted.errors)")
    }

    @Test(
        "a firm that records late is told with its points and entries, the same after a reindex, and its list is drawn from"
    )
    func risk() async throws {
        let daemon = try await Daemon.begin()
        daemon.keepsAddress()
        var farm = try await daemon.device(of: Self.farm, name: "惠安蛋鸡场")
        let rows = """
            time,step,code,quantity,uom,site,productName,spec,goodsKind,productionDate,producerName
            2026-03-02T08:00:00+08:00,commission,(01)06935377000251(10)EGG1,300,KGM,350521-FARM,鲜鸡蛋,散装,fresh,2026-03-01,惠安蛋鸡场

            """
        try farm.home.write(rows, to: "rows.csv")
        let told = try await farm.yima("ingest", "--profile", "food", "rows.csv")
        try #require(told.status == 0, "\(told.errors)")
        func asked() async throws -> JSONValue {
            let shown = try await farm.yima("risk", "show", Self.farm, "--json")
            try #require(shown.status == 0, "\(shown.errors)")
            return try JSONDocument(Array(shown.output.utf8)).root
        }
        var root = try await asked()
        try await wait("the keeper of risk") {
            if root["why"]?.elements.contains(where: { $0["factor"]?.string == "late" }) == true { return true }
            root = (try? await asked()) ?? root
            return false
        }
        let late = try #require(root["why"]?.elements.first { $0["factor"]?.string == "late" })
        #expect(late["points"]?.numberText == "20" && late["entry"]?.numberText != nil)
        #expect(root["static"]?["points"]?.numberText == "2000" && root["grade"]?.string == "A")
        let text = try await farm.yima("risk", "show", Self.farm)
        #expect(text.status == 0 && text.output.contains("A, low risk") && text.output.contains("[entry "), "\(text)")
        farm.locale = "zh_CN.UTF-8"
        let chinese = try await farm.yima("risk", "show", Self.farm)
        #expect(chinese.output.contains("A 级（低风险）") && chinese.output.contains("迟报"), "\(chinese.output)")
        farm.locale = "C.UTF-8"
        let before = try await farm.yima("risk", "show", Self.farm, "--as-of", "2020-01-01", "--json")
        #expect(before.output.contains(#""why":[]"#), "\(before.output)")
        #expect(try await farm.yima("risk", "show", "123").status == 65)

        // The list is what a draw takes.
        let list = try await farm.yima("risk", "list", "--format", "csv", "-o", "firms.csv")
        #expect(list.status == 0, "\(list.errors)")
        let table = try farm.home.text("firms.csv")
        #expect(table.contains("\(Self.farm),惠安蛋鸡场,A,\(Self.farm.dropFirst(2).prefix(6)),"), "\(table)")
        let none = try await farm.yima("risk", "list", "--grade", "D")
        #expect(none.status == 0 && !none.output.contains(Self.farm))
        #expect(try await farm.yima("risk", "list", "--format", "xlsx", "-o", "firms.xlsx").status == 0)
        let district = String(Self.farm.dropFirst(2).prefix(6))
        let office = try await daemon.device(of: Self.office, name: "荔城区市场监督管理局")
        try await Self.grant(daemon, Self.office, district)
        try office.home.write("number,name,weight,conflicts\n1,张三,1,\n2,李四,1,\n", to: "inspectors.csv")
        let prepared = try await office.yima(
            "draw", "prepare", "from-risk", "--firms", "firms.csv", "--inspectors", "inspectors.csv", "--class", "A:1",
            "--count", "1", "--district", district, "--title", "抽查", "--matter", "食品安全")
        #expect(prepared.status == 0, "\(prepared.errors)")

        // Dropped and made again it is the same, up to what came since.
        let why = root["why"].map { String(decoding: $0.rawBytes, as: UTF8.self) }
        try await daemon.stop()
        let again = try await daemon.yimad("reindex", "--data", Daemon.data)
        try #require(again.status == 0, "\(again.errors)")
        try await daemon.start()
        root = try await asked()
        try await wait("the keeper of risk") {
            root = (try? await asked()) ?? root
            return root["why"].map { String(decoding: $0.rawBytes, as: UTF8.self) } == why
        }
    }

    @Test("a task is opened for another office, taken and closed by it, and by nobody else")
    func tasks() async throws {
        let daemon = try await Daemon.begin(stateSeconds: 1)
        let city = try await daemon.device(of: Self.city, name: "莆田市市场监督管理局")
        let office = try await daemon.device(of: Self.office, name: "荔城区市场监督管理局")
        let farm = try await daemon.device(of: Self.farm, name: "惠安蛋鸡场")
        let open = [
            "task", "open", "2026-017", "--owner", Self.office, "--district", "350304", "--kind", "rate", "--about",
            "late/\(Self.farm)", "--what", "核查迟报原因",
        ]
        #expect(try await city.run("yima", open).status == 77)
        try await Self.grant(daemon, Self.city, "3503")
        try await Self.grant(daemon, Self.office, "350304")
        let opened = try await city.run("yima", open + ["--json"])
        #expect(opened.status == 0 && opened.output.contains(#""state":"open""#), "\(opened.output)\(opened.errors)")
        #expect(try await city.run("yima", open).status == 65)
        let task = "urn:yima:task:\(Self.city):2026-017"
        #expect(try await city.yima("task", "take", task).status == 77)
        #expect(try await farm.yima("task", "take", task).status == 77)
        let taken = try await office.yima("task", "take", task)
        #expect(taken.status == 0 && taken.output.contains("in hand, close by"), "\(taken.output)\(taken.errors)")
        let close = ["task", "close", task, "--outcome", "confirmed", "--found"]
        #expect(try await office.run("yima", close + ["负责人 11010519491231002X"]).status == 65)
        let listed = try await farm.yima("task", "list", "--district", "3503")
        #expect(listed.status == 0 && listed.output.contains("核查迟报原因"), "\(listed.output)\(listed.errors)")
        #expect(try await farm.yima("task", "list", "--overdue").output.isEmpty)
        let closed = try await office.run("yima", close + ["已责令改正", "--json"])
        #expect(closed.status == 0 && closed.output.contains(#""outcome":"confirmed""#), "\(closed.errors)")
        #expect(try await farm.yima("task", "list").output.isEmpty)
        let all = try await farm.yima("task", "list", "--all", "--json")
        #expect(all.status == 0 && all.output.contains("已责令改正") && all.output.contains(#""proven":true"#), "\(all)")
    }

    /// A mail as the server read it.
    private struct Mail: Decodable {
        let to: [String]
        let headers: [[String]]
        let text: String

        func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
    }

    @Test(
        "warnings are listed, followed, and mailed by the daemon through a mail server: each once, and none is lost while that is away",
        .enabled(if: Oracle.python != nil || Oracle.areRequired))
    func mail() async throws {
        let daemon = try await Daemon.begin()
        daemon.keepsAddress()
        let tool = try await daemon.device(of: Self.farm, name: "惠安蛋鸡场")
        try await daemon.stop()
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let today = Int((now.milliseconds + 8 * 3_600_000) / 86_400_000)
        func keep(_ ages: [Int]) async throws {
            let store = try SQLiteRiskStore.open(directory: tool.home.url(Daemon.data).path)
            let warnings = ages.map { age in
                RiskWarning(
                    kind: .rate, scope: "samples/food/350304", day: CalendarDate(daysSinceEpoch: today - age),
                    subject: nil, district: "350304", entry: UInt64(age),
                    message: Wording(en: "too many failed \(age)", zh: "荔城区不合格率上升 \(age)"))
            }
            try await store.keep([(.category("food"), warnings)], noticed: now)
        }
        try await keep([2, 1])
        let folder = tool.home.url("mail")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let program = try #require(Oracle.running("mail.py", [folder.path]))
        let server = try await program.start(log: folder.appending(path: "log"))
        func read(_ name: String) -> String? {
            try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        func mails() -> [Mail] {
            (read("mails") ?? "").split(separator: "\n").compactMap {
                try? JSONDecoder().decode(Mail.self, from: Data($0.utf8))
            }
        }
        try await wait("the mail server") { read("port") != nil }
        // It is there, and puts every mail off.
        try Data().write(to: folder.appending(path: "later"))
        let port = try #require(read("port"))
        try tool.home.write(
            """
            {"mail": {"to": ["zhiban@scjg.example.gov.cn"], "from": "yimad@host.example", "port": \(port), "intervalSeconds": 1}}
            """, to: "yimad.json")
        try await daemon.start("--config", "yimad.json")
        let listed = try await tool.yima("warnings", "--district", "3503", "--json")
        #expect(
            listed.status == 0 && listed.output.split(separator: "\n").count == 2, "\(listed.output)\(listed.errors)")
        let text = try await tool.yima("warnings")
        #expect(text.output.contains("too many failed 1") && text.errors.contains("2 warnings"), "\(text)")
        #expect(try await tool.yima("warnings", "--kind", "overdue").output.isEmpty)
        try await wait("a mail to be put off") {
            ((try? tool.home.text("daemon.log")) ?? "").contains("the mail server did not take the warnings")
        }
        #expect(mails().isEmpty)
        try FileManager.default.removeItem(at: folder.appending(path: "later"))
        try await wait("the mail") { mails().count == 1 }
        let mail = try #require(mails().first)
        #expect(mail.to == ["zhiban@scjg.example.gov.cn"])
        #expect(mail.header("Subject") == "[yima] \(Daemon.origin): 2 条新预警 / 2 new warnings")
        #expect(mail.text.contains("荔城区不合格率上升 1 [1]") && mail.text.contains("too many failed 2 [2]"))
        // The server has a mail a moment before the daemon has noted that: stopped in between it would send it again.
        try await wait("the daemon to have noted the mail") {
            let store = try? SQLiteRiskStore.open(directory: tool.home.url(Daemon.data).path)
            return (try? await store?.delivered(to: "mailto:zhiban@scjg.example.gov.cn")) == 2
        }
        // A restart tells nothing twice; what is new is told.
        try await daemon.stop()
        try await keep([2, 1, 0])
        try await daemon.start("--config", "yimad.json")
        try await wait("the second mail") { mails().count >= 2 }
        #expect(mails().count == 2)
        let second = try #require(mails().last)
        #expect(second.text.contains("too many failed 0") && !second.text.contains("too many failed 1"))
        try await daemon.stop()
        await server.end(SIGKILL)
    }
}
