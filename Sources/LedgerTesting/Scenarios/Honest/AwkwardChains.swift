/// Honest chains of the Fujian trade that fit no form: by the piece and by the basket, at two ports, of three owners, sent back,
/// labelled anew, dead on the way.
extension ChainTeller {
    private func oysterPapers(_ minute: Int) -> [(String, String)] {
        [
            ("speciesLatin", "Magallana gigas"), ("fao3", "OYG"), ("productionMethod", "farmed"),
            ("farmCertNo", "闽府（海）养证〔2023〕第00311号"), ("pondId", "围头湾吊养区12"), ("harvestTime", time(minute)),
            ("complianceCertNo", "CN\(date(minute / 1440).replacing("-", with: ""))\(number)"), ("productForm", "ALI"),
        ]
    }

    /// Oysters are weighed at the pier, sold to shoppers by the piece and to a restaurant by the basket, which opens them by the dozen.
    package mutating func oystersByPieceAndBasket() {
        let (farm, kitchen) = (firm(.fishFarm), firm(.kitchen))
        let oysters = batch(.oysters, of: farm, day: 0)
        issue(oysters, [oysters[.kg(Double(draw(700...900)))]], at: at(0, 6), with: oysterPapers(at(0, 5)))
        sell([oysters[.pieces(draw(200...400))]], by: farm, at: at(0, 9))
        deliver([oysters[.baskets(20)]], from: farm, to: kitchen, at: at(0, 8))
        consume([oysters[.pieces(96)]], by: kitchen, at: at(0, 20))
        consume([oysters[.kg(60)]], by: kitchen, at: at(1, 20))
        lose([oysters[.pieces(14)]], by: kitchen, at: at(2, 9), why: "张口死亡")
        ask(oysters.code)
        ask(oysters.code, holder: kitchen)
    }

    /// A boat lands one part of its trip in one city and the rest, two days later, in another.
    package mutating func boatLandsTwice() {
        let (boat, auction, hall) = (firm(.vessel), firm(.auction), firm(.wholesaler))
        let trip = batch(.mackerel, of: boat, day: 0)
        let (first, second) = (Measured.kg(Double(draw(2000...4000))), Measured.kg(Double(draw(1500...3000))))
        let papers = tripPapers(from: at(-2, 2), to: at(2, 20))
        issue(trip, [trip[first]], at: at(0, 4), with: papers)
        deliver([trip[first]], from: boat, to: auction, at: at(0, 5))
        let landed = issue(trip, [trip[second]], at: at(2, 21), with: papers)
        drafts[landed]["landingPort"] = "厦门高崎渔港"
        let sent = deliver([trip[second]], from: boat, to: hall, at: at(2, 22))
        for index in [landed, sent.shipment] { drafts[index].siteOverride = "urn:yima:site:350206-GAOQI" }
        sell([trip[first.times(960)]], by: auction, at: at(1, 9))
        sell([trip[second.times(970)]], by: hall, at: at(3, 18))
        ask(trip.code)
        ask(trip.code, holder: hall)
    }

    /// A cold store puts the goods of three owners on one pallet, for one buyer.
    package mutating func threeOwnersOnAPallet() {
        let (store, center, shop) = (firm(.coldStore), firm(.distributor), firm(.shop))
        let owners = [firm(.processor), firm(.processor, 1), firm(.kitchen)]
        var lines: [Line] = []
        for (index, owner) in owners.enumerated() {
            let lot = batch([.balls, .fillet, .balls][index], of: owner, day: 0)
            let papers = lot.product == .fillet ? tripPapers(from: at(-9, 1), to: at(-3, 1)) : []
            issue(lot, [lot[.kg(400)]], at: at(0, 8), with: papers)
            let move = deliver([lot[.kg(400)]], from: owner, to: store, at: at(1, 8 + index))
            for place in [move.shipment, move.receipt] {
                drafts[place].destinations = [("owning_party", owner.party), ("possessing_party", store.party)]
            }
            lines.append(lot[.kg(Double(80 + index * 20))])
        }
        let pallet = unit(of: store)
        pack(lines, in: pallet, by: store, at: at(4, 6))
        let move = deliver([Line(pallet)], from: store, to: center, at: at(4, 8))
        let parties = owners.map { ("owning_party", $0.party) } + [("possessing_party", store.party)]
        for place in [move.shipment, move.receipt] { drafts[place].sources = parties }
        unpack(lines, from: pallet, by: center, at: at(4, 15))
        for line in lines {
            deliver([Line(line.code, .kg(40))], from: center, to: shop, at: at(5, 6))
            sell([Line(line.code, .kg(30))], by: shop, at: at(8, 20))
        }
        ask(lines[0].code, lines[1].code, lines[2].code, pallet)
    }

