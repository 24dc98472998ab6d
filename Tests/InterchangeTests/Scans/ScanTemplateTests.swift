import Interchange
import Profiles
import Testing
import Values

@Suite struct `A template of scans` {
    private func template(_ profile: String, step: String? = nil) throws -> ScanTemplate {
        let profile = try #require(Profile.named(profile))
        return ScanTemplate(
            profile: profile, steps: try step.map { [try #require(profile.steps.step(named: $0))] } ?? [])
    }

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id), ["en", "zh"])
    func `is read back as a file without rows`(id: String, language: String) throws {
        let template = try template(id)
        let csv = template.csv { language == "en" ? $0.en : $0.zh }
        let records = try CSVReader.everything(in: csv)
        #expect(records.count == 1 && records[0].count == template.columns.count)
        _ = try ScanMapper(profile: template.profile, operatorUSCC: "91350100M000100Y43", header: records[0])
        #expect(csv.count { $0 == 0x0A } == 3)
        // Nobody at a dock knows what a mask is.
        #expect(!String(decoding: csv, as: UTF8.self).contains("@@@"))
    }

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id), ["en", "zh"])
    func `has an example that is a row like any other once its mark is taken away`(id: String, language: String) throws
    {
        let profile = try #require(Profile.named(id))
        for steps in [[]] + profile.steps.steps.map({ [$0] }) {
            let template = ScanTemplate(profile: profile, steps: steps)
            let text = { (wording: Wording) in language == "en" ? wording.en : wording.zh }
            var cells = template.example(text)
            cells[0] = String(cells[0].drop { !$0.isNumber })
            let header = template.columns.map { text($0.heading) }
            let lines = [header, cells].map { cells in
                cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
            }
            let records = try CSVReader.everything(in: Array(lines.joined(separator: "\n").utf8))
            let mapper = try ScanMapper(profile: profile, operatorUSCC: "91350505MA347T0R4N", header: records[0])
            let scan = try mapper.scan(records[1])
            // Whoever copies it must not be told that something lacks, nor copy a shelf life of 180 days and of one month.
            #expect(scan.notices == [], "\(id) \(steps.map(\.name)): \(cells)")
            let said = String(decoding: scan.event, as: UTF8.self)
            #expect(!(said.contains("shelfLifeDays") && said.contains("shelfLifeMonths")), "\(id)")
        }
    }

    @Test func `of several steps has what any of them must have`() throws {
        let profile = try #require(Profile.named("food"))
        let steps = try ["receive", "transform"].map { try #require(profile.steps.step(named: $0)) }
        let names = Set(ScanTemplate(profile: profile, steps: steps).columns.map(\.heading.en))
        #expect(names.isSuperset(of: ["code", "inputs", "outputs", "supplierName"]))
        #expect(names.isDisjoint(with: ["parent", "testItem", "recallLevel"]))
    }

    @Test func `is taken as it is once rows are filled in`() throws {
        let template = try template("food", step: "sell")
        #expect(
            template.columns.map(\.heading.en) == [
                "time", "step", "code", "quantity", "uom", "site", "to", "from", "document",
            ])
        let row = "2026-03-01 08:30,sell,(01)06901234567892(10)A1,3,kg,350521-SHOP-1,,,\n"
        let records = try CSVReader.everything(in: template.csv { $0.en } + Array(row.utf8))
        let mapper = try ScanMapper(
            profile: template.profile, operatorUSCC: "91350100M000100Y43", header: records[0])
        #expect(records.map(\.line) == [1, 4])
        #expect(try mapper.scan(records[1]).notices == [])
    }

    @Test func `has a column for everything that people fill in, and none twice`() throws {
        let template = try template("imported-meat")
        let names = template.columns.map(\.heading.en)
        #expect(Set(names).count == names.count)
        for element in template.profile.elements where element.name != "actorUscc" {
            #expect(names.contains(element.column), "\(element.name)")
        }
        #expect(
            template.columns.filter(\.isPrivate).map(\.heading.en) == [
                "supplierAddress", "supplierPhone", "receiverAddress", "receiverPhone", "voucherNo", "price",
            ])
    }

    @Test func `of one step has what the step must have, and what decides that`() throws {
        let names = Set(try template("aquatic", step: "收货").columns.map(\.heading.en))
        #expect(
            names.isSuperset(of: [
                "code", "from", "conformityProofNo", "productForm", "customsDeclNo", "sourceFilingNo",
            ]))
        #expect(names.isDisjoint(with: ["inputs", "parent", "vesselName", "testItem"]))
        let split = try template("aquatic", step: "split").columns.map(\.heading.en)
        #expect(split.starts(with: ["time", "step", "inputs", "outputs", "site"]))
    }

    @Test func `tells a spreadsheet how to treat each column`() throws {
        let forms = Dictionary(
            uniqueKeysWithValues: try template("aquatic").columns.map { ($0.heading.en, $0.form) })
        #expect(forms["time"] == .time && forms["productionDate"] == .date && forms["tempC"] == .number)
        #expect(forms["code"] == .text && forms["gtin"] == .text && forms["drugCode"] == .text)
        #expect(
            forms["productionMethod"]
                == .words([Wording(en: "farmed", zh: "养殖"), Wording(en: "captured", zh: "捕捞")]))
        guard case .words(let steps) = forms["step"] else { throw Missing() }
        #expect(steps.contains(Wording(en: "harvest", zh: "收获")))
    }

    private struct Missing: Error {}
}
