import Foundation
import FoundationNetworking
import Testing

@Suite("Complaints, from the page or the telephone to the answer")
struct ComplaintCommandTests {
    private static let host = "91350505MA347T0R4N"
    private static let office = DrawCommandTests.uscc(900)
    private static let elsewhere = DrawCommandTests.uscc(901)
    private static let page = "/01/06935377000251/10/LD260513-A1"

    /// A ledger that takes reports, with an office of the district and one of another.
    private struct Room {
        let daemon: Daemon
        let office: Tool
        let elsewhere: Tool

        static func begin() async throws -> Room {
            let daemon = try await Daemon.begin(stateSeconds: 1)
            daemon.keepsAddress()
            let added = try await daemon.yimad(
                "operator", "add", "--data", Daemon.data, "--uscc", ComplaintCommandTests.host, "--name", "莆田市市场监督管理局")
            try #require(added.status == 0, "\(added.errors)")
            let enabled = try await daemon.yimad(
                "custodial", "enable", "--data", Daemon.data, "--uscc", ComplaintCommandTests.host, "--district",
                "350304")
            try #require(enabled.status == 0, "\(enabled.errors)")
            try await daemon.stop()
            try await daemon.start()
            let office = try await daemon.device(of: ComplaintCommandTests.office, name: "荔城区市场监督管理局")
            let elsewhere = try await daemon.device(of: ComplaintCommandTests.elsewhere, name: "思明区市场监督管理局")
            for (uscc, scope) in [
                (ComplaintCommandTests.office, "350304"), (ComplaintCommandTests.elsewhere, "3502"),
            ] {
                let granted = try await daemon.yimad(
                    "role", "grant", "--data", Daemon.data, "--uscc", uscc, "--role", "authority", "--scope", scope)
                try #require(granted.status == 0, "\(granted.errors)")
            }
            return Room(daemon: daemon, office: office, elsewhere: elsewhere)
        }

        func send(_ form: String) async throws -> String {
            var request = URLRequest(url: URL(string: daemon.url + ComplaintCommandTests.page + "?lang=en")!)
            request.httpMethod = "POST"
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "content-type")
            request.httpBody = Data(form.utf8)
            let (body, _) = try await URLSession.shared.data(for: request)
            let text = String(decoding: body, as: UTF8.self)
            let start = try #require(text.range(of: "<p class=\"receipt\"><code>"), "\(text)")
            return String(text[start.upperBound...].prefix { $0 != "<" })
        }