    /// A school sends back the lunches of a class that stayed at home; the kitchen destroys them.
    package mutating func returnedLunches() {
        let (hall, kitchen, school) = (firm(.wholesaler), firm(.kitchen), firm(.canteen))
        let rice = supplied(.rice, .kg(200), by: firm(.mill), to: kitchen, day: 0)
        let pork = supplied(.loin, .kg(120), by: hall, to: kitchen, day: 0, hour: 8)
        let meals = batch(.meals, of: kitchen, day: 1)
        make([(meals, .pieces(900))], from: [rice[.kg(110)], pork[.kg(95)]], by: kitchen, at: at(1, 6))
        deliver([meals[.pieces(400)]], from: kitchen, to: school, at: at(1, 10), takes: 20...40)
        consume([meals[.pieces(340)]], by: school, at: at(1, 12))
        observe("storing", [meals[.pieces(2)]], by: school, at: at(1, 12, 20), with: [("remark", "留样48小时")])
        sendBack([meals[.pieces(45)]], from: school, to: kitchen, at: at(1, 13))
        destroy([meals[.pieces(45)]], by: kitchen, at: at(1, 19))
        destroy([meals[.pieces(13)]], by: school, at: at(1, 18))
        ask(meals.code, rice.code, pork.code)
        ask(meals.code, holder: school)
    }

    /// Released beef is labelled anew in Chinese in the importer's cold store, box by box, and sold on under the new lot.
    package mutating func beefLabelledAnew() {
        let load = beefLoad(day: 40, kilograms: [13_000])
        references.permits = [.init(number: load.papers.permit, kilograms: 20_000)]
        loadOverseas(load)
        clear(load)
        let (importer, site, hall) = (firm(.importer), firm(.inspectionSite), firm(.wholesaler))
        let foreign = load.lots[0].batch
        deliver([foreign[.kg(13_000)]], from: site, to: importer, at: at(load.release, 17))
        let own = batch(.beef, of: importer, day: foreign.day)
        papers[own.code] = papers[foreign.code]
        let index = make(
            [(own, .kg(5000))], from: [foreign[.kg(5000)]], by: importer, at: at(load.release + 2, 9),
            with: [
                ("process", "relabelling"), ("hsCode", "0202300090"), ("healthCertNo", load.papers.certificate),
                ("issueCountry", "URY"), ("gaccRegNo", Self.establishment), ("foreignEstNo", "344"),
                ("slaughterDate", date(foreign.day)), ("originRegion", "Río Negro"),
            ])
        drafts[index]["producerName"] = "Frigorífico Río Negro S.A."
        drafts[index].number("cartons", "200")
        drafts[index].number("netKg", "5000")
        deliver([own[.kg(2000)]], from: importer, to: hall, at: at(load.release + 3, 5))
        sell([own[.kg(1500)]], by: hall, at: at(load.release + 20, 16))
        ask(own.code, foreign.code)
    }

    /// Live croakers: some are dead when the lorry comes, and its buyer says so under the despatch advice.
    package mutating func deadOnTheWay() {
        let (farm, hall, shop) = (firm(.fishFarm), firm(.wholesaler), firm(.shop))
        let fish = batch(.croaker, of: farm, day: 0)
        let amount = Measured.kg(Double(draw(600...900)))
        issue(fish, [fish[amount]], at: at(0, 4), with: farmPapers(harvested: at(0, 3), pond: "官井洋12区"))
        let document = paper("FH")
        ship([fish[amount]], from: farm, to: hall, at: at(0, 5), document: document)
        let dead = amount.times(draw(20...40))
        receive([fish[amount - dead]], from: farm, by: hall, at: at(0, 9), document: document)
        let lost = lose([fish[dead]], by: hall, at: at(0, 9, 10), why: "途耗死亡，无害化处理")
        drafts[lost].documents = [("desadv", "urn:yima:document:\(farm.uscc):\(document)")]
        deliver([fish[.kg(200)]], from: hall, to: shop, at: at(0, 11))
        sell([fish[amount - dead - .kg(200)]], by: hall, at: at(1, 18))
        sell([fish[.kg(190)]], by: shop, at: at(1, 20))
        ask(fish.code)
        ask(fish.code, holder: hall)
    }

    /// Headquarters order, and the branch takes the goods in.
    package mutating func branchReceivesForHeadquarters() {
        let (lot, maker) = oilInStock()
        let (headquarters, branch) = (firm(.distributor), firm(.shop))
        let move = deliver([lot[.pieces(120)]], from: maker, to: headquarters, at: at(1, 8))
        drafts[move.receipt].firm = branch
        drafts[move.receipt]["actorUscc"] = branch.uscc
        drafts[move.receipt].destinations = [
            ("owning_party", headquarters.party), ("possessing_party", branch.party),
        ]
        sell([lot[.pieces(80)]], by: branch, at: at(9, 20))
        ask(lot.code)
        ask(lot.code, holder: branch)
    }
}
