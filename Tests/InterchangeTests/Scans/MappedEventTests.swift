import EPCIS
import Interchange
import Profiles
import Testing
import Values

/// The mapper writes events without reading them back; what it writes must be what the strict reader takes, whatever the cells hold.
@Suite struct `An event that the mapper wrote` {
    private static let operatorUSCC = "91350100M000100Y43"
    private static let lot = "(01)06901234567892(10)A1"

    private func scan(_ cells: [String: String], profile: String = "food") throws -> MappedScan {
        let columns = cells.keys.sorted()
        let record = { (fields: [String]) in
            fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
        }
        let csv = record(columns) + record(columns.map { cells[$0] ?? "" })
        let records = try CSVReader.everything(in: Array(csv.utf8))
        let mapper = try ScanMapper(
            profile: try #require(Profile.named(profile)), operatorUSCC: Self.operatorUSCC, header: records[0])
        return try mapper.scan(records[1])
    }

    @Test(arguments: [
        #"say "no""#, #"\"#, #"\u0041"#, #"","yima:price":"1"#, "大黄鱼 𠮷", "a/b", "a\u{2028}b", "'", "{}", "e\u{301}",
    ])
    func `holds text exactly as it was written`(text: String) throws {
        let event = try EPCISEvent(
            json: try scan(["time": "2026-03-01 08:30", "step": "store", "code": Self.lot, "productName": text]).event)
        #expect(event.dataElements["productName"].map { Array($0.utf8) } == Array(text.utf8))
        #expect(event.dataElements["price"] == nil)
    }

    @Test func `has whole numbers as numbers and other values as text`() throws {
        let bytes = try scan([
            "time": "2026-03-01 08:30", "step": "store", "code": Self.lot, "shelfLifeDays": "300", "tempC": "-18.50",
            "lotNo": "A1",
        ]).event
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""yima:shelfLifeDays":300,"#))
        #expect(text.contains(#""yima:tempC":"-18.5""#))
        #expect(text.contains(#""yima:lotNo":"A1""#))
    }

    /// Cells as they come in real files, and as nobody would write them.
    private static let palette: [String: [String]] = [
        "time": [
            "2026-03-01 08:30", "2026-03-01T08:30:00.123456Z", "2026/3/1 8:05:09", "2026-03-01t08:30:00-05:30", "soon",
        ],
        "code": [
            lot, "\(lot)*3kg;(01)06901234567892(21)7", ";", "(01)06901234567892(10)%22%5C", "CSQU3054383", "；", "x",
            "CSQU3054383;CSQU3054383", "(01)06901234567892(21)7;https://id.gs1.org/01/06901234567892/21/7",
        ],
        "inputs": ["\(lot)*3", "\(lot)*0.000001t;CSQU3054383", "CSQU3054383;CSQU3054383", ";", ""],
        "outputs": ["\(lot)B*2", "(01)06901234567892(21)\"", ";", ""],
        "parent": ["(00)106141412345678908", "CSQU3054383", lot, ""],
        "quantity": ["", "3", "0.5", "9223372036854.775807", "-1", "3;4"],
        "uom": ["", "kg", "箱", "KGM", "Q", "件"],
        "site": ["", "350521-COLD-1", "6901234567892", "350521", "350521\"x"],
        "to": ["", "91350505MA347T0R4N", "6901234567892", "x"],
        "document": ["", "desadv:a\"b\\c", "发票:07/A;po:1@91350505MA347T0R4N", "x:1", "inv:\u{7F}"],
        "eventID": ["", "", "urn:uuid:1", "no uri", "http://a/\"b"],
        "productName": ["", "饼干", "\"", "\\", "a\tb", String(repeating: "长", count: 200)],
        "testVerdict": ["", "合格", "fail"],
        "remark": ["", "x", String(repeating: "\"", count: 500)],
    ]

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `is taken by the strict reader, and lacks what the mapper said it lacks`(id: String) throws {
        let profile = try #require(Profile.named(id))
        var random = Seeded(state: 7)
        var taken = 0
        for _ in 0..<1500 {
            let step = try #require(profile.steps.steps.randomElement(using: &random))
            var cells = ["step": step.name]
            for (column, values) in Self.palette.sorted(by: { $0.key < $1.key })
            where column == "time" || Bool.random(using: &random) {
                let isOfTransformation = column == "inputs" || column == "outputs"
                if isOfTransformation != (step.eventKind == .transformation), isOfTransformation || column == "code" {
                    continue
                }
                cells[column] = values.randomElement(using: &random)
            }
            guard let scan = try? scan(cells, profile: id) else { continue }
            taken += 1
            let event = try EPCISEvent(json: scan.event)
            let problems = profile.problems(in: event)
            #expect(!problems.contains { !$0.isMissing }, "\(cells)")
            // What is told of the row besides: an amount may be none of pieces.
            let told = scan.notices.map(\.wording).filter { !$0.en.contains("is another unit meant?") }
            #expect(Set(told) == Set(problems.map(\.wording)), "\(cells)")
        }
        #expect(taken > 40)
    }

    /// SplitMix64: the same rows in every run.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }
}
