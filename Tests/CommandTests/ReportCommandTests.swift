import Foundation
import OracleTesting
import Testing

@Suite("Reports over a period")
struct ReportCommandTests {
    private static let laboratory = "91350505MA347T0R4N"
    private static let farm = DrawCommandTests.uscc(1)
    private static let shop = DrawCommandTests.uscc(2)

    /// A ledger with a farm, a shop and a laboratory that recorded in November.
    private static func begin() async throws -> (daemon: Daemon, laboratory: Tool) {
        let daemon = try await Daemon.begin()
        let farm = try await daemon.device(of: Self.farm, name: "=cmd|' /C calc'!A0")
        let shop = try await daemon.device(of: Self.shop, name: "<b>水产商行</b>")
        let lab = try await daemon.device(of: Self.laboratory, name: "检测中心")
        let granted = try await daemon.yimad(
            "role", "grant", "--data", Daemon.data, "--uscc", laboratory, "--role", "laboratory")
        try #require(granted.status == 0, "\(granted.errors)")
        let head = "time,step,code,quantity,uom,to,from,productName\n"
        let lot = "(01)06935377000251(10)FISH1"
        try farm.home.write(
            head + "2026-11-02T08:00:00+08:00,commission,\(lot),100,kg,,,鲈鱼\n"
                + "2026-11-02T09:00:00+08:00,ship,\(lot),100,kg,\(self.shop),,鲈鱼\n", to: "farm.csv")
        try shop.home.write(
            head + "2026-11-02T10:00:00+08:00,receive,\(lot),100,kg,,\(self.farm),鲈鱼\n"
                + "2026-11-02T11:00:00+08:00,receive,(01)06935377000251(10)OTHER,100,kg,,\(self.farm),鲈鱼\n",
            to: "shop.csv")
        let rows = (10..<60).map { number in
            "2026-11-\(10 + number % 9)T09:00:00+08:00,inspect,\(number == 10 ? lot : "(01)06935377000251(10)S\(number)"),"
                + "\(self.farm),菌落总数,1,\(number < 12 ? "不合格" : "合格"),R\(number),\(number % 2 == 0 ? "生产" : "餐饮")\n"
        }
        try lab.home.write(
            "time,step,code,from,testItem,testValue,testVerdict,reportNo,samplingStage\n" + rows.joined(), to: "lab.csv"
        )
        for (tool, file) in [(farm, "farm.csv"), (shop, "shop.csv"), (lab, "lab.csv")] {
            let recorded = try await tool.yima("ingest", "--profile", "food", file)
            try #require(recorded.status == 0, "\(recorded.errors)")
        }
        return (daemon, lab)
    }

    @Test("every kind is written in every form and in both languages, from an address and from a directory alike")
    func forms() async throws {
        let (daemon, lab) = try await Self.begin()
        for kind in ["lateness", "quality", "recall", "draws", "permits"] {
            for language in ["en", "zh"] {
                for form in ["md", "html", "pdf", "xlsx"] {
                    let name = "\(kind)-\(language).\(form)"
                    let written = try await lab.yima(
                        "report", kind, "--period", "2026-11", "--lang", language, "-o", name)
                    #expect(
                        written.status == 0 && written.output.isEmpty && lab.home.has(name),
                        "\(name): \(written.errors)")
                }
            }
            let told = try lab.home.text("\(kind)-en.md").withoutTime
            let offline = try await lab.yima(
                "report", kind, "--period", "2026-11", "--lang", "en", "--data", Daemon.data)
            #expect(offline.status == 0, "\(offline.errors)")
            if kind != "quality" { #expect(offline.output.withoutTime == told) }
        }
        #expect(try lab.home.text("quality-zh.md").hasPrefix("# 质量状况分析报告"))
        #expect(try Data(contentsOf: lab.home.url("quality-zh.pdf")).starts(with: Data("%PDF-".utf8)))
        #expect(try await lab.yima("report", "lateness", "-o", "quality-zh.md").status == 73)
        for wrong in [
            ["report", "lateness", "--period", "2026-13"], ["report", "lateness", "--format", "pdf"],
            ["report", "toys"],
        ] {
            #expect(try await lab.run("yima", wrong).status == 64)
        }

        // What others wrote is no tag and no formula.
        let page = try lab.home.text("lateness-zh.html")
        #expect(page.contains("&lt;b&gt;水产商行") && !page.contains("<b>水产") && !page.contains("<script"))
        if let python = Oracle.python {
            let task = Process()
            task.executableURL = python
            task.arguments = [
                "-c",
                "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); sys.exit(any(b'<f>' in z.read(n) or b'<f ' in z.read(n) for n in z.namelist()))",
                lab.home.url("lateness-zh.xlsx").path,
            ]
            try task.run()
            task.waitUntilExit()
            #expect(task.terminationStatus == 0)
        }
        _ = daemon
    }

    @Test("figures are those of the records, and each names its entries")
    func figures() async throws {
        let (daemon, lab) = try await Self.begin()
        let late = try await lab.yima("report", "lateness", "--period", "2026-11")
        // The shipment was pushed before its receipt was recorded; the other receipt nobody pushed.
        #expect(late.output.contains("receipt confirmed after the supplier's push | 24 h | [1]("), "\(late.output)")
        #expect(late.output.contains("receipt entered, nobody pushed it | 36 h | [1]("), "\(late.output)")
        let quality = try await lab.yima("report", "quality", "--period", "2026-11")
        #expect(quality.output.contains("Samples tested: [50](#e1)"), "\(quality.output)")
        #expect(quality.output.contains("[96.00%]") && quality.output.contains("too few samples to say"))
        #expect(quality.output.contains("nothing on record"), "\(quality.output)")
        // Of another month there is nothing.
        let none = try await lab.yima("report", "quality", "--period", "2026-10")
        #expect(none.status == 0 && none.output.contains("nothing on record in this period"), "\(none.output)")
        let elsewhere = try await lab.yima("report", "lateness", "--period", "2026-11", "--district", "3501")
        #expect(elsewhere.output.contains("nothing on record in this period"), "\(elsewhere.output)")
        _ = daemon
    }

    @Test("a ledger that is false has no figures")
    func unsound() async throws {
        let (daemon, lab) = try await Self.begin()
        try await daemon.stop()
        let store = daemon.tool.home.url("\(Daemon.data)/ledger.sqlite")
        var bytes = try Data(contentsOf: store)
        // Wherever pages of it lie, what they say of the lot is of another one.
        let places = bytes.ranges(of: Data("FISH1".utf8))
        try #require(!places.isEmpty)
        for place in places { bytes[place.lowerBound] = UInt8(ascii: "X") }
        try bytes.write(to: store)
        let told = try await lab.yima("report", "lateness", "--period", "2026-11", "--data", Daemon.data)
        #expect(told.status == 1 && !told.output.contains("Timeliness"), "\(told.output)\(told.errors)")
    }
}

extension String {
    /// Without the moment at which it was made.
    fileprivate var withoutTime: String {
        split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("- made at") }.joined(
            separator: "\n")
    }
}
