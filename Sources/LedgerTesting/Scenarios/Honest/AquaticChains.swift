/// Fish: bred, caught, brought in on ice.
extension ChainTeller {
    static let croakerNames = [
        ("speciesLatin", "Larimichthys crocea"), ("fao3", "LYC"), ("productionMethod", "farmed"),
    ]

    func farmPapers(harvested minute: Int, pond: String) -> [(String, String)] {
        Self.croakerNames + [
            ("farmCertNo", "闽府（海）养证〔2023〕第00127号"), ("pondId", pond), ("harvestTime", time(minute)),
            ("complianceCertNo", "CN\(date(minute / 1440).replacing("-", with: ""))\(number)"), ("productForm", "FRE"),
        ]
    }

    /// Fry, feed, a drug with its withdrawal, mortality, two harvests, gutting with its yield, a cold store, market, shops.
    package mutating func farmedCroaker() {
        let (hatchery, farm, plant, shop) = (firm(.hatchery), firm(.fishFarm), firm(.processor), firm(.shop))
        let (mill, lab) = (firm(.feedMill), firm(.laboratory))
        let fry = batch(.fry, of: hatchery, day: 0)
        let count = draw(30...60) * 1000
        issue(
            fry, [fry[.pieces(count)]], at: at(0, 8),
            with: Self.croakerNames + [("pondId", "育苗池3"), ("seedPermitNo", "闽水苗种2024第0521012号")])
        deliver([fry[.pieces(count)]], from: hatchery, to: farm, at: at(0, 14))
        let feed = batch(.feed, of: mill, day: 1)
        issue(feed, [feed[.kg(8000)]], at: at(1, 9))
        deliver([feed[.kg(8000)]], from: mill, to: farm, at: at(2, 7))
        observe(
            StepWords.feeding, [Line(fry.code)], by: farm, at: at(3, 6), disposition: "active",
            with: [("feedLot", feed.lot)])
        consume([feed[.kg(7600)]], by: farm, at: at(60, 18))
        observe(
            StepWords.treating, [Line(fry.code)], by: farm, at: at(20, 9), disposition: "active",
            with: [
                ("drugCode", "20260301\(Self.padded(13_501 + number % 1000, 5))04310872113"), ("doseDate", date(20)),
                ("withdrawalEnd", date(51)),
            ])
        let dead = count * draw(4...12) / 100
        lose([fry[.pieces(dead)]], by: farm, at: at(40, 17), why: "死亡，无害化处理")
        observe("sampling", [Line(fry.code)], by: lab, at: at(80, 9), in: farm)
        inspect([Line(fry.code)], by: lab, at: at(82, 16), item: "恩诺沙星、孔雀石绿", value: "恩诺沙星 12 µg/kg，孔雀石绿未检出")
        let fish = batch(.croaker, of: farm, day: 90)
        let caught = Measured.kg(Double((count - dead) * 42 / 100))
        make(
            [(fish, caught)], from: [fry[.pieces(count - dead)]], by: farm, at: at(90, 5),
            with: farmPapers(harvested: at(90, 4), pond: "大港湾07区"))
        deliver([fish[caught]], from: farm, to: plant, at: at(90, 6))
        let fillet = batch(.fillet, of: plant, day: 91)
        let made = caught.times(draw(735...785))
        make([(fillet, made)], from: [fish[caught]], by: plant, at: at(91, 14))
        let store = firm(.coldStore)
        deliver([fillet[made]], from: plant, to: store, at: at(92, 9))
        observe("storing", [fillet[made]], by: store, at: at(92, 15), with: [("tempC", "-20.5")])
        let part = made.times(300)
        deliver([fillet[part]], from: store, to: shop, at: at(95, 5))
        sell([fillet[part.times(600)]], by: shop, at: at(97, 20))
        ask(fish.code, fillet.code, fry.code)
    }

