/// AQUA-1…6: fish without its branch's papers, with drugs in it, or off an unknown boat.
extension ChainTeller {
    /// Fish of a cage, harvested on day 30 and sold; gives lot, harvest and farm.
    mutating func cageFish() -> (fish: Batch, harvest: Int, farm: Firm, shop: Firm) {
        let (farm, shop) = (firm(.fishFarm), firm(.shop))
        let fish = batch(.croaker, of: farm, day: 30)
        let harvest = issue(
            fish, [fish[.kg(1000)]], at: at(30, 5), with: farmPapers(harvested: at(30, 4), pond: "大港湾07区"))
        deliver([fish[.kg(600)]], from: farm, to: shop, at: at(30, 7))
        sell([fish[.kg(400)]], by: shop, at: at(31, 19))
        return (fish, harvest, farm, shop)
    }

    /// AQUA-1: farmed fish without its pond or permit; caught fish without its boat; or neither word.
    mutating func branchLeftOut(_ element: String, captured: Bool) {
        if captured {
            let (boat, hall) = (firm(.vessel), firm(.wholesaler))
            let trip = batch(.mackerel, of: boat, day: 0)
            let index = issue(trip, [trip[.kg(2000)]], at: at(0, 9), with: tripPapers(from: at(-1, 2), to: at(0, 8)))
            drafts[index][element] = nil
            deliver([trip[.kg(2000)]], from: boat, to: hall, at: at(0, 10))
            ask(
                trip.code, is: [.suspect, .undecided, .invalid],
                rules: ["AQUA-1|DATA-1"])
        } else {
            let fish = cageFish()
            drafts[fish.harvest][element] = nil
            ask(fish.fish.code, is: [.suspect, .undecided, .invalid], rules: ["AQUA-1|DATA-1"])
        }
    }

    /// AQUA-2: a dose whose withdrawal ends so many days after the harvest; a day before it, all is well. The dose was told
    /// on the fry or on the harvest itself.
    mutating func withdrawal(daysAfterHarvest days: Int, onTheHarvest: Bool) {
        let (hatchery, farm, shop) = (firm(.hatchery), firm(.fishFarm), firm(.shop))
        let fry = batch(.fry, of: hatchery, day: 0)
        issue(
            fry, [fry[.pieces(3000)]], at: at(0, 8),
            with: Self.croakerNames + [("pondId", "育苗池3"), ("seedPermitNo", "闽水苗种2024第0521012号")])
        deliver([fry[.pieces(3000)]], from: hatchery, to: farm, at: at(0, 10))
        let dose = [
            ("drugCode", "202603011350104310872113"), ("doseDate", date(60)), ("withdrawalEnd", date(90 + days)),
        ]
        if !onTheHarvest {
            observe(StepWords.treating, [Line(fry.code)], by: farm, at: at(60, 9), disposition: "active", with: dose)
        }
        let fish = batch(.croaker, of: farm, day: 90)
        make(
            [(fish, .kg(1200))], from: [fry[.pieces(3000)]], by: farm, at: at(90, 5),
            with: farmPapers(harvested: at(90, 4), pond: "3") + (onTheHarvest ? dose : []))
        deliver([fish[.kg(900)]], from: farm, to: shop, at: at(90, 7))
        if days > 0 {
            ask(fish.code, is: [.invalid], rules: ["AQUA-2"])
        } else {
            ask(fish.code)
        }
    }

    /// AQUA-3 and AQUA-4: what a laboratory found; 100 µg/kg of enrofloxacin is the limit, malachite green is banned.
    mutating func residue(
        _ value: String, item: String, rule: String?, says passes: Bool, by trade: Trade = .laboratory
    ) {
        let fish = cageFish()
        let lab = firm(trade)
        let sampler = trade == .laboratory ? firm(.authority) : lab
        observe("sampling", [Line(fish.fish.code)], by: sampler, at: at(30, 12), in: fish.shop)
        inspect([Line(fish.fish.code)], by: lab, at: at(31, 9), item: item, value: value, passes: passes)
        guard let rule, trade == .laboratory else { return ask(fish.fish.code) }
        ask(fish.fish.code, is: [.invalid], rules: [rule])
    }

    /// AQUA-5: toothfish from abroad without a catch document.
    mutating func toothfishWithoutPapers() {
        let (importer, hall) = (firm(.importer), firm(.wholesaler))
        let fish = batch(Product("冻犬牙南极鱼", "20千克/箱", days: 720, profile: "aquatic", number: 27), of: importer, day: -60)
        issue(
            fish, [fish[.kg(5000)]], at: at(0, 8),
            with: tripPapers(from: at(-90, 1), to: at(-60, 1)) + [
                ("speciesLatin", "Dissostichus eleginoides"), ("fao3", "TOP"), ("productForm", "FRO"),
                ("catchArea", "48.3"),
                ("customsDeclNo", "371320261\(Self.padded(number % 100_000, 9))"),
            ])
        deliver([fish[.kg(3000)]], from: importer, to: hall, at: at(2, 8))
        ask(fish.code, is: [.invalid], rules: ["AQUA-5"])
    }

    /// AQUA-6: chilled salmon without filing or release, also where its form is left out.
    mutating func salmonWithout(_ elements: [String]) {
        chilledSalmon()
        questions = []
        for index in drafts.indices { for element in elements { drafts[index][element] = nil } }
        if let code = drafts.first?.lines.first?.code { ask(code, is: [.invalid], rules: ["AQUA-6"]) }
    }
}