        func get(_ path: String) async throws -> String {
            let (body, _) = try await URLSession.shared.data(from: URL(string: daemon.url + path)!)
            return String(decoding: body, as: UTF8.self)
        }
    }

    @Test("is decided by the office of its district alone, answered to whoever has the number, and counted")
    func wholeWay() async throws {
        let room = try await Room.begin()
        let receipt = try await room.send(
            "class=complaint&kind=spoiled&district=350304&text=%E6%9C%89%E8%99%AB&contact=%E6%9E%97")
        // Its office reads what was written; another does not, and may not act.
        let shown = try await room.office.yima("complaint", "show", receipt)
        #expect(shown.status == 0 && shown.output.contains("有虫"), "\(shown.output)\(shown.errors)")
        let other = try await room.elsewhere.yima("complaint", "show", receipt)
        #expect(other.status == 0 && !other.output.contains("有虫"), "\(other.output)\(other.errors)")
        // A device that nobody enrolled is told what everybody is.
        let stranger = try await room.daemon.device("stranger", isEnrolled: false).yima("complaint", "show", receipt)
        #expect(stranger.status == 0 && !stranger.output.contains("有虫"), "\(stranger.output)\(stranger.errors)")
        let refused = try await room.elsewhere.yima("complaint", "accept", receipt)
        #expect(refused.status == 77 && refused.errors.contains("3502, not of 350304"), "\(refused.errors)")

        #expect(try await room.office.yima("complaint", "close", receipt, "--ground", "settled").status == 77)
        #expect(try await room.office.yima("complaint", "accept", receipt).status == 0)
        let answer = "已责令下架；=1+1 <b>谢谢</b>"
        let answered = try await room.office.yima("complaint", "answer", receipt, "--text", answer)
        #expect(answered.status == 0, "\(answered.errors)")
        let closed = try await room.office.yima("complaint", "close", receipt, "--ground", "settled", "--json")
        #expect(closed.status == 0 && closed.output.contains(#""state":"closed""#), "\(closed.output)\(closed.errors)")
        let page = try await room.get("/complaints/\(receipt)?lang=zh")
        #expect(page.contains("已责令下架；=1+1 &lt;b&gt;谢谢&lt;/b&gt;") && page.contains("已办结"))
        let number = try #require(closed.output.firstRange(of: "urn:yima:complaint:")).upperBound
        let open = try await room.get("/complaints/\(closed.output[number...].prefix(32))?lang=zh")
        #expect(open.contains("已办结") && !open.contains("下架"))

        // By telephone, of a firm; a number of a person is taken nowhere.
        let take = [
            "complaint", "take", "--class", "report", "--kind", "label", "--hotline", "12315", "--district", "350304",
        ]
        let firm = ["--firm", DrawCommandTests.uscc(7), "--received", "2026-01-05"]
        let bad = try await room.office.run("yima", take + ["--text", "11010519491231002X"])
        #expect(bad.status == 65, "\(bad.errors)")
        #expect(try await room.elsewhere.run("yima", take).status == 77)
        let taken = try await room.office.run("yima", take + firm + ["--text", "标签不符"])
        #expect(taken.status == 0, "\(taken.errors)")
        let second = taken.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let list = try await room.office.yima("complaint", "list", "--overdue")
        #expect(list.status == 0 && list.output.contains("OVERDUE") && list.output.split(separator: "\n").count == 1)
        let nowhere = try await room.office.yima("complaint", "refer", second, "--to", "110101", "--reason", "属地")
        #expect(nowhere.status == 77 && nowhere.errors.contains("nobody could act"), "\(nowhere.errors)")
        let foreign = try await room.office.yima(
            "complaint", "refuse", second, "--ground", "no-consumer", "--reason", "x")
        #expect(foreign.status == 64 && foreign.errors.contains("no-violation"), "\(foreign.errors)")
        let refer = try await room.office.yima(
            "complaint", "refer", second, "--to", "350203", "--reason", "=HYPERLINK(1)")
        #expect(refer.status == 0, "\(refer.errors)")
        #expect(try await room.office.yima("complaint", "accept", second).status == 77)
        let reason = try await room.elsewhere.yima(
            "complaint", "refuse", second, "--ground", "no-violation", "--reason", "电话 13800001234")
        #expect(reason.status == 65, "\(reason.errors)")
        let ended = try await room.elsewhere.yima(
            "complaint", "refuse", second, "--ground", "no-violation", "--reason", "经核查标签合格")
        #expect(ended.status == 0, "\(ended.errors)")

        let counted = try await room.office.yima("stats", "complaints", "--by", "district", "--format", "csv")
        #expect(counted.status == 0, "\(counted.errors)")
        let lines = counted.output.split(separator: "\r\n").map(String.init)
        #expect(lines.contains { $0.hasPrefix("350203,1,0,0,1,0,") }, "\(counted.output)")
        #expect(lines.contains { $0.hasPrefix("350304,1,0,0,0,1,0,1,2,2,100.0") }, "\(counted.output)")
        for format in ["table", "json", "svg"] {
            let told = try await room.office.yima("stats", "complaints", "--by", "firm", "--format", format)
            #expect(told.status == 0 && told.output.contains(DrawCommandTests.uscc(7)), "\(told.errors)")
        }
        let book = try await room.office.yima("stats", "complaints", "--format", "xlsx", "-o", "complaints.xlsx")
        #expect(book.status == 0, "\(book.errors)")
        try await room.daemon.stop()
        let fsck = try await room.daemon.yimad("fsck", "--data", Daemon.data)
        #expect(fsck.status == 0, "\(fsck.output)\(fsck.errors)")
    }

    @Test(
        "is taken into a journal that is the host's alone, comes back from the ledger, and is said where its key is lost"
    )
    func custody() async throws {
        let room = try await Room.begin()
        let receipt = try await room.send("class=report&kind=other&district=350304")
        let home = room.daemon.tool.home
        let folder = "\(Daemon.data)/custodial/reports"
        let shown = try await room.daemon.yimad("custodial", "show", "--data", Daemon.data)
        #expect(shown.output.contains("350304") && shown.output.contains("/custodial.reports+"))
        // No device of anybody else is enrolled by such a name.
        let key = try #require(shown.output.split(separator: " ").last).trimmingCharacters(in: .whitespacesAndNewlines)
        let stranger = try await room.daemon.yimad("device", "add", "--data", Daemon.data, "--vkey", key)
        #expect(stranger.status == 77 && stranger.errors.contains("custodial"), "\(stranger.errors)")
        try await room.daemon.stop()
        // The journal's file is lost: the ledger has everything.
        for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
            try? FileManager.default.removeItem(at: home.url("\(folder)/\(name)"))
        }
        try await room.daemon.start()
        let next = try await room.send("class=report&kind=label&district=350304")
        for number in [receipt, next] {
            #expect(try await room.get("/complaints/\(number)?lang=en").contains("received, being checked"))
        }
        try await room.daemon.stop()
        #expect(try await room.daemon.yimad("fsck", "--data", Daemon.data).status == 0)
        // Others may read the key: nothing is begun.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: home.url("\(folder)/device.key").path)
        let run = try await room.daemon.yimad("run", "--data", Daemon.data, "--listen", "127.0.0.1:0")
        #expect(run.status == 77 && run.errors.contains("others may read"), "\(run.errors)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: home.url("\(folder)/device.key").path)
        // A backup on a new disk: the key is asked for, the entries are there.
        let backup = try await room.daemon.yimad("backup", "--data", Daemon.data, "--to", "copy.sqlite")
        #expect(backup.status == 0, "\(backup.errors)")
        let vkey = try room.daemon.verifierKey
        let restored = try await room.daemon.yimad(
            "restore", "--data", "other", "--from", "copy.sqlite", "--vkey", vkey, "--trust-store")
        #expect(restored.status == 0 && restored.errors.contains("custodial"), "\(restored.errors)")
        // Taken back, nothing is taken any more.
        _ = try await room.daemon.yimad("custodial", "disable", "--data", Daemon.data)
        try await room.daemon.start()
        #expect(!(try await room.get("\(Self.page)?report=form&lang=en").contains("<form method=\"post\"")))
    }
}
