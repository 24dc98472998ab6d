/// Frozen beef by the container.
extension ChainTeller {
    /// A load of imported beef with its papers.
    struct BeefLoad: Sendable {
        var lots: [(batch: Batch, kilograms: Int)]
        var container: String
        var papers: ImportPapers
        /// Days of its chain: at the port, and of its release.
        var arrival: Int
        var release: Int
    }

    /// The papers and lots of a container; nothing is told yet.
    mutating func beefLoad(day: Int, kilograms: [Int], permit: String? = nil) -> BeefLoad {
        let importer = firm(.importer)
        let letters = "MSKU" + Self.padded(draw(100_000...999_999), 6)
        let number = letters + String(CheckDigits.container(letters))
        let papers = ImportPapers(
            container: number, seal: paper("UY"), bill: paper("MAEU"), voyage: "中远海运玫瑰 V.061E",
            declaration: "371320261\(Self.padded(self.number % 100_000, 5))\(Self.padded(draw(0...9999), 4))",
            permit: permit ?? paper("AJ2626"), certificate: paper("MGAP-2026-"), cartonKg: 25, kilograms: 0)
        var lots: [(batch: Batch, kilograms: Int)] = []
        for amount in kilograms {
            let lot = batch(.beef, of: importer, day: day - 50)
            var own = papers
            own.kilograms = amount
            own.sample = paper("YP")
            self.papers[lot.code] = own
            lots.append((lot, amount))
        }
        return BeefLoad(
            lots: lots, container: "urn:epc:id:bic:\(number)", papers: papers, arrival: day, release: day + 5)
    }

    static let establishment = "CURY01032401010047"

    /// Overseas: lots are coded, loaded and sealed.
    mutating func loadOverseas(_ load: BeefLoad) {
        let importer = firm(.importer)
        let day = load.arrival - 30
        references.registrations = [.init(number: Self.establishment, from: "2024-01-01", until: "2028-12-31")]
        for (lot, amount) in load.lots {
            let index = issue(
                lot, [lot[.kg(Double(amount))]], at: at(day, 21),
                with: [
                    ("producerName", "Frigorífico Río Negro S.A."), ("hsCode", "0202300090"),
                    ("healthCertNo", load.papers.certificate), ("issueCountry", "URY"),
                    ("gaccRegNo", Self.establishment),
                    ("foreignEstNo", "344"), ("slaughterDate", date(lot.day)), ("originRegion", "Río Negro"),
                ])
            drafts[index].number("cartons", String(amount / 25))
            drafts[index].number("netKg", String(amount))
        }
        let lines = load.lots.map { $0.batch[.kg(Double($0.kilograms))] }
        let packed = pack(lines, in: load.container, by: importer, at: at(day, 23))
        drafts[packed]["sealNo"] = load.papers.seal
        for (step, minute) in [("loading", at(day, 23, 50)), ("arriving", at(load.arrival, 6, 30))] {
            let index = observe(step, [Line(load.container)], by: importer, at: minute)
            drafts[index]["blNo"] = load.papers.bill
            drafts[index]["vesselVoyage"] = load.papers.voyage
        }
    }

    /// From the port's gate to the release: seal compared, unloaded, inspected, sampled, tested.
    mutating func clear(_ load: BeefLoad) {
        let (importer, site, lab) = (firm(.importer), firm(.inspectionSite), firm(.laboratory))
        let move = deliver([Line(load.container)], from: importer, to: site, at: at(load.arrival + 2, 8))
        let total = load.lots.reduce(0) { $0 + $1.kilograms }
        drafts[move.shipment].number("tempC", "-19.5")
        drafts[move.receipt].number("tempC", "-19.5")
        drafts[move.receipt].number("cartons", String(total / 25))
        drafts[move.receipt].number("netKg", String(total))
        let day = load.arrival + 2
        let lines = load.lots.map { $0.batch[.kg(Double($0.kilograms))] }
        unpack(lines, from: load.container, by: site, at: at(day, 13))
        for (index, lot) in load.lots.enumerated() {
            let line = Line(lot.batch.code)
            inspect([line], by: site, at: at(day, 14, index * 10), item: "箱号、封识、证书核对；感官；中心温度", value: "货证相符，封识完好")
            observe(
                "sampling", [line], by: lab, at: at(day, 16, index * 10), in: site,
                with: [("sampleNo", papers[lot.batch.code]?.sample ?? "")])
            inspect([line], by: lab, at: at(load.release, 9, index * 10), item: "莱克多巴胺、沙门氏菌", value: "均未检出")
            observe(
                StepWords.releasing, [line], by: site, at: at(load.release, 14, index * 10), disposition: "conformant",
                with: [
                    ("customsDeclNo", load.papers.declaration), ("quarantinePermitNo", load.papers.permit),
                    ("healthCertNo", load.papers.certificate), ("inspectionCertNo", paper("JY3713")),
                ])
        }
    }

    /// To a cold store, and on to a market and a restaurant's kitchen.
    mutating func distribute(_ load: BeefLoad) {
        let (site, store, hall, kitchen) = (firm(.inspectionSite), firm(.coldStore), firm(.wholesaler), firm(.kitchen))
        for (lot, amount) in load.lots {
            let all = lot[.kg(Double(amount))]
            deliver([all], from: site, to: store, at: at(load.release, 16))
            let stored = observe(
                "storing", [all], by: store, at: at(load.release, 21),
                with: [("warehouseUscc", store.uscc), ("slot", "3-11-08")])
            drafts[stored].number("tempC", "-20.5")
            drafts[stored].number("coreTempC", "-19.2")
            drafts[stored].number("cartons", String(amount / 25))
            drafts[stored].number("netKg", String(amount))
            let half = amount / 50 * 25
            deliver([lot[.kg(Double(half))]], from: store, to: hall, at: at(load.release + 3, 4))
            deliver([lot[.kg(500)]], from: hall, to: kitchen, at: at(load.release + 5, 5))
            consume([lot[.kg(480)]], by: kitchen, at: at(load.release + 6, 20))
            sell([lot[.kg(Double(half - 520))]], by: hall, at: at(load.release + 20, 16))
        }
    }

    /// One container of two lots from the ship to the market.
    package mutating func importedBeef() {
        let load = beefLoad(day: 40, kilograms: [draw(400...560) * 25, draw(300...440) * 25])
        references.permits = [.init(number: load.papers.permit, kilograms: 50_000)]
        loadOverseas(load)
        clear(load)
        distribute(load)
        ask(load.lots[0].batch.code, load.lots[1].batch.code, load.container)
    }

    /// Two containers use up a permit to the last kilogram.
    package mutating func permitUsedUp() {
        let first = beefLoad(day: 40, kilograms: [13_000])
        let second = beefLoad(day: 44, kilograms: [12_000], permit: first.papers.permit)
        references.permits = [.init(number: first.papers.permit, kilograms: 25_000)]
        for load in [first, second] {
            loadOverseas(load)
            clear(load)
        }
        ask(first.lots[0].batch.code, second.lots[0].batch.code)
    }
}
