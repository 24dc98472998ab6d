import Foundation
import Testing

@Suite("What leads to goods: a bare product code, a container that only its goods name, a firm")
struct NamedGoodsCommandTests {
    private static let container = "MSKU9182745"

    private func pushed(_ daemon: Daemon) async throws -> Tool {
        let tool = try await daemon.device("dock-1")
        let rows = [
            "time,step,code,quantity,uom,productName,containerNo",
            "2026-11-01T08:30:00+08:00,receive,(01)07738012000178(10)UY1,100,KGM,冻牛肩肉,\(Self.container)",
            "2026-11-01T08:40:00+08:00,receive,(01)07738012000178(10)UY2,50,KGM,冻牛肩肉,\(Self.container)",
            "2026-11-01T08:50:00+08:00,receive,(01)07738012000178(10)UY3,50,KGM,冻牛肩肉,",
        ]
        try tool.home.write(rows.joined(separator: "\n") + "\n", to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--profile", "imported-meat", "scans.csv")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return tool
    }

    @Test(
        "lookup and trace of a bare product code list its lots, and a lot number alone is answered with the way to write it"
    )
    func product() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let lookup = try await tool.yima("lookup", "7738012000178")
        #expect(lookup.status == 0 && lookup.output.contains("UY3, UY2, UY1"), "\(lookup.output)")
        let trace = try await tool.yima("trace", "7738012000178")
        #expect(trace.status == 0, "\(trace.errors)")
        for lot in ["UY1", "UY2", "UY3"] {
            #expect(trace.output.contains("https://id.gs1.org/01/07738012000178/10/\(lot)"))
        }
        #expect(trace.errors.contains("trace one of its lots"))
        let json = try await tool.yima("trace", "--format", "json", "7738012000178")
        #expect(json.output.contains(#""lots":["https://id.gs1.org/01/07738012000178/10/UY3","#), "\(json.output)")
        #expect(try await tool.yima("trace", "--format", "svg", "7738012000178").status == 64)
        #expect(try await tool.yima("trace", "6901234567892").status == 3)
        let alone = try await tool.yima("lookup", "UY1")
        #expect(alone.status == 65 && alone.errors.contains("(01)<product code>(10)<lot number>"), "\(alone.errors)")
    }

    @Test("a container that only its goods name is verified and traced by them, as it is looked up")
    func container() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let lookup = try await tool.yima("lookup", Self.container)
        #expect(lookup.status == 0, "\(lookup.errors)")
        let verified = try await tool.yima("verify", "--json", Self.container)
        #expect(verified.status != 3 && verified.status != 65, "\(verified.errors)")
        let lines = try verified.output.split(separator: "\n").map {
            try JSONDecoder().decode(VerdictLine.self, from: Data($0.utf8))
        }
        #expect(lines.map(\.code).sorted() == ["UY1", "UY2"].map { "https://id.gs1.org/01/07738012000178/10/\($0)" })
        #expect(!lines.flatMap(\.findings).contains { $0.rule.hasPrefix("PROOF") })
        let trace = try await tool.yima("trace", Self.container)
        #expect(trace.status == 0, "\(trace.errors)")
        #expect(trace.output.contains("UY1") && trace.output.contains("UY2") && !trace.output.contains("UY3"))
        #expect(trace.errors.contains("\(Self.container) is named by 2 lots"), "\(trace.errors)")
        #expect(try await tool.yima("verify", "CSQU3054383").status == 3)
        #expect(try await tool.yima("trace", "CSQU3054383").status == 3)
    }

    @Test("a container that only its goods name is recalled by them, and evidence is to be asked for of them")
    func containersGoods() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let evidence = try await tool.yima("evidence", Self.container, "-o", "c.json")
        #expect(evidence.status == 3 && !tool.home.has("c.json"), "\(evidence.errors)")
        #expect(evidence.errors.contains("records of 2 lots or items name it"), "\(evidence.errors)")
        for lot in ["UY1", "UY2"] {
            #expect(evidence.errors.contains("https://id.gs1.org/01/07738012000178/10/\(lot)"), "\(evidence.errors)")
        }
        #expect(!evidence.errors.contains("acknowledged"))
        let recall = try await tool.yima("recall", "--format", "json", Self.container)
        #expect(recall.status == 0, "\(recall.errors)")
        #expect(recall.errors.contains("\(Self.container) is named by 2 lots"), "\(recall.errors)")
        #expect(recall.output.contains("UY1") && recall.output.contains("UY2") && !recall.output.contains("UY3"))
        let kept = try await tool.yima("recall", "--keep-evidence", "e.json", Self.container)
        #expect(kept.errors.contains("2 files were written") && !tool.home.has("e.json"), "\(kept.errors)")
        #expect(tool.home.has("e-UY1.json") && tool.home.has("e-UY2.json"))
        try tool.home.write("\(Self.container)\n", to: "codes.txt")
        let batch = try await tool.yima("verify", "--batch", "codes.txt")
        #expect(!batch.output.contains("PROOF-6") && !batch.errors.contains("acknowledged"), "\(batch.output)")
        #expect(try await tool.yima("evidence", "CSQU3054383", "-o", "d.json").status == 3)
        #expect(try await tool.yima("recall", "CSQU3054383").status == 3)
    }

    @Test("lookup of a firm's number lists what its devices recorded last")
    func firm() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await pushed(daemon)
        let lookup = try await tool.yima("lookup", Scans.uscc)
        #expect(lookup.status == 0, "\(lookup.errors)")
        for lot in ["UY1", "UY2", "UY3"] { #expect(lookup.output.contains(lot), "\(lookup.output)") }
        // It is headed as a firm: what it did last is no state of it.
        #expect(lookup.output.contains("recorded last") && !lookup.output.contains("held by"), "\(lookup.output)")
        #expect(!lookup.output.contains("last step"))
    }
}