    /// A week at sea: every day's catch under the trip's one lot, told from a device that is offline until landing; an
    /// auction sells it to many, and ice melts off.
    package mutating func catchOfATrip() {
        let (boat, auction) = (firm(.vessel), firm(.auction))
        let trip = batch(.mackerel, of: boat, day: 0)
        offline[boat.uscc] = at(0, 0)..<at(6, 4)
        var total = Measured.kg(0)
        for day in 0..<5 {
            let haul = Measured.kg(Double(draw(800...2400)))
            total = total + haul
            let index = issue(
                trip, [trip[haul]], at: at(day, 5 + day), with: tripPapers(from: at(0, 2), to: at(6, 3)))
            drafts[index].seen = at(-1, 20)
        }
        deliver([trip[total]], from: boat, to: auction, at: at(6, 4), takes: 10...40)
        var left = total.times(988)
        for buyer in 0..<4 {
            let lot = buyer == 3 ? left : total.times(draw(180...260))
            left = left - lot
            let stall = firm(.wholesaler, buyer)
            deliver([trip[lot]], from: auction, to: stall, at: at(6, 6, buyer * 10))
            sell([trip[lot.times(975)]], by: stall, at: at(6, 18 + buyer))
        }
        ask(trip.code)
        ask(trip.code, holder: firm(.wholesaler, 1))
    }

    func tripPapers(from start: Int, to end: Int) -> [(String, String)] {
        [
            ("speciesLatin", "Decapterus maruadsi"), ("fao3", "RSA"), ("productionMethod", "captured"),
            ("vesselName", "闽狮渔07\(Self.padded(number % 1000, 3))"),
            ("vesselNo", "3505\(Self.padded(number % 100_000, 6))"),
            ("fishingLicenceNo", "（闽）船捕（2024）HY-2\(Self.padded(number % 10_000, 5))号"), ("gearCode", "PS"),
            ("catchArea", "61"), ("tripStart", time(start)), ("tripEnd", time(end)), ("landingPort", "石狮祥芝中心渔港"),
            ("landingTime", time(end + 20)),
            ("productForm", "FRE"),
        ]
    }

    /// Salmon on ice by air: filed at its source, released at the port, in the shops within two days.
    package mutating func chilledSalmon() {
        let (importer, hall, shop) = (firm(.importer), firm(.wholesaler), firm(.shop))
        let salmon = batch(.salmon, of: importer, day: 0)
        let net = Measured.kg(Double(draw(400...900)))
        let papers = salmonPapers()
        issue(
            salmon, [salmon[net]], at: at(0, 20),
            with: [
                ("speciesLatin", "Salmo salar"), ("fao3", "SAL"), ("productionMethod", "farmed"),
                ("pondId", "NO-10834"),
                ("farmCertNo", "NO-R-AK-0047"), ("harvestTime", time(at(-2, 6))),
                ("complianceCertNo", "NO-HC-\(number)"),
            ] + papers)
        let release = observe(
            StepWords.releasing, [Line(salmon.code)], by: importer, at: at(1, 5), disposition: "conformant",
            with: papers)
        drafts[release].siteOverride = "urn:yima:site:350206-AIRPORT"
        for (buyer, share) in [(hall, 600), (shop, 400)] {
            let move = deliver([salmon[net.times(share)]], from: importer, to: buyer, at: at(1, 7))
            for (name, value) in papers { drafts[move.receipt][name] = value }
            sell([salmon[net.times(share).times(970)]], by: buyer, at: at(3, 19))
        }
        ask(salmon.code)
    }

    func salmonPapers() -> [(String, String)] {
        [
            ("productForm", "FRE"), ("customsDeclNo", "371020261\(Self.padded(number % 1_000_000, 9))"),
            ("sourceFilingNo", "YTBA2026\(Self.padded(number % 10_000, 5))"),
            ("portReleaseNo", "KAYF2026\(Self.padded(number % 10_000, 5))"),
        ]
    }
}
